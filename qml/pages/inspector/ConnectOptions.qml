// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// What a handshake may carry besides the address. None of it is kept when the program ends.
RowLayout {
    id: options

    property InspectorSession session

    spacing: Theme.m

    TextBox {
        name: qsTr("Headers")
        placeholderText: qsTr("Headers, one per line, such as\nOrigin: http://localhost:8080")
        text: options.session.headers
        onTextChanged: options.session.headers = text
        Layout.fillWidth: true
        Layout.minimumWidth: 170
        Layout.preferredHeight: 92
    }
    ColumnLayout {
        spacing: Theme.s
        Layout.preferredWidth: 250
        Layout.fillWidth: false
        Layout.fillHeight: false

        TextInputField {
            name: qsTr("Cookies")
            placeholderText: qsTr("cookies: a=1; b=2")
            onTextChanged: options.session.cookies = text
            Layout.fillWidth: true
        }
        TextInputField {
            name: qsTr("Token")
            placeholderText: qsTr("token")
            echoMode: TextInput.Password
            onTextChanged: options.session.token = text
            Layout.fillWidth: true
        }
        SegmentedControl {
            name: qsTr("Token goes into")
            model: [qsTr("Header"), qsTr("Query"), qsTr("Subprotocol")]
            currentIndex: options.session.tokenPlace
            onActivated: index => options.session.tokenPlace = index
        }
    }
    ColumnLayout {
        spacing: Theme.s
        Layout.preferredWidth: 250
        Layout.fillWidth: false
        Layout.fillHeight: false

        TextInputField {
            name: qsTr("HTTP proxy")
            placeholderText: qsTr("HTTP proxy (CONNECT): host:port")
            onTextChanged: options.session.proxy = text
            Layout.fillWidth: true
        }
        Toggle {
            text: qsTr("Offer permessage-deflate")
            on: options.session.offerDeflate
            onSwitched: on => options.session.offerDeflate = on
        }
        Toggle {
            text: qsTr("Accept an untrusted certificate")
            on: options.session.acceptUntrusted
            onSwitched: on => options.session.acceptUntrusted = on
        }
        Toggle {
            text: qsTr("Ping every 20 s, end without a pong")
            on: options.session.keepAlive
            onSwitched: on => options.session.keepAlive = on
        }
    }
}
