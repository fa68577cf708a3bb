// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// Readers of different speeds side by side, and what each of them costs the server.
Experiment {
    id: tab

    readonly property bool compact: width < 1150
    readonly property bool narrow: width < 860
    readonly property var feeds: ["wave.sine1", "ticker.*", "trades.*"]
    readonly property var policies: ["conflate", "drop-oldest", "drop-newest", "disconnect", "unbounded"]

    function showExample(name: string) {
        if (name === "unbounded") {
            rack.add(feeds[0], 3, "unbounded");
            return;
        }
        rack.removeAll();
        rack.addUsual();
    }

    ReaderRack {
        id: rack

        server: tab.server
        dashboard: Dashboard
        active: tab.visible
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        Panel {
            id: form

            Accessible.name: qsTr("A new reader")
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredHeight: choices.implicitHeight + 2 * Theme.m

            Flow {
                id: choices

                width: parent.width
                spacing: Theme.s

                SegmentedControl {
                    id: feed

                    name: qsTr("Feed")
                    model: tab.feeds
                    onActivated: index => currentIndex = index
                }
                SegmentedControl {
                    id: speed

                    name: qsTr("Speed of reading")
                    model: [qsTr("fast"), qsTr("1 Mbit/s"), qsTr("64 kbit/s"), qsTr("stalled")]
                    currentIndex: 2
                    onActivated: index => currentIndex = index
                }
                SegmentedControl {
                    id: policy

                    name: qsTr("Policy")
                    model: tab.policies
                    currentIndex: 0
                    onActivated: index => currentIndex = index
                }
                PushButton {
                    primary: true
                    iconName: "plus"
                    text: qsTr("Add a reader")
                    enabled: !rack.full
                    onClicked: rack.add(tab.feeds[feed.currentIndex], speed.currentIndex, tab.policies[policy.currentIndex])
                }
                PushButton {
                    text: qsTr("The usual four")
                    enabled: rack.count <= 4
                    onClicked: rack.addUsual()
                }
                PushButton {
                    text: qsTr("Remove all")
                    enabled: rack.count > 0
                    onClicked: rack.removeAll()
                }
            }
        }
        StateBanner {
            visible: rack.unbounded
            tint: rack.unboundedBytes > 0 ? Theme.down : Theme.warn
            text: rack.unboundedBytes > 0 ? qsTr("An unbounded queue holds %1").arg(Format.bytes(rack.unboundedBytes)) : qsTr("A queue without a bound, empty by now")
            detail: qsTr("What is queued is never dropped and nobody is closed until memory ends. The Lab takes the reader away at 64 MB.")
            Layout.fillWidth: true
        }
        StateBanner {
            visible: rack.outcome.length > 0
            text: rack.outcome
            Layout.fillWidth: true
        }
        PageGrid {
            columns: tab.narrow ? 1 : 2
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            Panel {
                title: qsTr("Readers")
                note: rack.count > 0 ? qsTr("%1, %2 queued for them").arg(rack.count).arg(Format.bytes(rack.queuedBytes)) : ""
                bodyMargin: 1
                Layout.fillWidth: true
                Layout.fillHeight: true

                ReaderList {
                    anchors.fill: parent
                    anchors.bottomMargin: 4
                    visible: rack.count > 0
                    rack: rack
                    policies: tab.policies
                }
                StateOverlay {
                    anchors.fill: parent
                    visible: rack.count === 0
                    iconName: "queue"
                    title: qsTr("No reader yet")
                    detail: qsTr("Add one that is slower than its feed, and see where the messages wait.")
                    actions: [
                        PushButton {
                            primary: true
                            text: qsTr("The usual four")
                            onClicked: rack.addUsual()
                        }
                    ]
                }
            }
            ColumnLayout {
                spacing: Theme.m
                Layout.fillWidth: tab.narrow
                Layout.fillHeight: true
                Layout.preferredWidth: tab.compact ? 250 : 360
                Layout.preferredHeight: tab.narrow ? 300 : -1

                Panel {
                    title: qsTr("Queued for these readers")
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    TimeChart {
                        title: qsTr("Queued for these readers")
                        anchors.fill: parent
                        spanSeconds: 120
                        minimumTop: 100000
                        unit: "B"
                        traces: [
                            ChartTrace {
                                source: rack.queued
                                name: qsTr("queued")
                                color: Theme.warn
                                filled: true
                                valueText: Format.bytes(rack.queuedBytes)
                            }
                        ]
                    }
                }
                Panel {
                    title: qsTr("Memory")
                    note: tab.compact ? "" : qsTr("of the process with the server in it")
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    TimeChart {
                        title: qsTr("Memory")
                        anchors.fill: parent
                        turn: 1
                        spanSeconds: 120
                        minimumTop: 1000000
                        unit: "B"
                        traces: [
                            ChartTrace {
                                source: rack.memory
                                name: qsTr("resident")
                                color: Theme.violet
                                filled: true
                                valueText: Format.bytes(rack.memory.last)
                            }
                        ]
                    }
                }
            }
        }
    }
}
