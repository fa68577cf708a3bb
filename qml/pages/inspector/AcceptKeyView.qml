// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// How a server answers a key: RFC 6455 section 4.2.2, in its steps.
Item {
    id: view

    AcceptKey {
        id: calculator
    }
    component Step: Column {
        id: step

        property string title
        property string value

        width: parent ? parent.width : 0
        spacing: 4

        Caption {
            width: parent.width
            text: step.title
        }
        TextBox {
            width: parent.width
            height: 44
            readOnly: true
            name: step.title
            text: step.value
        }
    }

    Column {
        anchors.fill: parent
        spacing: Theme.m

        Column {
            width: parent.width
            spacing: 4

            Caption {
                text: qsTr("Sec-WebSocket-Key: 16 random bytes in base64")
            }
            Row {
                width: parent.width
                spacing: Theme.s

                TextInputField {
                    width: parent.width - random.width - Theme.s
                    name: qsTr("Key")
                    text: calculator.key
                    font.family: Theme.mono
                    onTextChanged: calculator.key = text
                }
                PushButton {
                    id: random

                    text: qsTr("Random")
                    onClicked: calculator.makeRandom()
                }
            }
        }
        Badge {
            text: calculator.valid ? qsTr("16 bytes: valid") : qsTr("not the base64 form of 16 bytes: a server answers 400")
            tint: calculator.valid ? Theme.up : Theme.down
        }
        Step {
            title: qsTr("1. The key and the protocol's own GUID behind it")
            value: calculator.joined
        }
        Step {
            title: qsTr("2. Its SHA-1, 20 bytes")
            value: calculator.digest
        }
        Step {
            title: qsTr("3. That in base64: Sec-WebSocket-Accept")
            value: calculator.accept
        }
    }
}
