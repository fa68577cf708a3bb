// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Recordings
import Wavetape.Theme
import Wavetape.ViewModels

// One recording: when it was, what happened, which channels it has; and what can be done with it.
Panel {
    id: panel

    required property RecordingView view
    readonly property ReplayControl replay: Dashboard.replay
    readonly property bool replayed: replay.active && replay.file === view.file
    property real now: -1

    title: view.file.length > 0 ? view.file.split("/").pop() : qsTr("Recording")
    note: view.known ? qsTr("%1 · %2 messages · %3 channels").arg(Format.span(view.seconds * 1000)).arg(Format.count(view.messages)).arg(view.channels.length) : ""

    tools: [
        PushButton {
            visible: panel.view.repairable
            text: qsTr("Repair")
            Accessible.name: qsTr("Make a repaired copy")
            onClicked: panel.view.repair()
        },
        PushButton {
            visible: panel.replay.active && panel.replay.choosable
            text: qsTr("Back to the live feeds")
            onClicked: panel.replay.choose("")
        },
        PushButton {
            visible: panel.view.known && !panel.replayed
            enabled: panel.replay.choosable
            primary: true
            iconName: "play"
            text: qsTr("Replay")
            onClicked: panel.replay.choose(panel.view.file)
        }
    ]

    Timer {
        interval: 200
        repeat: true
        triggeredOnStart: true
        running: panel.visible && panel.replayed
        onTriggered: panel.now = panel.replay.positionNow()
    }

    ColumnLayout {
        anchors.fill: parent
        visible: panel.view.known
        spacing: Theme.s

        Caption {
            visible: text.length > 0
            text: panel.view.outcome.length > 0 ? panel.view.outcome : panel.replay.problem.length > 0 ? panel.replay.problem : panel.view.problem
            color: panel.view.outcome.length > 0 ? Theme.text : Theme.warn
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        TimelineBars {
            view: panel.view
            now: panel.replayed ? panel.now : -1
            Layout.fillWidth: true
            Layout.fillHeight: false
            Layout.preferredHeight: panel.height < 420 ? 84 : 120
            onPicked: seconds => {
                if (panel.replayed)
                    panel.replay.seek(seconds);
            }
        }
        RowLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            ColumnLayout {
                spacing: Theme.xs
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 3

                Label {
                    text: panel.view.cut ? qsTr("What happened, of its beginning") : qsTr("What happened")
                    font.bold: true
                }
                ChoiceList {
                    id: happened

                    name: qsTr("What happened")
                    model: panel.view.events.length
                    reuseItems: true
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    onChosen: key => currentKey = key
                    onOpened: key => {
                        if (panel.replayed)
                            panel.replay.seek(panel.view.events[key].seconds);
                    }

                    delegate: Rectangle {
                        id: event

                        required property int index
                        readonly property var what: panel.view.events[index] ?? ({
                                seconds: 0,
                                channel: "",
                                text: ""
                            })

                        width: happened.width
                        height: 22
                        color: index === happened.currentKey ? Theme.selected : "transparent"
                        Accessible.role: Accessible.Row
                        Accessible.name: Phrase.filled(qsTr("at %1, %2: %3"), [Format.elapsed(what.seconds * 1000), what.channel, what.text])

                        Caption {
                            x: Theme.xs
                            width: 58
                            height: parent.height
                            text: Format.elapsed(event.what.seconds * 1000)
                            Accessible.ignored: true
                        }
                        Caption {
                            x: 66
                            width: 48
                            height: parent.height
                            text: event.what.channel
                            color: event.what.channel === "status" ? Theme.down : event.what.channel === "alerts" ? Theme.warn : Theme.dim
                            Accessible.ignored: true
                        }
                        Label {
                            x: 118
                            width: parent.width - x - Theme.s
                            height: parent.height
                            text: event.what.text
                            Accessible.ignored: true
                        }
                        TapHandler {
                            onTapped: {
                                happened.forceActiveFocus(Qt.MouseFocusReason);
                                happened.chosen(event.index);
                                happened.opened(event.index);
                            }
                        }
                    }

                    Caption {
                        visible: happened.count === 0
                        text: panel.view.reading ? qsTr("is read …") : qsTr("no news, alerts or halts")
                    }
                }
            }
            ColumnLayout {
                spacing: Theme.xs
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredWidth: 2

                Label {
                    text: qsTr("Channels")
                    font.bold: true
                }
                ReadList {
                    id: channels

                    name: qsTr("Channels of the recording")
                    model: panel.view.channels.length
                    Layout.fillWidth: true
                    Layout.fillHeight: true

                    delegate: Item {
                        id: channel

                        required property int index
                        readonly property var what: panel.view.channels[index] ?? ({
                                name: "",
                                messages: 0
                            })

                        width: channels.width
                        height: 22
                        Accessible.role: Accessible.ListItem
                        Accessible.name: qsTr("%1: %2 messages").arg(what.name).arg(Format.count(what.messages))

                        Label {
                            width: parent.width - 90
                            height: parent.height
                            text: channel.what.name
                            Accessible.ignored: true
                        }
                        Caption {
                            x: parent.width - 90
                            width: 78
                            height: parent.height
                            horizontalAlignment: Text.AlignRight
                            text: Format.count(channel.what.messages)
                            Accessible.ignored: true
                        }
                    }
                }
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: !panel.view.known
        iconName: panel.view.file.length === 0 ? "recordings" : panel.view.reading ? "clock" : "warning"
        title: panel.view.file.length === 0 ? qsTr("Choose a recording") : panel.view.reading ? qsTr("It is read …") : qsTr("It cannot be read")
        detail: panel.view.file.length === 0 ? qsTr("Its channels, its timeline and what happened are shown here; it is replayed to every client, in place of the live feeds.") : panel.view.problem
    }
}
