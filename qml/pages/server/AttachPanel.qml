// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Has this window look at a server that runs elsewhere, and back at its own.
Panel {
    id: panel

    readonly property LinkStatus link: Dashboard.link
    property string problem

    function attach() {
        problem = link.attachTo(address.text, token.text);
        if (problem.length === 0)
            token.clear();
    }

    title: qsTr("Look at another server")
    tools: [
        Badge {
            visible: panel.link.remote
            text: panel.link.live ? qsTr("attached") : qsTr("not reached")
            tint: panel.link.live ? Theme.violet : Theme.warn
        }
    ]

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        RowLayout {
            spacing: Theme.s
            Layout.fillHeight: false

            TextInputField {
                id: address

                iconName: "link"
                name: qsTr("Address of a server")
                placeholderText: qsTr("ws:// or wss:// address")
                font.family: Theme.mono
                Layout.fillWidth: true
                onTextChanged: panel.problem = ""
                Keys.onReturnPressed: panel.attach()
                Keys.onEnterPressed: panel.attach()
            }
            PushButton {
                text: qsTr("Attach")
                primary: address.text.length > 0
                enabled: address.text.length > 0
                onClicked: panel.attach()
            }
        }
        RowLayout {
            spacing: Theme.s
            Layout.fillHeight: false

            TextInputField {
                id: token

                name: qsTr("Admin token")
                placeholderText: qsTr("its admin token")
                echoMode: TextInput.Password
                Layout.fillWidth: true
                Keys.onReturnPressed: panel.attach()
                Keys.onEnterPressed: panel.attach()
            }
            PushButton {
                text: qsTr("Detach")
                enabled: panel.link.remote && panel.link.hasOwn
                Accessible.name: qsTr("Detach: look at this program's own server again")
                onClicked: panel.link.detach()
            }
        }
        Caption {
            text: panel.problem.length > 0 ? panel.problem
                : panel.link.remote ? (panel.link.hasOwn ? qsTr("This program's own server goes on meanwhile.") : qsTr("This program runs no server of its own."))
                : qsTr("Neither address nor token is kept.")
            color: panel.problem.length > 0 ? Theme.down : Theme.dim
            Layout.fillWidth: true
        }
    }
}
