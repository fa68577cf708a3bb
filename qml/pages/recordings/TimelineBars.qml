// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Recordings
import Wavetape.Theme
import Wavetape.ViewModels

// A recording at a glance: how much of it is when, and the moments at which something happened.
Item {
    id: bars

    required property RecordingView view
    // Seconds; negative: it is not replayed.
    property real now: -1

    signal picked(real seconds)

    function placeOf(seconds: real): real {
        return view.seconds > 0 ? width * Math.min(1, seconds / view.seconds) : 0;
    }

    implicitHeight: 96
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("Timeline: %1, %2 events").arg(Format.span(view.seconds * 1000)).arg(view.events.length)

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: 18
        color: Theme.raised
        radius: Theme.smallRadius
    }
    Repeater {
        model: bars.view.density.length

        Rectangle {
            required property int index
            readonly property real share: bars.view.density[index] ?? 0

            x: bars.width * index / bars.view.density.length
            width: Math.max(1, bars.width / bars.view.density.length - 1)
            height: share > 0 ? Math.max(2, share * (bars.height - 34)) : 0
            y: bars.height - 18 - height
            color: Theme.fade(Theme.accent, 0.55)
        }
    }
    Repeater {
        model: Math.min(200, bars.view.events.length)

        Rectangle {
            required property int index
            readonly property var event: bars.view.events[index] ?? ({
                    seconds: 0,
                    channel: ""
                })

            x: Math.min(bars.width - 2, bars.placeOf(event.seconds))
            y: 4
            width: 2
            height: 10
            color: event.channel === "status" ? Theme.down : event.channel === "alerts" ? Theme.warn : Theme.text
        }
    }
    Rectangle {
        visible: bars.now >= 0
        x: Math.min(bars.width - 2, bars.placeOf(bars.now))
        width: 2
        height: bars.height - 18
        color: Theme.violet
    }
    Caption {
        y: bars.height - 16
        text: Format.clock(bars.view.startMs)
        Accessible.ignored: true
    }
    Caption {
        y: bars.height - 16
        width: bars.width
        horizontalAlignment: Text.AlignRight
        text: Format.clock(bars.view.startMs + bars.view.seconds * 1000)
        Accessible.ignored: true
    }
    TapHandler {
        onTapped: eventPoint => bars.picked(bars.view.seconds * Math.max(0, Math.min(1, eventPoint.position.x / bars.width)))
    }
}
