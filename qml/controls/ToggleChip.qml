// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Theme

// On or off, with the colour of what it switches.
T.AbstractButton {
    id: chip

    property color tint: Theme.accent

    checkable: true
    implicitWidth: row.implicitWidth + 20
    implicitHeight: Theme.controlHeight
    opacity: enabled ? 1 : 0.45
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checked: checked
    Accessible.onPressAction: chip.click()
    Keys.onReturnPressed: chip.click()

    background: Rectangle {
        radius: height / 2
        color: chip.checked ? Theme.fade(chip.tint, 0.14) : chip.hovered ? Theme.hover : "transparent"
        border.color: chip.checked ? chip.tint : Theme.border

        FocusRing {
            radius: height / 2
            visible: chip.visualFocus
        }
    }
    contentItem: Item {
        Row {
            id: row

            anchors.centerIn: parent
            spacing: 6

            Rectangle {
                width: 8
                height: 8
                radius: 4
                color: chip.checked ? chip.tint : "transparent"
                border.color: chip.checked ? chip.tint : Theme.dim
                anchors.verticalCenter: parent.verticalCenter
            }
            Label {
                text: chip.text
                color: chip.checked ? Theme.text : Theme.dim
                Accessible.ignored: true
            }
        }
    }
}
