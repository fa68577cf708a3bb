// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// Scenario files: one is chosen, run on a server of its own, and judged as it goes.
Experiment {
    id: tab

    readonly property bool narrow: width < 860
    readonly property var tints: ({
            pending: Theme.dim,
            held: Theme.up,
            failed: Theme.down,
            empty: Theme.warn
        })
    readonly property var signs: ({
            pending: "clock",
            held: "check",
            failed: "close",
            empty: "help"
        })
    readonly property var words: ({
            pending: qsTr("open"),
            held: qsTr("held"),
            failed: qsTr("failed"),
            empty: qsTr("not put to the test")
        })

    function chooseNamed(name: string) {
        const at = Array.from(lab.shipped).findIndex(one => one.name === name);
        list.currentKey = at;
        lab.choose(at);
    }
    // "failing": a twin, which must fail; "scenarios": one that holds.
    function showExample(name: string) {
        chooseNamed("restart-without-a-herd.toml");
        lab.twin = name === "failing";
        lab.run();
    }

    ScenarioLab {
        id: lab
    }
    FileChooser {
        id: chooser

        title: qsTr("A scenario")
        onChosen: path => {
            list.currentKey = undefined;
            lab.open(path);
        }
    }
    PageGrid {
        anchors.fill: parent
        columns: tab.narrow ? 1 : 2
        columnSpacing: Theme.m
        rowSpacing: Theme.m

        Panel {
            title: qsTr("Scenarios")
            bodyMargin: 1
            Layout.fillWidth: tab.narrow
            Layout.fillHeight: !tab.narrow
            Layout.preferredWidth: tab.narrow ? -1 : 340
            Layout.preferredHeight: tab.narrow ? 180 : -1
            tools: [
                PushButton {
                    text: qsTr("Open a file")
                    enabled: !lab.running
                    onClicked: chooser.open()
                }
            ]

            ChoiceList {
                id: list

                anchors.fill: parent
                anchors.bottomMargin: 4
                name: qsTr("Scenarios that ship")
                model: lab.shipped
                onChosen: key => {
                    if (lab.running)
                        return;
                    currentKey = key;
                    lab.choose(key);
                }
                onOpened: key => {
                    chosen(key);
                    lab.run();
                }

                delegate: Rectangle {
                    id: row

                    required property int index
                    required property var modelData

                    width: list.width
                    height: 44
                    color: index === list.currentKey ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
                    Accessible.role: Accessible.ListItem
                    Accessible.selected: index === list.currentKey
                    Accessible.name: modelData.title

                    Label {
                        x: Theme.m
                        y: 4
                        width: parent.width - 2 * Theme.m
                        height: 20
                        text: row.modelData.title
                        elide: Text.ElideRight
                        Accessible.ignored: true
                    }
                    Caption {
                        x: Theme.m
                        y: 23
                        width: parent.width - 2 * Theme.m
                        text: row.modelData.name
                        font.family: Theme.mono
                        Accessible.ignored: true
                    }
                    HoverHandler {
                        id: pointer
                    }
                    TapHandler {
                        onTapped: {
                            list.forceActiveFocus(Qt.MouseFocusReason);
                            list.chosen(row.index);
                        }
                    }
                }
            }
        }
        Panel {
            title: lab.loaded ? lab.title : qsTr("A run")
            note: lab.running ? Format.span(lab.now * 1000) : ""
            Layout.fillWidth: true
            Layout.fillHeight: true
            tools: [
                Toggle {
                    visible: lab.twinWhy.length > 0
                    enabled: !lab.running
                    text: qsTr("its twin")
                    on: lab.twin
                    onSwitched: on => lab.twin = on
                },
                PushButton {
                    primary: true
                    iconName: "play"
                    text: qsTr("Run")
                    visible: !lab.running
                    enabled: lab.loaded
                    onClicked: lab.run()
                },
                PushButton {
                    danger: true
                    text: qsTr("Cancel")
                    visible: lab.running
                    onClicked: lab.cancel()
                }
            ]

            ColumnLayout {
                anchors.fill: parent
                visible: lab.loaded
                spacing: Theme.s

                Label {
                    text: lab.twin ? lab.twinWhy : lab.about
                    color: Theme.dim
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    Layout.fillWidth: true
                }
                StateBanner {
                    visible: lab.verdict.length > 0
                    iconName: lab.verdict === "held" ? "check" : "warning"
                    tint: lab.verdict === "held" ? Theme.up : lab.verdict === "failed" ? Theme.down : Theme.warn
                    text: lab.verdict === "held" ? qsTr("Held") : lab.verdict === "failed" ? qsTr("Failed") : lab.verdict === "interrupted" ? qsTr("Cancelled") : qsTr("Not valid")
                    detail: lab.verdict === "held" ? qsTr("Every expectation held, after %1.").arg(Format.span(lab.now * 1000)) : lab.sentence
                    Layout.fillWidth: true
                }
                ScenarioTimeline {
                    lab: lab
                    Layout.fillWidth: true
                    Layout.fillHeight: false
                    Layout.preferredHeight: implicitHeight
                }
                ChoiceList {
                    id: expectations

                    name: qsTr("Expectations")
                    model: lab.expectations
                    onChosen: key => currentKey = key
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    delegate: Rectangle {
                        id: expectation

                        required property int index
                        required property var modelData

                        width: expectations.width
                        height: 30
                        color: index === expectations.currentKey ? Theme.selected : "transparent"
                        Accessible.role: Accessible.ListItem
                        Accessible.selected: index === expectations.currentKey
                        Accessible.name: qsTr("%1: %2. %3").arg(modelData.text).arg(tab.words[modelData.state]).arg(modelData.said)

                        Icon {
                            x: 4
                            y: 8
                            width: 14
                            height: 14
                            name: tab.signs[expectation.modelData.state]
                            color: tab.tints[expectation.modelData.state]
                        }
                        Label {
                            id: what

                            x: 26
                            width: Math.min(implicitWidth, parent.width * 0.6)
                            height: parent.height
                            text: expectation.modelData.text
                            elide: Text.ElideRight
                            Accessible.ignored: true
                        }
                        Caption {
                            anchors.left: what.right
                            anchors.leftMargin: Theme.m
                            anchors.right: parent.right
                            height: parent.height
                            text: expectation.modelData.state === "pending" ? "" : tab.words[expectation.modelData.state] + " – " + expectation.modelData.said
                            color: tab.tints[expectation.modelData.state]
                            elide: Text.ElideRight
                            Accessible.ignored: true
                        }
                        TapHandler {
                            onTapped: {
                                expectations.forceActiveFocus(Qt.MouseFocusReason);
                                expectations.chosen(expectation.index);
                            }
                        }
                    }
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: !lab.loaded
                iconName: lab.trouble.length > 0 ? "warning" : "clock"
                title: lab.trouble.length > 0 ? qsTr("This file cannot be run") : qsTr("No scenario yet")
                detail: lab.trouble.length > 0 ? lab.trouble : qsTr("Choose one, or open a file of your own. It runs on a server of its own.")
            }
        }
    }
}
