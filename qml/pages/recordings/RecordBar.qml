// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// One button, and what it does: what is recorded, how much, and what is not in it.
Rectangle {
    id: bar

    readonly property RecordingStatus recording: Dashboard.recording
    readonly property bool troubled: recording.failing || recording.problem.length > 0
    readonly property string said: {
        if (recording.problem.length > 0)
            return recording.problem;
        if (recording.failing)
            return qsTr("cannot be written: %1").arg(recording.file);
        if (recording.running)
            return recording.file.split("/").pop();
        return qsTr("Every channel but those of the server itself, with the state of each every 10 s.");
    }

    implicitHeight: 44
    color: Theme.panel
    radius: Theme.radius
    border.color: troubled ? Theme.fade(Theme.down, 0.6) : Theme.border
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Recording")

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.s
        anchors.rightMargin: Theme.m
        spacing: Theme.m

        PushButton {
            primary: !bar.recording.running
            danger: bar.recording.running
            enabled: Dashboard.link.live
            iconName: bar.recording.running ? "stop" : "record"
            text: bar.recording.running ? qsTr("End the recording") : qsTr("Record")
            Layout.preferredWidth: 148
            onClicked: bar.recording.record(!bar.recording.running)
        }
        Label {
            text: bar.said
            color: bar.troubled ? Theme.down : bar.recording.running ? Theme.text : Theme.dim
            Layout.fillWidth: true
        }
        Row {
            visible: bar.recording.running || bar.recording.messages > 0
            spacing: Theme.m
            Layout.fillHeight: false

            Label {
                width: 128
                horizontalAlignment: Text.AlignRight
                text: qsTr("%1 messages").arg(Format.count(bar.recording.messages))
            }
            Label {
                width: 78
                horizontalAlignment: Text.AlignRight
                text: Format.bytes(bar.recording.bytes)
            }
            Label {
                width: 96
                horizontalAlignment: Text.AlignRight
                color: bar.recording.dropped > 0 ? Theme.down : Theme.dim
                text: qsTr("%1 dropped").arg(Format.count(bar.recording.dropped))
            }
        }
    }
}
