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
        IconButton {
            visible: !panel.link.remote && panel.link.addresses.length > 0 && panel.link.certificate.length === 0
            iconName: "shield"
            tint: Theme.accent
            text: qsTr("Serve TLS as well")
            Accessible.description: qsTr("Makes a certificate for this machine and opens port 8443, or the next that is free; nobody is disconnected")
            onClicked: panel.link.openSecure()
        },
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
                visible: panel.link.certificate.length > 0 && !panel.link.remote
                text: qsTr("SHA-256 of its certificate: %1").arg(panel.link.certificate)
                font.family: Theme.mono
                font.pixelSize: Theme.captionSize
                wrapMode: Text.WrapAnywhere
                elide: Text.ElideNone
            }
            PushButton {
                visible: panel.link.certificate.length > 0 && !panel.link.remote
                iconName: "copy"
                text: qsTr("Copy the SHA-256")
                onClicked: Clipboard.copy(panel.link.certificate)
            }
            Label {
                width: parent.width
                visible: panel.link.secureTrouble.length > 0
                text: panel.link.secureTrouble
                color: Theme.down
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            Label {
                width: parent.width
                visible: panel.link.certificate.length === 0 || panel.link.remote
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
