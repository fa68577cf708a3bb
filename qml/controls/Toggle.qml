// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// A box to tick, with its words beside it. It shows `on` and asks for the other by switched().
T.AbstractButton {
    id: toggle

    property bool on: false

    signal switched(bool on)

    implicitWidth: implicitContentWidth
    implicitHeight: Theme.controlHeight
    opacity: enabled ? 1 : 0.45
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: on
    Accessible.onToggleAction: toggle.clicked()
    Accessible.onPressAction: toggle.clicked()
    Keys.onReturnPressed: toggle.clicked()
    Keys.onEnterPressed: toggle.clicked()
    onClicked: switched(!on)

    background: Item {
        Rectangle {
            width: 16
            height: 16
            anchors.verticalCenter: parent.verticalCenter
            radius: 3
            color: toggle.on ? Theme.accent : toggle.hovered ? Theme.hover : Theme.raised
            border.color: toggle.on ? Theme.accent : Theme.borderStrong

            Icon {
                anchors.centerIn: parent
                width: 12
                height: 12
                visible: toggle.on
                name: "check"
                color: Theme.accentInk
            }
            FocusRing {
                visible: toggle.visualFocus
            }
        }
    }
    contentItem: Label {
        leftPadding: 22
        text: toggle.text
        Accessible.ignored: true
    }
}
