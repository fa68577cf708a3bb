// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// Messages that were kept; a press puts one into the form, Delete forgets it.
ListView {
    id: list

    property InspectorSession session

    signal chosen(int form, string text)

    clip: true
    model: session.saved
    currentIndex: -1
    highlightFollowsCurrentItem: false
    keyNavigationEnabled: false
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Kept messages")
    T.ScrollBar.vertical: ThinScrollBar {}

    delegate: T.AbstractButton {
        id: entry

        required property int index
        required property string name

        width: list.width - 8
        height: 24
        text: name
        focusPolicy: Qt.StrongFocus
        Accessible.role: Accessible.Button
        Accessible.name: qsTr("Use %1").arg(name)
        Accessible.onPressAction: entry.clicked()
        Keys.onReturnPressed: clicked()
        Keys.onDeletePressed: list.session.saved.remove(index)
        onClicked: list.chosen(list.session.saved.formAt(index), list.session.saved.textAt(index))

        background: Rectangle {
            radius: Theme.smallRadius
            color: entry.hovered ? Theme.hover : "transparent"

            FocusRing {
                control: entry
                anchors.margins: 0
            }
        }
        contentItem: Label {
            leftPadding: 8
            text: entry.text
            font.pixelSize: Theme.captionSize
            Accessible.ignored: true
        }
    }
}
