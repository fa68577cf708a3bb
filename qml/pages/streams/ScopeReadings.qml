// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// The line under the pointer and each trace's value there. Where a pixel covers many samples, their extremes.
Item {
    id: readings

    required property TraceItem scope
    property var usedSlots: []
    property real at: 0
    property real level: 0
    property string timeText
    // The trace wanders below a pointer that rests: read again.
    property int again: 0

    Timer {
        interval: 50
        repeat: true
        running: readings.visible
        onTriggered: ++readings.again
    }

    function valueText(reading: var): string {
        if (!reading.valid)
            return "–";
        const wide = Math.abs(reading.max - reading.min) >= 0.01;
        return wide ? qsTr("%1 … %2").arg(Format.fixed(reading.min, 2)).arg(Format.fixed(reading.max, 2)) : Format.fixed(reading.value, 4);
    }

    Rectangle {
        x: Math.round(readings.at)
        width: 1
        height: parent.height
        color: Theme.dim
        opacity: 0.7
    }
    Rectangle {
        visible: readings.usedSlots.length > 0
        x: readings.at > readings.width / 2 ? readings.at - width - 10 : readings.at + 10
        y: Math.max(4, Math.min(readings.height - height - 4, readings.level - height / 2))
        width: 168
        height: column.implicitHeight + 12
        radius: Theme.smallRadius
        color: Theme.raised
        border.color: Theme.border

        Column {
            id: column

            x: 8
            y: 6
            width: parent.width - 16
            spacing: 2

            Label {
                width: parent.width
                horizontalAlignment: Text.AlignRight
                text: readings.timeText
                font.pixelSize: Theme.captionSize
                font.bold: true
            }
            Repeater {
                model: readings.usedSlots

                Item {
                    id: reading

                    required property StreamSlot modelData
                    readonly property var under: readings.visible && readings.again >= 0 ? readings.scope.valueAt(readings.at, modelData.number) : ({ valid: false })

                    width: column.width
                    height: 16

                    Caption {
                        width: parent.width - 100
                        text: reading.modelData.label
                        color: Theme.traces[reading.modelData.number]
                    }
                    Label {
                        anchors.right: parent.right
                        text: readings.valueText(reading.under)
                        font.pixelSize: Theme.captionSize
                    }
                }
            }
        }
    }
}
