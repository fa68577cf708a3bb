// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme
import Wavetape.ViewModels

// What passes a fault proxy: its log, its breakpoints, the chosen line. Where there is none: how one is made.
Item {
    id: view

    property bool compact: false
    property bool narrow: false
    property alias session: proxy
    readonly property bool ready: proxy.state === ProxySession.Ready
    readonly property bool chosen: ready && proxy.proxy.length > 0

    signal connectionWanted

    ProxySession {
        id: proxy

        dashboard: Dashboard
        active: view.visible
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        ProxyBar {
            session: proxy
            compact: view.compact
            onConnectionWanted: view.connectionWanted()
            Layout.fillWidth: true
            Layout.fillHeight: false
        }
        Panel {
            visible: !view.chosen
            Layout.fillWidth: true
            Layout.fillHeight: true

            StateOverlay {
                anchors.fill: parent
                iconName: view.ready ? "inspector" : "link"
                tint: view.ready ? Theme.dim : Theme.warn
                title: view.ready ? qsTr("No fault proxy runs yet") : proxy.state === ProxySession.Away ? qsTr("The server is not reached") : proxy.state === ProxySession.Asking ? qsTr("Asking …") : qsTr("This server makes no proxies")
                detail: view.ready ? qsTr("Name a WebSocket server above and start one: clients that connect to the proxy's address are seen here, frame by frame, and held where you want. Programs start one by the control port of faults.")
                    : proxy.state === ProxySession.Away ? qsTr("What its fault proxies do is seen again once the window has its connection back.")
                    : proxy.state === ProxySession.Asking ? "" : proxy.outcome.length > 0 ? proxy.outcome : qsTr("It was started without --faults 127.0.0.1:8474, or the window is no administrator there.")
            }
        }
        PageGrid {
            visible: view.chosen
            columns: view.narrow ? 1 : 2
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                spacing: Theme.m
                Layout.fillWidth: true
                Layout.fillHeight: true

                LogPanel {
                    session: proxy
                    emptyTitle: proxy.tells ? qsTr("Nothing has passed yet") : qsTr("This proxy tells nothing")
                    emptyDetail: proxy.tells ? qsTr("Connect a client to %1: what it says, and what it is told, becomes a line here.").arg(proxy.address)
                        : qsTr("It was made without frames. With \"Tell what passes\" it begins anew: who is connected has to come back.")
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                }
                PushButton {
                    visible: !proxy.tells
                    primary: true
                    text: qsTr("Tell what passes")
                    onClicked: proxy.tellAll()
                    Layout.fillHeight: false
                }
                HeldPanel {
                    session: proxy
                    ready: view.chosen
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    Layout.preferredHeight: view.height < 620 ? 142 : 190
                }
            }
            Panel {
                title: qsTr("Details")
                Layout.fillWidth: view.narrow
                Layout.fillHeight: true
                Layout.preferredWidth: view.narrow ? 600 : view.compact ? 348 : 416
                Layout.preferredHeight: view.narrow ? 320 : -1

                FrameView {
                    anchors.fill: parent
                    frame: proxy.frame
                    onColumnWanted: path => proxy.log.column = path
                }
            }
        }
    }
}
