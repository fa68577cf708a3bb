// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// A small question mark beside a word: what it counts, under the pointer, by the keyboard and by a press.
T.AbstractButton {
    id: help

    property string word
    readonly property string meaning: glossary.meanings[word] ?? ""

    implicitWidth: 14
    implicitHeight: 14
    text: qsTr("What this means: %1").arg(meaning)
    checkable: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: help.toggle()
    Keys.onReturnPressed: help.toggle()
    Keys.onEnterPressed: help.toggle()
    Keys.onEscapePressed: event => {
        event.accepted = checked;
        checked = false;
    }

    background: Rectangle {
        radius: height / 2
        color: help.hovered || help.checked ? Theme.hover : "transparent"

        FocusRing {
            visible: help.visualFocus
        }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            width: 13
            height: 13
            name: "help"
            color: help.hovered || help.checked ? Theme.text : Theme.dim
        }
    }
    onActiveFocusChanged: if (!activeFocus)
        checked = false

    Glossary {
        id: glossary
    }
    HoverTip {
        delay: help.checked ? 0 : 300
        timeout: -1
        text: help.meaning
        most: 320
        visible: help.meaning.length > 0 && (help.hovered || help.visualFocus || help.checked)
    }
}
