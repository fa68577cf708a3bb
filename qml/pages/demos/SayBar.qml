// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// A line to type, the button that sends it, and why that was not done.
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

    signal sent(string text)
    signal typed

    function send() {
        if (!bar.live || field.text.trim().length === 0)
            return;
        const text = field.text;
        field.clear();
        bar.sent(text);
    }

    spacing: 2

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
            enabled: bar.live && field.text.trim().length > 0
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
