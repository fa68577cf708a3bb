// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// Messages that were kept; a click, Enter or Space puts one into the form, Delete forgets it.
ChoiceList {
    id: list

    property InspectorSession session

    signal wanted(int form, string text)

    name: qsTr("Kept messages")
    model: session.saved
    onChosen: key => currentKey = key
    onOpened: key => wanted(session.saved.formAt(key), session.saved.textAt(key))
    Keys.onDeletePressed: if (currentRow() >= 0)
        session.saved.remove(currentRow())

    delegate: Rectangle {
        id: entry

        required property int index
        required property string name

        width: list.width - 8
        height: 24
        radius: Theme.smallRadius
        color: index === list.currentKey ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
        Accessible.role: Accessible.ListItem
        Accessible.name: qsTr("Use %1").arg(name)
        Accessible.selected: index === list.currentKey
        Accessible.onPressAction: list.opened(index)

        Label {
            width: parent.width
            height: parent.height
            leftPadding: 8
            text: entry.name
            font.pixelSize: Theme.captionSize
            Accessible.ignored: true
        }
        HoverHandler {
            id: pointer
        }
        TapHandler {
            onTapped: {
                list.forceActiveFocus(Qt.MouseFocusReason);
                list.chosen(entry.index);
                list.opened(entry.index);
            }
        }
    }
}
