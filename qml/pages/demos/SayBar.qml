// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// A line to type, the button that sends it, and why that was not done. What is written stays until the server has it.
ColumnLayout {
    id: bar

    required property DemoModel source
    property bool live: true
    property string placeholder
    property string action
    property int most: 500
    property alias text: field.text
    property alias validator: field.validator
    // Between the line and the button.
    default property alias extras: extraRow.data

    readonly property bool ready: live && !source.busy && field.text.trim().length > 0
    // What the server has not answered yet.
    property string sending

    signal sent(string text)
    signal typed

    function send() {
        if (!bar.ready)
            return;
        bar.sending = field.text;
        bar.sent(field.text);
    }

    spacing: 2

    Connections {
        target: bar.source

        // What was written meanwhile stays.
        function onSaid(taken: bool) {
            if (taken && bar.sending.length > 0 && field.text.startsWith(bar.sending))
                field.remove(0, bar.sending.length);
            bar.sending = "";
        }
    }

    RowLayout {
        spacing: Theme.s
        Layout.fillWidth: true
        Layout.fillHeight: false

        TextInputField {
            id: field

            placeholderText: bar.placeholder
            maximumLength: bar.most
            Layout.fillWidth: true
            onAccepted: bar.send()
            onTextEdited: bar.typed()
        }
        Row {
            id: extraRow

            spacing: Theme.s
        }
        PushButton {
            primary: true
            enabled: bar.ready
            text: bar.action
            onClicked: bar.send()
        }
    }
    Caption {
        text: bar.source.hint.length > 0 ? bar.source.hint : bar.source.busy ? qsTr("on its way …") : ""
        color: bar.source.hint.length > 0 ? Theme.warn : Theme.dim
        Layout.fillWidth: true
        Layout.preferredHeight: 16
    }
}
