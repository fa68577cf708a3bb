// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Recordings
import Wavetape.Theme
import Wavetape.ViewModels

// The recordings of the folder, the newest first.
ChoiceList {
    id: list

    required property RecordingFolder files

    function tintOf(condition: int): color {
        switch (condition) {
        case RecordingFolder.Growing:
            return Theme.accent;
        case RecordingFolder.Sound:
            return Theme.dim;
        case RecordingFolder.Reading:
            return Theme.dim;
        case RecordingFolder.Unfinished:
            return Theme.warn;
        default:
            return Theme.down;
        }
    }
    function conditionText(condition: int): string {
        switch (condition) {
        case RecordingFolder.Growing:
            return qsTr("being recorded");
        case RecordingFolder.Sound:
            return qsTr("whole");
        case RecordingFolder.Reading:
            return qsTr("is read");
        case RecordingFolder.Unfinished:
            return qsTr("without its end");
        case RecordingFolder.Damaged:
            return qsTr("damaged");
        default:
            return qsTr("no recording");
        }
    }

    name: qsTr("Recordings")
    model: files
    reuseItems: true
    Accessible.role: Accessible.Table

    delegate: Rectangle {
        id: row

        required property string path
        required property string name
        required property double bytes
        required property double timeMs
        required property double seconds
        required property double messages
        required property int channels
        required property int condition
        required property string problem
        readonly property bool current: path === list.currentKey
        readonly property bool replayed: Dashboard.replay.active && Dashboard.replay.file === path
        readonly property bool known: !isNaN(seconds)

        width: list.width
        height: 50
        color: current ? Theme.selected : "transparent"
        Accessible.role: Accessible.Row
        Accessible.selected: current
        Accessible.name: Phrase.filled(qsTr("%1, %2, %3"), [name, list.conditionText(condition), Format.bytes(bytes)]) + (known ? ", " + Format.span(seconds * 1000) : "") + (replayed ? ", " + qsTr("is replayed") : "")

        Rectangle {
            width: 3
            height: parent.height - 10
            radius: 1.5
            y: 5
            color: Theme.violet
            visible: row.replayed
        }
        Label {
            x: Theme.m
            y: 6
            width: parent.width - x - state.width - Theme.l
            text: row.name
            font.bold: true
            Accessible.ignored: true
        }
        Badge {
            id: state

            anchors.right: parent.right
            anchors.rightMargin: Theme.m
            y: 6
            text: list.conditionText(row.condition)
            tint: list.tintOf(row.condition)
        }
        Caption {
            x: Theme.m
            y: 28
            width: parent.width - x - Theme.m - size.width
            text: row.problem.length > 0 ? row.problem : row.known ? qsTr("%1 · %2 messages on %3 channels").arg(Format.span(row.seconds * 1000)).arg(Format.count(row.messages)).arg(row.channels) : ""
            Accessible.ignored: true
        }
        Caption {
            id: size

            anchors.right: parent.right
            anchors.rightMargin: Theme.m
            y: 28
            width: 136
            horizontalAlignment: Text.AlignRight
            text: Format.bytes(row.bytes) + " · " + Format.clock(row.timeMs)
            Accessible.ignored: true
        }
        TapHandler {
            onTapped: {
                list.forceActiveFocus(Qt.MouseFocusReason);
                list.chosen(row.path);
            }
        }
    }
}
