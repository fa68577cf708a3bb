// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme

// One transport at work: what an event costs with it, how soon it comes, what it takes besides.
Panel {
    id: panel

    required property int index
    required property string name
    required property string how
    required property bool open
    required property string perEventText
    required property string overheadText
    required property real eventShare
    required property real overheadShare
    required property var figures
    required property string latencyText
    required property list<double> latencies
    required property string trouble
    required property bool measured
    required property var model
    readonly property string progress: model.state

    // What was measured here, into the adviser.
    signal adviceWanted

    title: name
    Accessible.description: spoken.text
    tools: [
        Badge {
            visible: text.length > 0
            text: panel.progress
            tint: panel.trouble.length > 0 ? Theme.down : panel.open ? Theme.up : Theme.warn
            Accessible.description: panel.trouble
        }
    ]

    Spoken {
        id: spoken

        picture: panel
        onTriggered: text = qsTr("%1 per event, %2 of it overhead; %3").arg(panel.perEventText).arg(panel.overheadText).arg(panel.figures.map(row => row.title + " " + row.value).join(", "))
    }
    Caption {
        id: howText

        width: parent.width
        text: panel.trouble.length > 0 ? panel.trouble : panel.how
        color: panel.trouble.length > 0 ? Theme.down : Theme.dim
    }
    Item {
        id: headline

        anchors.top: howText.bottom
        anchors.topMargin: 6
        width: parent.width
        height: 58

        Label {
            id: number

            text: panel.perEventText
            font.pixelSize: Theme.numberSize
            Accessible.name: qsTr("%1 per event").arg(text)
        }
        Caption {
            anchors.left: number.right
            anchors.leftMargin: Theme.s
            anchors.right: advise.left
            anchors.rightMargin: Theme.s
            anchors.baseline: number.baseline
            text: qsTr("/ event")
            Accessible.ignored: true
        }
        PushButton {
            id: advise

            anchors.right: parent.right
            height: 24
            text: qsTr("Advise")
            enabled: panel.measured
            Accessible.description: qsTr("What was measured here, into the adviser")
            onClicked: panel.adviceWanted()
        }
        // The same scale in all panels.
        Rectangle {
            id: bar

            y: 36
            width: parent.width
            height: 6
            radius: 3
            color: Theme.track

            Row {
                Rectangle {
                    width: bar.width * panel.eventShare
                    height: 6
                    radius: 3
                    color: Theme.accent
                }
                Rectangle {
                    width: panel.overheadShare > 0 ? Math.max(2, bar.width * panel.overheadShare) : 0
                    height: 6
                    radius: 3
                    color: Theme.warn
                }
            }
        }
        Caption {
            y: 45
            width: parent.width
            text: qsTr("of it overhead %1").arg(panel.overheadText)
            Accessible.ignored: true
        }
    }
    Column {
        id: rows

        anchors.top: headline.bottom
        anchors.topMargin: 8
        width: parent.width

        Repeater {
            // By number: new values must not make new rows.
            model: panel.figures.length

            Item {
                id: row

                required property int index
                readonly property var entry: panel.figures[index] ?? ({ title: "", value: "", bad: false })

                width: rows.width
                height: 19
                Accessible.role: Accessible.StaticText
                Accessible.name: entry.title + " " + entry.value

                Caption {
                    height: parent.height
                    width: parent.width - value.implicitWidth - 6
                    text: row.entry.title
                    Accessible.ignored: true
                }
                Label {
                    id: value

                    anchors.right: parent.right
                    height: parent.height
                    text: row.entry.value
                    color: row.entry.bad ? Theme.warn : Theme.text
                    Accessible.ignored: true
                }
            }
        }
    }
    Item {
        anchors.top: rows.bottom
        anchors.topMargin: 8
        anchors.bottom: parent.bottom
        width: parent.width
        visible: height > 30

        Caption {
            id: plotTitle

            width: parent.width
            text: qsTr("latency %1").arg(panel.latencyText)
        }
        Sparkline {
            anchors.top: plotTitle.bottom
            anchors.topMargin: 2
            anchors.bottom: parent.bottom
            width: parent.width
            values: panel.latencies
            minimum: 0
            color: Theme.violet
        }
    }
}
