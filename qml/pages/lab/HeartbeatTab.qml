// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// "Ping every 30 s, end who does not answer within 10 s" can be read in two ways; here are both, ten times as fast.
Experiment {
    id: tab

    function showExample(name: string) {
        lab.run();
    }

    HeartbeatLab {
        id: lab
    }
    Panel {
        anchors.fill: parent
        title: qsTr("Heartbeat")
        note: qsTr("a ping every %1, %2 for its pong").arg(Format.span(lab.pingMs)).arg(Format.span(lab.pongMs))
        tools: [
            PushButton {
                primary: true
                iconName: "play"
                text: lab.running ? qsTr("Running") : qsTr("Run both")
                enabled: !lab.running
                onClicked: lab.run()
            }
        ]

        Column {
            id: lanes

            readonly property var meanings: [qsTr("Each ping has a deadline of its own: who is silent is ended when that is over."),
                qsTr("One look per ping: who has not answered the last one when the next is due is ended then. Simpler, and later by nearly a ping.")]

            width: Math.min(parent.width, 900)
            spacing: Theme.l

            Label {
                width: parent.width
                text: qsTr("Two servers, and at each a client that answers the first ping and then falls silent, as a laptop does whose lid is shut.")
                wrapMode: Text.Wrap
                elide: Text.ElideNone
            }
            Repeater {
                model: 2

                HeartbeatLane {
                    required property int index

                    width: lanes.width
                    reading: lab.readings[index]
                    meaning: lanes.meanings[index]
                    spanMs: (2 * lab.pingMs) * 1.1
                }
            }
        }
    }
}
