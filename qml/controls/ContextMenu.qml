// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// What can be done with the row under the pointer or the choice: [{text, hint, act}]. Arrows, Enter, Escape.
T.Popup {
    id: menu

    property var entries: []
    property int current: 0

    function openAt(entries: var, x: real, y: real) {
        menu.entries = entries;
        current = 0;
        menu.x = Math.max(0, Math.min(x, (parent?.width ?? 0) - width));
        menu.y = Math.max(-height, Math.min(y, (parent?.height ?? 0) - 20));
        if (entries.length > 0)
            open();
    }
    function run(index: int) {
        const entry = entries[index];
        close();
        entry?.act();
    }

    width: 250
    height: list.contentHeight + 2 * padding
    padding: 4
    margins: 4
    focus: true
    modal: true
    dim: false
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onOpened: list.forceActiveFocus(Qt.PopupFocusReason)
    background: Rectangle {
        color: Theme.raised
        border.color: Theme.borderStrong
        radius: Theme.smallRadius
    }

    ListView {
        id: list

        anchors.fill: parent
        model: menu.entries
        interactive: false
        activeFocusOnTab: true
        Accessible.role: Accessible.PopupMenu
        Accessible.name: qsTr("What can be done here")
        Keys.onUpPressed: menu.current = Math.max(0, menu.current - 1)
        Keys.onDownPressed: menu.current = Math.min(menu.entries.length - 1, menu.current + 1)
        Keys.onReturnPressed: menu.run(menu.current)
        Keys.onEnterPressed: menu.run(menu.current)
        Keys.onSpacePressed: menu.run(menu.current)

        delegate: Rectangle {
            id: entry

            required property int index
            required property var modelData

            width: list.width
            height: 28
            radius: Theme.smallRadius
            color: index === menu.current ? Theme.selected : "transparent"
            Accessible.role: Accessible.MenuItem
            Accessible.name: modelData.text
            Accessible.onPressAction: menu.run(index)

            Label {
                x: Theme.s
                width: parent.width - 2 * x - hint.width
                height: parent.height
                text: entry.modelData.text
                Accessible.ignored: true
            }
            Caption {
                id: hint

                anchors.right: parent.right
                anchors.rightMargin: Theme.s
                height: parent.height
                text: entry.modelData.hint ?? ""
                Accessible.ignored: true
            }
            HoverHandler {
                onHoveredChanged: if (hovered)
                    menu.current = entry.index
            }
            TapHandler {
                onTapped: menu.run(entry.index)
            }
        }
    }
}
