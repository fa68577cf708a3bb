// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme
import Wavetape.ViewModels

// One connection of the Inspector: where to, its log, what is sent, its details. Or a fault proxy, in its place.
Item {
    id: tab

    property string ownAddress
    property bool compact: false
    property bool narrow: false
    readonly property var sides: ["frame", "link", "reconnect", "key"]
    property int side: Math.max(0, sides.indexOf(Dashboard.preferences.kept("inspector/side")))
    property alias optionsShown: bar.optionsShown
    // A fault proxy is looked at; the connection goes on behind it.
    property bool proxied: false
    readonly property ProxySession proxy: view.session
    readonly property InspectorSession inspected: session
    readonly property string title: (proxied ? proxy.proxy : session.url.replace(/^(ws|http)s?:\/\//, "")).slice(0, 28)

    signal anotherWanted

    onSideChanged: Dashboard.preferences.keep("inspector/side", sides[side])

    // What the page shows of itself when nobody has typed anything yet; "flood": all that the server has.
    function showExample(name: string) {
        proxied = false;
        example.flood = name === "flood";
        example.at = 0;
        session.url = ownAddress;
        session.open();
        example.restart();
    }

    InspectorSession {
        id: session

        preferences: Dashboard.preferences
        url: tab.ownAddress
    }
    Timer {
        id: example

        property int at: 0
        property bool flood: false
        interval: 250
        onTriggered: {
            if (session.readyState !== 1) {
                restart();
                return;
            }
            if (flood) {
                session.log.follow = true;
                session.send(InspectorSession.Text, "{\"type\":\"subscribe\",\"channels\":[\"wave.*\",\"trades.*\",\"ticker.*\"]}");
                return;
            }
            if (at < 3) {
                session.send(InspectorSession.Text, session.saved.textAt(at));
            } else if (at === 3) {
                session.ping("hello");
            } else if (at === 6) {
                session.log.follow = false;
                session.log.step(0);
                session.log.step(12);
                return;
            }
            ++at;
            restart();
        }
    }

    ProxyView {
        id: view

        anchors.fill: parent
        visible: tab.proxied
        compact: tab.compact
        narrow: tab.narrow
        onConnectionWanted: tab.proxied = false
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m
        visible: !tab.proxied

        ConnectBar {
            id: bar

            session: session
            ownAddress: tab.ownAddress
            compact: tab.compact
            onAnotherWanted: tab.anotherWanted()
            onProxyWanted: tab.proxied = true
            Layout.fillWidth: true
            Layout.fillHeight: false
        }
        PageGrid {
            columns: tab.narrow ? 1 : 2
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                spacing: Theme.m
                Layout.fillWidth: true
                Layout.fillHeight: true

                LogPanel {
                    session: session
                    onResendWanted: text => compose.compose(text)
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                }
                ComposePanel {
                    id: compose

                    session: session
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    Layout.preferredHeight: tab.height < 620 ? 132 : 178
                }
            }
            Panel {
                title: qsTr("Details")
                titleShown: !tab.compact
                Layout.fillWidth: tab.narrow
                Layout.fillHeight: true
                Layout.preferredWidth: tab.narrow ? 600 : tab.compact ? 348 : 416
                Layout.preferredHeight: tab.narrow ? 320 : -1
                tools: [
                    SegmentedControl {
                        name: qsTr("Details of")
                        model: tab.compact ? [qsTr("Frame"), qsTr("Link"), qsTr("Retry"), qsTr("Key")]
                            : [qsTr("Frame"), qsTr("Link"), qsTr("Reconnect"), qsTr("Accept key")]
                        currentIndex: tab.side
                        onActivated: index => tab.side = index
                    }
                ]

                FrameView {
                    anchors.fill: parent
                    visible: tab.side === 0
                    frame: session.frame
                    onColumnWanted: path => session.log.column = path
                }
                LinkView {
                    anchors.fill: parent
                    visible: tab.side === 1
                    session: session
                }
                ReconnectView {
                    anchors.fill: parent
                    visible: tab.side === 2
                    timeline: session.timeline
                }
                AcceptKeyView {
                    anchors.fill: parent
                    visible: tab.side === 3
                }
            }
        }
    }
}
