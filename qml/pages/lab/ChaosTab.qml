// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// Faults on the server, clients that have them, and stories in which both play.
Experiment {
    id: tab

    readonly property bool narrow: width < 860

    // "storm": the second story; "quiet": nothing is on; "chaos": some faults on three clients.
    function showExample(name: string) {
        if (name === "storm")
            lab.run(1);
        if (name !== "chaos")
            return;
        lab.faults.whom = FaultRack.Clients;
        for (let i = lab.clients.count; i < 3; ++i)
            lab.addClient();
        for (const type of ["latency", "msg_gap", "msg_duplicate"])
            lab.faults.setOn(lab.faults.rowOf(type), true);
    }

    ChaosLab {
        id: lab

        server: tab.server
        dashboard: Dashboard
        active: tab.visible
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        Panel {
            Accessible.name: qsTr("Stories")
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredHeight: told.implicitHeight + 2 * Theme.m

            Column {
                id: told

                width: parent.width
                spacing: Theme.s

                Flow {
                    width: parent.width
                    spacing: Theme.s

                    Repeater {
                        model: lab.stories

                        PushButton {
                            required property int index
                            required property var modelData

                            text: modelData.name
                            iconName: "play"
                            primary: lab.running && lab.story === index
                            enabled: lab.faults.supported
                            onClicked: lab.run(index)
                        }
                    }
                    PushButton {
                        text: qsTr("Stop")
                        danger: true
                        visible: lab.running
                        onClicked: lab.stop()
                    }
                }
                Label {
                    width: parent.width
                    text: lab.story >= 0 ? lab.stories[lab.story].moral : qsTr("A story brings its clients and its faults, and tells what was seen. Nobody else is hit.")
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    color: Theme.dim
                }
                Label {
                    width: parent.width
                    visible: lab.progress.length > 0
                    text: lab.progress
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    color: lab.running ? Theme.warn : Theme.text
                }
            }
        }
        StateBanner {
            visible: !lab.faults.supported
            text: qsTr("This server makes no faults for others")
            detail: qsTr("It was started without --faults.")
            Layout.fillWidth: true
        }
        StateBanner {
            visible: lab.faults.outcome.length > 0 && lab.faults.supported
            text: lab.faults.outcome
            Layout.fillWidth: true
        }
        StateBanner {
            visible: lab.faults.foreign > 0
            text: qsTr("%n faults were put there by others", "", lab.faults.foreign)
            detail: qsTr("By the control port, or another window.")
            Layout.fillWidth: true
        }
        PageGrid {
            columns: tab.narrow ? 1 : 2
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            Panel {
                title: qsTr("Faults")
                note: lab.faults.on > 0 ? qsTr("%1 on").arg(lab.faults.on) : ""
                enabled: lab.faults.supported
                Layout.fillWidth: tab.narrow
                Layout.fillHeight: true
                Layout.preferredWidth: tab.narrow ? -1 : 410
                Layout.preferredHeight: tab.narrow ? 380 : -1
                bodyMargin: 1
                tools: [
                    PushButton {
                        text: qsTr("Take all away")
                        enabled: lab.faults.on + lab.faults.foreign > 0
                        onClicked: lab.faults.heal()
                    }
                ]

                FaultAim {
                    id: aim

                    x: Theme.m
                    width: parent.width - 2 * Theme.m
                    rack: lab.faults
                }
                FaultList {
                    anchors {
                        top: aim.bottom
                        topMargin: Theme.s
                        left: parent.left
                        right: parent.right
                        bottom: parent.bottom
                        bottomMargin: 4
                    }
                    rack: lab.faults
                }
            }
            Panel {
                title: qsTr("Clients")
                note: lab.clients.count > 0 ? qsTr("%1 of %2 open").arg(lab.clients.open).arg(lab.clients.count) : ""
                bodyMargin: 1
                Layout.fillWidth: true
                Layout.fillHeight: true
                tools: [
                    PushButton {
                        iconName: "plus"
                        text: qsTr("Add a client")
                        enabled: !lab.clients.full && tab.server.length > 0
                        onClicked: lab.addClient()
                    },
                    PushButton {
                        text: qsTr("Remove all")
                        enabled: lab.clients.count > 0
                        onClicked: lab.clear()
                    }
                ]

                ChaosClientList {
                    anchors.fill: parent
                    anchors.bottomMargin: 4
                    visible: lab.clients.count > 0
                    crowd: lab.clients
                }
                StateOverlay {
                    anchors.fill: parent
                    visible: lab.clients.count === 0
                    iconName: "plug-off"
                    title: qsTr("No client yet")
                    detail: qsTr("Add some and have them a bad day, or choose a story.")
                    actions: [
                        PushButton {
                            primary: true
                            text: qsTr("Add a client")
                            enabled: tab.server.length > 0
                            onClicked: lab.addClient()
                        }
                    ]
                }
            }
        }
    }
}
