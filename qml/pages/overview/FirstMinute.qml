// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Until the first visitor has come: what this is, and what to do next.
Panel {
    id: panel

    readonly property string address: Dashboard.link.browserUrl
    readonly property string snippet: "new WebSocket(\"%1/ws/ticker.AAPL\").onmessage = e => console.log(e.data)".arg(address.replace(/^http/, "ws").replace(/\/$/, ""))

    signal placeWanted(string place, string example)

    implicitHeight: column.implicitHeight + headerHeight + Theme.m
    title: qsTr("A WebSocket server with live data runs inside this window")
    note: width > 760 ? qsTr("nobody has connected yet") : ""

    ColumnLayout {
        id: column

        width: parent.width
        spacing: Theme.s

        Label {
            text: qsTr("It makes a simulated market and waves, sends them to whoever subscribes, and shows here what that costs: who reads, who is too slow, what waits and what is lost.")
            color: Theme.dim
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Layout.fillWidth: true
        }
        Flow {
            spacing: Theme.s
            Layout.fillWidth: true

            PushButton {
                primary: true
                iconName: "link"
                text: qsTr("Open in a browser")
                onClicked: Qt.openUrlExternally(panel.address)
            }
            PushButton {
                iconName: "copy"
                text: panel.address
                Accessible.name: qsTr("Copy the address %1").arg(panel.address)
                onClicked: Clipboard.copy(panel.address)
            }
            PushButton {
                iconName: "copy"
                text: qsTr("Copy a snippet")
                onClicked: Clipboard.copy(panel.snippet)

                HoverTip {
                    text: panel.snippet
                    visible: (parent as PushButton).hovered
                }
            }
            PushButton {
                iconName: "queue"
                text: qsTr("Add slow readers")
                onClicked: panel.placeWanted("lab/backpressure", "backpressure")
            }
            PushButton {
                iconName: "reference"
                text: qsTr("Programs in five languages")
                onClicked: panel.placeWanted("reference/snippets", "")
            }
        }
    }
}
