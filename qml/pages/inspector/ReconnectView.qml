// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme
import Wavetape.ViewModels

// When a lost connection is tried again: ten bars, as long as their waits, and the end after them.
Item {
    id: view

    property ReconnectTimeline timeline

    Column {
        anchors.fill: parent
        spacing: Theme.s

        Toggle {
            text: qsTr("Reconnect when the connection is lost")
            on: view.timeline.enabled
            onSwitched: on => view.timeline.enabled = on
        }
        SegmentedControl {
            name: qsTr("Schedule")
            model: [qsTr("Exact: 1, 2, 4, 8, 16, 30 s"), qsTr("Full jitter")]
            currentIndex: view.timeline.jitter ? 1 : 0
            onActivated: index => view.timeline.jitter = index === 1
        }
        Caption {
            width: parent.width
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            text: view.timeline.jitter ? qsTr("Each wait is drawn between 0 and its ceiling, so that a crowd does not come back in one instant.") : qsTr("Base 1 s, doubled, at most 30 s, ten tries: 181 s in all.")
        }
        Label {
            visible: view.timeline.over.length > 0
            width: parent.width
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            color: Theme.warn
            text: view.timeline.over
        }
        Column {
            id: bars

            width: parent.width

            Repeater {
                model: view.timeline.tries

                Item {
                    id: bar

                    required property int index
                    required property var modelData
                    readonly property color tint: modelData.state === "waiting" ? Theme.warn : modelData.state === "open" ? Theme.up
                        : modelData.state === "done" ? Theme.down : Theme.borderStrong

                    width: bars.width
                    height: 24
                    Accessible.role: Accessible.StaticText
                    Accessible.name: qsTr("Try %1: %2, %3").arg(index + 1).arg(Format.span(modelData.waitMs)).arg(modelData.state)

                    Caption {
                        width: 22
                        height: parent.height
                        horizontalAlignment: Text.AlignRight
                        text: bar.index + 1
                        Accessible.ignored: true
                    }
                    Rectangle {
                        x: 30
                        width: (parent.width - 30 - 116) * bar.modelData.ceilingMs / 30000
                        height: 10
                        anchors.verticalCenter: parent.verticalCenter
                        radius: 3
                        color: Theme.track
                    }
                    Rectangle {
                        x: 30
                        width: Math.max(3, (parent.width - 30 - 116) * bar.modelData.waitMs / 30000)
                        height: 10
                        anchors.verticalCenter: parent.verticalCenter
                        radius: 3
                        color: bar.tint
                        opacity: bar.modelData.state === "planned" ? 0.6 : 1
                    }
                    Label {
                        anchors.right: parent.right
                        width: 112
                        height: parent.height
                        horizontalAlignment: Text.AlignRight
                        font.pixelSize: Theme.captionSize
                        color: bar.modelData.state === "planned" ? Theme.dim : Theme.text
                        text: bar.modelData.state === "waiting" ? qsTr("%1 left").arg(Format.span(view.timeline.leftMs))
                            : bar.modelData.state === "open" ? qsTr("open again") : bar.modelData.state === "done" ? qsTr("%1, failed").arg(Format.span(bar.modelData.waitMs))
                            : Format.span(bar.modelData.waitMs)
                        Accessible.ignored: true
                    }
                }
            }
        }
        Label {
            width: parent.width
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            color: view.timeline.gaveUp ? Theme.down : Theme.dim
            text: view.timeline.gaveUp ? qsTr("Gave up after ten tries and %1 of waiting.").arg(Format.span(view.timeline.totalMs))
                : !view.timeline.enabled ? qsTr("Off: a lost connection stays lost.") : view.timeline.waiting ? qsTr("Try %1 of 10 is next.").arg(view.timeline.attempt)
                : qsTr("No retry after 1000 or after one's own close; the count starts anew once it is open.")
        }
        PushButton {
            text: qsTr("Try now")
            enabled: view.timeline.waiting
            onClicked: view.timeline.tryNow()
        }
    }
}
