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
    property int part: 0

    // What was measured stays; nothing is published for nobody.
    onVisibleChanged: if (!visible)
        rack.stop()

    function showExample(name: string) {
        rack.start();
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
                    currentIndex: rack.feed
                    onActivated: index => rack.feed = index
                }
                SegmentedControl {
                    name: qsTr("Polls")
                    model: [qsTr("keep-alive"), qsTr("close")]
                    currentIndex: rack.keepAlive ? 0 : 1
                    onActivated: index => rack.keepAlive = index === 0
                }
                PushButton {
                    primary: !rack.running
                    text: rack.running ? qsTr("Stop") : qsTr("Measure")
                    onClicked: rack.running ? rack.stop() : rack.start()
                }
                SegmentedControl {
                    visible: tab.low
                    name: qsTr("Part")
                    model: [qsTr("Measured"), qsTr("Guides and adviser")]
                    currentIndex: tab.part
                    onActivated: index => tab.part = index
                }
                Caption {
                    height: Theme.controlHeight
                    visible: !tab.low
                    text: rack.seconds > 0 ? qsTr("%1 for %2").arg(rack.channel).arg(Format.span(Math.floor(rack.seconds) * 1000)) : qsTr("%1, bytes as counted on each socket").arg(rack.channel)
                }
            }
        }
        StateBanner {
            visible: rack.trouble.length > 0
            text: rack.trouble
            Layout.fillWidth: true
        }
        GridLayout {
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
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 200
                }
            }
        }
        GridLayout {
            visible: !tab.low || tab.part === 1
            columns: tab.narrow ? 1 : 2
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 270
            Layout.minimumHeight: 240

            Panel {
                title: qsTr("What guides say")
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 500

                TransportClaimList {
                    anchors.fill: parent
                    claims: rack.claims
                }
            }
            Panel {
                title: qsTr("Adviser")
                note: qsTr("what is needed, and what suits it")
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 500

                TransportAdvice {
                    anchors.fill: parent
                }
            }
        }
    }
}
