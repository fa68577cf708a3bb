// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// The same events by four transports at once, counted on their sockets, beside what guides say of them.
Experiment {
    id: tab

    readonly property bool narrow: width < 860
    // Where not all of it has room, one part at a time.
    readonly property bool low: height < 640 || narrow
    readonly property var parts: ["measured", "adviser", "guides"]
    property int part: Math.max(0, parts.indexOf(Dashboard.preferences.kept("lab/transports")))

    onPartChanged: Dashboard.preferences.keep("lab/transports", parts[part])
    // What was measured stays; nothing is published for nobody.
    onVisibleChanged: if (!visible) {
        rack.stop();
        tabs.crowd.stop();
    }

    function showExample(name: string) {
        rack.obstacle = name === "header forgotten" ? TransportRack.HeaderForgotten : TransportRack.Clear;
        rack.feed = name === "idle feed" ? TransportRack.Idle : TransportRack.Often;
        rack.start();
        if (name === "header forgotten")
            tabs.crowd.open();
    }

    TransportRack {
        id: rack

        server: tab.server
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        Panel {
            Accessible.name: qsTr("What is measured")
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredHeight: choices.implicitHeight + 2 * Theme.m

            Flow {
                id: choices

                width: parent.width
                spacing: Theme.s

                SegmentedControl {
                    name: qsTr("Feed")
                    model: [qsTr("50 events/s"), qsTr("1 in 10 s"), qsTr("trades"), qsTr("Float32")]
                    enabled: !rack.feedIsGiven
                    opacity: enabled ? 1 : 0.5
                    currentIndex: rack.feedIsGiven ? TransportRack.Idle : rack.feed
                    onActivated: index => rack.feed = index
                }
                SegmentedControl {
                    name: qsTr("Polls")
                    model: [qsTr("keep-alive"), qsTr("close")]
                    currentIndex: rack.keepAlive ? 0 : 1
                    onActivated: index => rack.keepAlive = index === 0
                }
                SegmentedControl {
                    name: qsTr("On the way")
                    model: [qsTr("nothing"), qsTr("buffering proxy"), qsTr("header forgotten"), qsTr("idle cut"), qsTr("heartbeat muted"), qsTr("one way")]
                    currentIndex: rack.obstacle
                    onActivated: index => rack.obstacle = index
                }
                PushButton {
                    primary: !rack.running
                    text: rack.running ? qsTr("Stop") : qsTr("Measure")
                    onClicked: rack.running ? rack.stop() : rack.start()
                }
                SegmentedControl {
                    visible: tab.low
                    name: qsTr("Part")
                    model: [qsTr("Measured"), qsTr("Adviser, tabs"), qsTr("Guides")]
                    currentIndex: tab.part
                    onActivated: index => tab.part = index
                }
                Caption {
                    width: parent.width
                    visible: text.length > 0
                    text: rack.obstacleText
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                Caption {
                    height: Theme.controlHeight
                    visible: !tab.low && rack.obstacle === TransportRack.Clear
                    text: rack.seconds > 0 ? qsTr("%1 for %2").arg(rack.channel).arg(Format.span(Math.floor(rack.seconds) * 1000)) : qsTr("%1, bytes as counted on each socket").arg(rack.channel)
                }
            }
        }
        StateBanner {
            visible: rack.trouble.length > 0
            text: rack.trouble
            Layout.fillWidth: true
        }
        PageGrid {
            visible: !tab.low || tab.part === 0
            columns: tab.narrow ? 2 : 4
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 400

            Repeater {
                model: rack

                TransportPanel {
                    onAdviceWanted: {
                        advice.adviser.take(rack.need(index));
                        if (tab.low)
                            tab.part = 1;
                    }
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 200
                }
            }
        }
        PageGrid {
            visible: !tab.low || tab.part > 0
            columns: tab.narrow ? 1 : 3
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 290
            Layout.minimumHeight: tab.narrow && tab.part === 1 ? 550 : 290

            Panel {
                visible: !tab.low || tab.part === 2
                title: qsTr("What guides say")
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 440

                TransportClaimList {
                    anchors.fill: parent
                    claims: rack.claims
                }
            }
            Panel {
                visible: !tab.low || tab.part === 1
                title: qsTr("Adviser")
                note: qsTr("what is needed, and what suits it")
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 440

                TransportAdvice {
                    id: advice

                    anchors.fill: parent
                }
            }
            Panel {
                visible: !tab.low || tab.part === 1
                title: qsTr("The seventh tab")
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 360

                TransportTabs {
                    id: tabs

                    anchors.fill: parent
                    crowd.server: tab.server
                }
            }
        }
    }
}
