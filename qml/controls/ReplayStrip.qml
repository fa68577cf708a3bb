// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The recording that the server replays: what it does, where it is, and how it is steered. Where nothing is
// replayed there is none.
Rectangle {
    id: strip

    readonly property ReplayControl replay: Dashboard.replay
    readonly property bool playing: replay.state === ReplayControl.Playing
    readonly property bool whole: replay.from <= 0 && replay.to >= replay.duration
    property real now: 0
    readonly property var speeds: width < 900 ? [0.1, 1, 10, 0] : [0.1, 0.5, 1, 2, 10, 100, 0]
    readonly property string stateText: {
        switch (replay.state) {
        case ReplayControl.Waiting:
            return qsTr("waits for readers");
        case ReplayControl.Playing:
            return qsTr("plays");
        case ReplayControl.Paused:
            return qsTr("paused");
        default:
            return qsTr("at its end");
        }
    }

    function speedText(speed: real): string {
        return speed > 0 ? qsTr("%1×").arg(speed) : qsTr("max");
    }
    function look() {
        now = replay.positionNow();
    }

    visible: replay.active
    implicitHeight: visible ? 40 : 0
    color: Theme.panel
    radius: Theme.radius
    border.color: Theme.fade(Theme.violet, 0.6)
    Accessible.role: Accessible.ToolBar
    Accessible.name: Phrase.filled(qsTr("Replay of %1: %2, at %3 of %4"), [replay.name, stateText, Format.elapsed(now * 1000), Format.elapsed(replay.duration * 1000)])
    onVisibleChanged: look()

    Connections {
        target: strip.replay

        function onChanged() {
            strip.look();
        }
    }
    Timer {
        interval: 100
        repeat: true
        running: strip.visible && strip.playing
        onTriggered: strip.look()
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.s
        anchors.rightMargin: Theme.s
        spacing: Theme.xs

        IconButton {
            iconName: strip.playing ? "pause" : "play"
            text: strip.playing ? qsTr("Pause the replay") : qsTr("Play the replay")
            tint: Theme.violet
            onClicked: strip.playing ? strip.replay.pause() : strip.replay.play()
        }
        IconButton {
            iconName: "step"
            text: qsTr("Publish the next message, then pause")
            onClicked: strip.replay.step()
        }
        Badge {
            text: strip.stateText
            tint: strip.playing ? Theme.violet : Theme.dim
            Layout.preferredWidth: 84
        }
        Label {
            text: Format.elapsed(strip.now * 1000) + " / " + Format.elapsed(strip.replay.duration * 1000)
            horizontalAlignment: Text.AlignRight
            Layout.preferredWidth: 126
            Accessible.ignored: true
        }
        T.Slider {
            id: place

            from: 0
            to: Math.max(0.001, strip.replay.duration)
            stepSize: to / 100
            snapMode: T.Slider.NoSnap
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.Slider
            Accessible.name: qsTr("Place in the recording: %1 of %2").arg(Format.elapsed(value * 1000)).arg(Format.elapsed(to * 1000))
            Layout.fillWidth: true
            Layout.minimumWidth: 60
            Layout.preferredHeight: 28
            Layout.leftMargin: Theme.s
            Layout.rightMargin: Theme.s
            onMoved: {
                if (!pressed)
                    strip.replay.seek(value);
            }
            onPressedChanged: {
                if (!pressed)
                    strip.replay.seek(value);
            }

            Binding {
                target: place
                property: "value"
                value: strip.now
                when: !place.pressed
                restoreMode: Binding.RestoreNone
            }

            background: Item {
                Rectangle {
                    y: (parent.height - height) / 2
                    width: parent.width
                    height: 4
                    radius: 2
                    color: Theme.track

                    // The part that is played.
                    Rectangle {
                        x: parent.width * strip.replay.from / place.to
                        width: parent.width * (strip.replay.to - strip.replay.from) / place.to
                        height: parent.height
                        color: strip.whole ? Theme.track : Theme.fade(Theme.warn, 0.6)
                    }
                    Rectangle {
                        width: place.visualPosition * parent.width
                        height: parent.height
                        radius: 2
                        color: Theme.violet
                    }
                }
            }
            handle: Rectangle {
                x: place.visualPosition * (place.width - width)
                y: (place.height - height) / 2
                width: 12
                height: 12
                radius: 6
                color: place.pressed ? Theme.text : Theme.violet
                border.color: Theme.panel
                border.width: 2

                FocusRing {
                    visible: place.visualFocus
                    radius: 8
                }
            }
        }
        PushButton {
            text: qsTr("A")
            implicitWidth: 28
            Accessible.name: qsTr("Play from here on")
            onClicked: strip.replay.setPart(Math.min(strip.now, strip.replay.to - 0.1), strip.replay.to)
        }
        PushButton {
            text: qsTr("B")
            implicitWidth: 28
            Accessible.name: qsTr("Play up to here")
            onClicked: strip.replay.setPart(strip.replay.from, Math.max(strip.now, strip.replay.from + 0.1))
        }
        IconButton {
            enabled: !strip.whole
            iconName: "close"
            text: qsTr("Play all of it")
            onClicked: strip.replay.setPart(0, strip.replay.duration)
        }
        IconButton {
            checked: strip.replay.loop
            iconName: "loop"
            text: strip.replay.loop ? qsTr("Begins again at its end") : qsTr("Begin again at its end")
            onClicked: strip.replay.setLoop(!strip.replay.loop)
        }
        SegmentedControl {
            name: qsTr("Speed of the replay")
            model: strip.speeds.map(speed => strip.speedText(speed))
            currentIndex: strip.speeds.indexOf(strip.replay.speed)
            onActivated: index => strip.replay.setSpeed(strip.speeds[index])
        }
    }
}
