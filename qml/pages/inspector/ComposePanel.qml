// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// A message to send: text or JSON, bytes as hex, as floats or from a file; a ping; a close.
Panel {
    id: panel

    property InspectorSession session
    property int form: InspectorSession.Text
    // The values of what is written {{name}}, in place of the message.
    property bool variablesShown: false
    readonly property bool open: session.readyState === 1
    readonly property int code: parseInt(codeField.text)

    // Puts a text there to be changed and sent.
    function compose(text: string) {
        form = InspectorSession.Text;
        variablesShown = false;
        box.text = text;
        box.forceActiveFocus(Qt.OtherFocusReason);
    }

    title: qsTr("Send")
    note: variablesShown ? session.variablesProblem : session.variables.length >= 0 ? session.check(form, box.text) : ""
    tools: [
        SegmentedControl {
            name: qsTr("Written as")
            model: [qsTr("Text"), qsTr("Hex"), qsTr("Floats"), qsTr("File")]
            currentIndex: panel.form
            onActivated: index => panel.form = index
        },
        PushButton {
            text: qsTr("Format")
            enabled: panel.form === InspectorSession.Text
            onClicked: box.text = panel.session.reformatted(box.text, true)
            Accessible.name: qsTr("Format the JSON")
        },
        PushButton {
            text: qsTr("Minify")
            enabled: panel.form === InspectorSession.Text
            onClicked: box.text = panel.session.reformatted(box.text, false)
            Accessible.name: qsTr("Take the spaces out of the JSON")
        },
        IconButton {
            iconName: "profile"
            text: qsTr("Variables: what {{name}} stands for")
            checked: panel.variablesShown
            onClicked: panel.variablesShown = !panel.variablesShown
        },
        IconButton {
            iconName: "save"
            text: qsTr("Keep this message (values of token, secret and password are left out)")
            enabled: box.text.length > 0 && panel.form < InspectorSession.File
            onClicked: panel.session.saved.add("", panel.form, box.text)
        }
    ]

    FileChooser {
        id: chooser

        title: qsTr("A file to send as one binary message")
        onChosen: path => box.text = path
    }
    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        ColumnLayout {
            spacing: Theme.s
            Layout.fillWidth: true
            Layout.fillHeight: true

            TextBox {
                visible: panel.variablesShown
                name: qsTr("Variables")
                placeholderText: qsTr("symbol = AAPL, a line each, for {{symbol}}. There are {{now}}, {{time}}, {{uuid}}, {{count}} and {{random}}, too.")
                text: panel.session.variables
                onTextChanged: panel.session.variables = text
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
            TextBox {
                id: box

                visible: !panel.variablesShown

                name: qsTr("Message")
                placeholderText: panel.form === InspectorSession.Text ? qsTr("Text or JSON. Ctrl+Enter sends it.")
                    : panel.form === InspectorSession.Hex ? qsTr("Hex, such as 01 ff 0a")
                    : panel.form === InspectorSession.Floats ? qsTr("Numbers, such as 1.5, 2.7, 3.14: sent as little-endian Float32") : qsTr("Path of a file to send as one binary message")
                text: panel.session.saved.textAt(0)
                Layout.fillWidth: true
                Layout.fillHeight: true
                onSubmitted: panel.session.send(panel.form, text)
            }
            RowLayout {
                spacing: Theme.s
                Layout.fillHeight: false

                PushButton {
                    primary: true
                    iconName: "send"
                    text: qsTr("Send")
                    enabled: panel.open
                    onClicked: panel.session.send(panel.form, box.text)
                }
                PushButton {
                    iconName: "ping"
                    text: qsTr("Ping")
                    enabled: panel.open
                    onClicked: panel.session.ping("")
                }
                PushButton {
                    visible: panel.form === InspectorSession.File
                    text: qsTr("Choose a file…")
                    onClicked: chooser.open()
                }
                Item {
                    Layout.fillWidth: true
                }
                TextInputField {
                    id: codeField

                    name: qsTr("Close code")
                    placeholderText: qsTr("code")
                    text: "1000"
                    maximumLength: 4
                    Layout.preferredWidth: 74
                }
                TextInputField {
                    id: reasonField

                    name: qsTr("Close reason")
                    placeholderText: qsTr("reason")
                    maximumLength: 123
                    Layout.preferredWidth: 140
                }
                PushButton {
                    danger: true
                    text: qsTr("Close")
                    enabled: panel.open && !isNaN(panel.code)
                    onClicked: panel.session.close(panel.code, reasonField.text)
                }
            }
        }
        SavedList {
            session: panel.session
            visible: panel.width > 640
            Layout.preferredWidth: 190
            Layout.fillHeight: true
            onWanted: (form, text) => {
                panel.form = form;
                box.text = text;
            }
        }
    }
}
