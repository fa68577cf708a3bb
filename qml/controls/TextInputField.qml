// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// One line to type in, with an icon, a hint and a button that clears it.
T.TextField {
    id: field

    property string iconName
    property string name: placeholderText
    property bool clearable: true
    // The key that brings the cursor here, such as "Ctrl+F".
    property string shortcut

    implicitWidth: 200
    implicitHeight: Theme.controlHeight
    leftPadding: iconName.length > 0 ? 28 : 9
    rightPadding: clearable && text.length > 0 ? 26 : 9
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    placeholderTextColor: Theme.dim
    verticalAlignment: TextInput.AlignVCenter
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    renderType: Text.NativeRendering
    selectByMouse: true
    activeFocusOnTab: true
    Accessible.role: Accessible.EditableText
    Accessible.name: name
    Keys.onEscapePressed: event => {
        event.accepted = text.length > 0;
        clear();
    }

    Shortcut {
        enabled: field.visible && field.shortcut.length > 0
        sequence: field.shortcut
        onActivated: field.forceActiveFocus(Qt.ShortcutFocusReason)
    }

    background: Rectangle {
        radius: Theme.smallRadius
        color: Theme.raised
        border.color: field.activeFocus ? Theme.focus : field.hovered ? Theme.borderStrong : Theme.border
        border.width: field.activeFocus ? 2 : 1

        Icon {
            name: field.iconName
            visible: field.iconName.length > 0
            color: Theme.dim
            x: 8
            width: 14
            height: 14
            anchors.verticalCenter: parent.verticalCenter
        }
    }

    Label {
        x: field.leftPadding
        width: field.width - x - 8
        height: field.height
        text: field.placeholderText
        color: Theme.dim
        visible: field.text.length === 0
        Accessible.ignored: true
    }
    IconButton {
        anchors {
            right: parent.right
            rightMargin: 2
            verticalCenter: parent.verticalCenter
        }
        width: 22
        height: 22
        visible: field.clearable && field.text.length > 0
        iconName: "close"
        text: qsTr("Clear")
        onClicked: field.clear()
    }
}
