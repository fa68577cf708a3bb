// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Report
import Wavetape.Theme

// Does the market behave as markets do? What quants measure, held against the bands that the literature
// gives, as `wavetape-server market-report` does; and six curves.
Item {
    id: view

    readonly property bool compact: width < 1000
    readonly property var hourChoices: [1, 4, 24]
    readonly property var seedChoices: [1, 3]

    function showExample() {
        hours.currentIndex = 0;
        measure();
    }
    function measure() {
        survey.start(profile.currentIndex, hourChoices[hours.currentIndex], seedChoices[seeds.currentIndex]);
    }

    MarketCheck {
        id: survey
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        Flow {
            spacing: Theme.m
            Layout.fillWidth: true

            SegmentedControl {
                id: profile

                name: qsTr("Profile")
                model: survey.profiles
                onActivated: index => currentIndex = index
            }
            SegmentedControl {
                id: hours

                name: qsTr("Simulated time")
                currentIndex: 1
                model: view.hourChoices.map(hours => qsTr("%1 h").arg(hours))
                onActivated: index => currentIndex = index
            }
            SegmentedControl {
                id: seeds

                name: qsTr("Seeds")
                model: [qsTr("seed 1"), qsTr("seeds 1 to 3")]
                onActivated: index => currentIndex = index
            }
            PushButton {
                primary: !survey.running
                text: survey.running ? qsTr("Stop") : qsTr("Measure")
                onClicked: survey.running ? survey.stop() : view.measure()
            }
            Label {
                height: Theme.controlHeight
                visible: survey.running
                color: Theme.dim
                text: qsTr("simulating, %1 %").arg(Math.round(survey.done * 100))
            }
            Badge {
                height: Theme.controlHeight
                visible: survey.known && !survey.running
                tint: survey.pass ? Theme.up : Theme.warn
                iconName: survey.pass ? "check" : "warning"
                text: qsTr("%1 of %2 within their bands").arg(survey.passed).arg(survey.rows.length)
            }
        }
        PageGrid {
            columns: view.compact ? 1 : 2
            columnSpacing: Theme.m
            rowSpacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            Panel {
                title: qsTr("Facts")
                note: survey.subject
                bodyMargin: 1
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 420
                Layout.minimumHeight: 160

                ReadList {
                    id: list

                    anchors.fill: parent
                    anchors.bottomMargin: 4
                    name: qsTr("Facts of the market")
                    model: survey.rows

                    delegate: Item {
                        id: fact

                        required property var modelData
                        readonly property color tint: modelData.pass ? Theme.up : modelData.short ? Theme.dim : Theme.down

                        width: list.width
                        height: 22
                        Accessible.role: Accessible.Row
                        Accessible.name: modelData.spoken

                        Icon {
                            x: Theme.m
                            width: 12
                            height: 12
                            anchors.verticalCenter: parent.verticalCenter
                            name: fact.modelData.pass ? "check" : fact.modelData.short ? "clock" : "close"
                            color: fact.tint
                        }
                        Caption {
                            x: Theme.m + 20
                            width: parent.width - x - 176
                            height: parent.height
                            elide: Text.ElideRight
                            color: Theme.text
                            text: fact.modelData.title
                            Accessible.ignored: true
                        }
                        Caption {
                            x: parent.width - 172
                            width: 60
                            height: parent.height
                            horizontalAlignment: Text.AlignRight
                            color: fact.tint
                            text: fact.modelData.value
                            Accessible.ignored: true
                        }
                        Caption {
                            x: parent.width - 104
                            width: 104 - Theme.m
                            height: parent.height
                            text: fact.modelData.band
                            Accessible.ignored: true
                        }
                    }
                }
                StateOverlay {
                    anchors.fill: parent
                    visible: !survey.known
                    iconName: "profile"
                    title: survey.running ? qsTr("Simulating") : qsTr("Not measured yet")
                    detail: qsTr("Measure simulates some hours of the market on a thread of its own: a quarter of a minute for four hours of one seed.")
                }
            }
            PageGrid {
                columns: view.compact ? 3 : 2
                columnSpacing: Theme.m
                rowSpacing: Theme.m
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 620

                Repeater {
                    model: [
                        { id: "returns", title: qsTr("Returns of a minute"), note: qsTr("dashed: normal law"), bars: true, logY: true, logX: false, floor: 1e-4 },
                        { id: "clustering", title: qsTr("Memory of moves"), note: qsTr("acf of |r| by minutes"), bars: false, logY: true, logX: true, floor: 1e-3 },
                        { id: "signs", title: qsTr("Memory of sides"), note: qsTr("acf of signs by trades"), bars: false, logY: true, logX: true, floor: 1e-3 },
                        { id: "spread", title: qsTr("Spread"), note: qsTr("share of time by ticks"), bars: true, logY: false, logX: false, floor: 0 },
                        { id: "depth", title: qsTr("Depth"), note: qsTr("shares by level"), bars: true, logY: false, logX: false, floor: 0 },
                        { id: "day", title: qsTr("The day"), note: qsTr("shares by minute"), bars: false, logY: false, logX: false, floor: 0 }
                    ]

                    ReportFigure {
                        required property var modelData

                        check: survey
                        figureId: modelData.id
                        title: modelData.title
                        note: modelData.note
                        bars: modelData.bars
                        logX: modelData.logX
                        logY: modelData.logY
                        floorY: modelData.floor
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                        Layout.minimumHeight: 120
                    }
                }
            }
        }
    }
}
