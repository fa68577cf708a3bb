// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// A square button that shows an icon; `text` is its name for the ear and its tip for the eye.
T.AbstractButton {
    id: button

    property string iconName
    property color tint: checked ? Theme.accent : Theme.dim
    property string shortcutText

    implicitWidth: Theme.controlHeight
    implicitHeight: Theme.controlHeight
    opacity: enabled ? 1 : 0.4
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: button.clicked()
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    background: Rectangle {
        radius: Theme.smallRadius
        color: button.down ? Theme.track : button.hovered || button.checked ? Theme.hover : "transparent"

        FocusRing {
            visible: button.visualFocus
        }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.iconName
            color: button.hovered ? Theme.text : button.tint
        }
    }

    HoverTip {
        text: button.shortcutText.length > 0 ? button.text + "  (" + button.shortcutText + ")" : button.text
        visible: button.hovered || button.visualFocus
    }
}
