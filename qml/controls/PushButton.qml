// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// A button with words. `primary` marks the one expected step, `danger` what ends something.
T.AbstractButton {
    id: button

    property bool primary: false
    property bool danger: false
    property string iconName
    readonly property color ink: !enabled ? Theme.dim : danger ? Theme.down : primary ? Theme.accentInk : Theme.text

    implicitWidth: implicitContentWidth + 24
    implicitHeight: Theme.controlHeight
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: button.clicked()
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    background: Rectangle {
        radius: Theme.smallRadius
        color: !button.enabled ? "transparent" : button.primary ? (button.down ? Qt.darker(Theme.accent, 1.15) : Theme.accent)
            : button.down ? Theme.track : button.hovered ? Theme.hover : Theme.raised
        border.color: !button.enabled ? Theme.border : button.primary ? Theme.accent : button.danger ? Theme.fade(Theme.down, 0.5) : Theme.border

        FocusRing {
            visible: button.visualFocus
        }
    }
    contentItem: Item {
        implicitWidth: children[0].implicitWidth

        Row {
            anchors.centerIn: parent
            spacing: 6

            Icon {
                name: button.iconName
                visible: button.iconName.length > 0
                color: button.ink
                width: 14
                height: 14
                anchors.verticalCenter: parent.verticalCenter
            }
            Label {
                text: button.text
                color: button.ink
                Accessible.ignored: true
            }
        }
    }
}
