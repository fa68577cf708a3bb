// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Ping it, ignore its pongs, or close it with a code and a reason of one's choice.
ColumnLayout {
    id: form

    readonly property ConnectionDetail detail: Dashboard.detail
    readonly property int code: parseInt(codeField.text)
    readonly property bool sendable: !isNaN(code) && detail.isSendableCode(code)

    spacing: Theme.s
    enabled: detail.chosen && !detail.ended

    RowLayout {
        spacing: Theme.s
        Layout.fillHeight: false

        PushButton {
            text: qsTr("Ping")
            iconName: "ping"
            onClicked: form.detail.ping()
        }
        PushButton {
            text: qsTr("Mute pongs")
            onClicked: form.detail.mutePong()

            HoverTip {
                visible: (parent as PushButton).hovered
                text: qsTr("The server ignores its pongs; the heartbeat then ends it")
            }
        }
        Item {
            Layout.fillWidth: true
        }
    }
    RowLayout {
        spacing: Theme.s
        Layout.fillHeight: false

        TextInputField {
            id: codeField

            name: qsTr("Close code")
            placeholderText: qsTr("code")
            text: "1001"
            maximumLength: 4
            clearable: false
            validator: IntValidator {
                bottom: 1000
                top: 4999
            }
            Layout.preferredWidth: 76
        }
        TextInputField {
            id: reasonField

            name: qsTr("Close reason")
            placeholderText: qsTr("reason")
            maximumLength: 100
            Layout.fillWidth: true
        }
        PushButton {
            danger: true
            text: qsTr("Close")
            enabled: form.sendable
            onClicked: form.detail.close(form.code, reasonField.text)
        }
    }
    Caption {
        readonly property bool unsendable: !form.sendable && codeField.text.length > 0

        text: unsendable ? qsTr("%1 never travels on the wire").arg(codeField.text) : form.detail.outcome
        color: unsendable || !form.detail.outcomeGood ? Theme.down : Theme.up
        Layout.fillWidth: true
        Layout.preferredHeight: 14
    }
}
