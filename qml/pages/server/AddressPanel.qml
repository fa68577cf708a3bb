// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Where a browser or a script finds this server, with a code to point a camera at.
Panel {
    id: panel

    readonly property LinkStatus link: Dashboard.link
    readonly property string address: link.browserUrl
    readonly property bool loopback: /^https?:\/\/(127\.|\[::1\]|localhost)/.test(address)


    title: link.remote ? qsTr("Remote server") : qsTr("Addresses")
    tools: [
        Badge {
            text: panel.address.startsWith("https") ? qsTr("TLS") : qsTr("plain: no TLS")
            tint: panel.address.startsWith("https") ? Theme.up : panel.loopback ? Theme.dim : Theme.down
            iconName: "shield"
        }
    ]

    Row {
        anchors.fill: parent
        spacing: Theme.l

        QrCode {
            id: code

            width: Math.min(panel.width < 400 ? 132 : 150, parent.height)
            height: width
            text: panel.address
            visible: panel.address.length > 0
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("QR code")
            Accessible.description: panel.address
        }
        Column {
            width: parent.width - (code.visible ? code.width + Theme.l : 0)
            spacing: Theme.s

            Repeater {
                model: panel.link.remote ? [panel.link.url] : panel.link.addresses

                Flow {
                    id: entry

                    required property string modelData

                    width: parent.width
                    spacing: Theme.s

                    Label {
                        width: Math.min(implicitWidth, entry.width)
                        height: Theme.controlHeight
                        text: entry.modelData
                        font.family: Theme.mono
                    }
                    PushButton {
                        iconName: "copy"
                        text: qsTr("Copy")
                        Accessible.name: qsTr("Copy %1").arg(entry.modelData)
                        onClicked: Clipboard.copy(entry.modelData)
                    }
                }
            }
            Label {
                width: parent.width
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                color: Theme.dim
                text: panel.link.remote ? qsTr("This window looks at a server that runs elsewhere; its settings are made there.")
                    : panel.loopback ? qsTr("Only programs on this machine reach it. To let others in, listen on another address with TLS and tokens: without them the server refuses to start.")
                    : qsTr("Others on the network reach it.")
            }
        }
    }
}
