// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// A box to tick, with its words beside it.
T.AbstractButton {
    id: toggle

    implicitWidth: 22 + label.implicitWidth
    implicitHeight: Theme.controlHeight
    opacity: enabled ? 1 : 0.45
    checkable: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: checked
    Accessible.onToggleAction: toggle.click()
    Accessible.onPressAction: toggle.click()
    Keys.onReturnPressed: toggle.click()
    Keys.onEnterPressed: toggle.click()

    background: Item {
        Rectangle {
            width: 16
            height: 16
            anchors.verticalCenter: parent.verticalCenter
            radius: 3
            color: toggle.checked ? Theme.accent : toggle.hovered ? Theme.hover : Theme.raised
            border.color: toggle.checked ? Theme.accent : Theme.borderStrong

            Icon {
                anchors.centerIn: parent
                width: 12
                height: 12
                visible: toggle.checked
                name: "check"
                color: Theme.accentInk
            }
            FocusRing {
                visible: toggle.visualFocus
            }
        }
    }
    contentItem: Item {
        Label {
            id: label

            x: 22
            width: toggle.width - 22
            height: toggle.height
            text: toggle.text
            Accessible.ignored: true
        }
    }
}
