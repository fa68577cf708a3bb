// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Charts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The nodes that share clients and channels with this server: who is there, who leads the feed, what the way over
// the broker takes.
Page {
    id: page

    readonly property ClusterTable table: ClusterTable {
        dashboard: Dashboard
        active: page.visible
    }
    readonly property bool known: table.standing === ClusterTable.Member

    leastHeight: !known ? 420 : narrow ? 780 : 480

    StateBanner {
        id: banner

        width: parent.width
        visible: page.known && !page.table.brokerUp
        tint: Theme.down
        iconName: "plug-off"
        text: qsTr("The broker is away")
        detail: qsTr("%1. What clients publish is refused until it is back; readers keep what is here.").arg(page.table.trouble)
    }
    PageGrid {
        anchors {
            fill: parent
            topMargin: banner.visible ? banner.height + Theme.m : 0
        }
        visible: page.known
        columns: page.narrow ? 1 : 2
        columnSpacing: Theme.m
        rowSpacing: Theme.m

        Panel {
            title: qsTr("Nodes")
            note: page.table.cluster
            bodyMargin: 1
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: 160
            Layout.preferredHeight: 240
            // As high as its rows, as long as there is room.
            Layout.maximumHeight: Math.max(160, 84 + 30 * page.table.count)
            Layout.columnSpan: page.narrow ? 1 : 2
            tools: [
                Caption {
                    visible: text.length > 0
                    color: Theme.down
                    text: page.table.problem
                    Layout.maximumWidth: 240
                },
                PushButton {
                    id: drain

                    readonly property bool own: !Dashboard.link.remote && page.table.target === page.table.node
                    // A second press means it.
                    property bool armed: false

                    danger: true
                    enabled: !own && Dashboard.link.live && !page.table.draining
                    text: page.table.draining ? qsTr("Draining %1").arg(page.table.target) : armed ? qsTr("Everybody on %1 must go: again").arg(page.table.target) : qsTr("Drain %1").arg(page.table.target)
                    Accessible.description: tip.text
                    onClicked: {
                        if (armed)
                            page.table.drain();
                        armed = !armed;
                    }

                    Timer {
                        interval: 5000
                        running: drain.armed
                        onTriggered: drain.armed = false
                    }
                    HoverTip {
                        id: tip

                        visible: drain.hovered
                        text: drain.own ? qsTr("This window's own server ends with the window; choose another node to drain that one") : qsTr("The clients of the node that is chosen are told to go to another one; nobody else is let in there")
                    }
                }
            ]

            NodeList {
                anchors.fill: parent
                anchors.bottomMargin: 4
                source: page.table
                onCurrentKeyChanged: {
                    page.table.target = currentKey;
                    drain.armed = false;
                }
            }
        }
        Panel {
            title: qsTr("The way over the broker")
            note: width > 520 ? qsTr("as node %1 measures it").arg(page.table.node) : ""
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: 200
            Layout.preferredHeight: 254

            TimeChart {
                id: chart

                anchors.fill: parent
                title: qsTr("The way over the broker")
                unit: "µs"
                minimumTop: 1000
                traces: [
                    ChartTrace {
                        source: page.table.probe
                        name: qsTr("there and back")
                        color: Theme.accent
                        filled: true
                        valueText: source.empty ? "" : Format.micros(source.last)
                    },
                    ChartTrace {
                        source: page.table.hopP50
                        name: qsTr("publication, p50")
                        color: Theme.up
                        valueText: source.empty ? "" : Format.micros(source.last)
                    },
                    ChartTrace {
                        source: page.table.hopP99
                        name: qsTr("p99")
                        color: Theme.violet
                        valueText: source.empty ? "" : Format.micros(source.last)
                    }
                ]
            }
            StateOverlay {
                anchors.fill: parent
                visible: chart.empty
                title: qsTr("No data yet")
                detail: qsTr("The node asks the broker every two seconds.")
            }
        }
        Panel {
            title: qsTr("Broker and lease")
            Layout.fillWidth: page.narrow
            Layout.fillHeight: !page.narrow
            Layout.minimumHeight: 254
            Layout.preferredHeight: 254
            Layout.preferredWidth: page.narrow ? 600 : page.compact ? 300 : 360

            ClusterFacts {
                anchors.fill: parent
                table: page.table
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: !page.known
        ground: Theme.page
        iconName: page.table.standing === ClusterTable.Forbidden ? "shield" : "cluster"
        title: page.table.standing === ClusterTable.Alone ? qsTr("This server is on no cluster") : page.table.standing === ClusterTable.Forbidden ? qsTr("This is told to administrators") : qsTr("No data yet")
        detail: page.table.standing === ClusterTable.Alone ? qsTr("Servers that are started with the same --cluster redis://…, the same --cluster-key FILE and a --node NAME each share clients, what they publish and the feed. Then this page shows the nodes, who leads the feed, and how long the way over the broker is.") : page.table.standing === ClusterTable.Forbidden ? qsTr("Attach with the admin token, on the Server page.") : qsTr("The first figures come within a second.")
    }
}
