// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// Moments in a TimeChart's plot: a line each, and what happened. Where words would touch, the line is all. And a value
// that is watched, as a line across; beyond `highest` it lies at the edge.
Item {
    id: marks

    // [{ago, text, begins}], oldest first; `ago` in seconds before now. What begins is told by a broken line.
    property var model: []
    property real shownSeconds: 60
    property real threshold: NaN
    property string thresholdText
    property real highest: 1
    // Of every mark, whether its words have room beside those of the one before.
    readonly property var worded: {
        let free = 0;
        return Array.from(model, mark => {
            const at = width * (1 - mark.ago / shownSeconds);
            const room = at >= free;
            if (room)
                free = at + 72;
            return room;
        });
    }

    Item {
        visible: !isNaN(marks.threshold)
        y: Math.round(marks.height * (1 - Math.min(1, marks.threshold / marks.highest)))
        width: marks.width
        Accessible.role: Accessible.StaticText
        Accessible.name: marks.thresholdText

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.down
        }
        Caption {
            x: 4
            y: parent.y < 16 ? 2 : -15
            text: marks.threshold > marks.highest ? qsTr("%1 ↑").arg(marks.thresholdText) : marks.thresholdText
            color: Theme.down
            font.pixelSize: Theme.captionSize - 1
            Accessible.ignored: true
        }
    }
    Repeater {
        model: marks.model

        Item {
            id: mark

            required property int index
            required property var modelData

            visible: modelData.ago <= marks.shownSeconds
            x: Math.round(marks.width * (1 - modelData.ago / marks.shownSeconds))
            height: marks.height
            Accessible.role: Accessible.StaticText
            Accessible.name: qsTr("%1 s ago: %2").arg(Math.round(modelData.ago)).arg(modelData.text)

            Column {
                visible: mark.modelData.begins
                spacing: 3

                Repeater {
                    model: mark.modelData.begins ? Math.floor(mark.height / 6) : 0

                    Rectangle {
                        width: 1
                        height: 3
                        color: Theme.down
                    }
                }
            }
            Rectangle {
                visible: !mark.modelData.begins
                width: 1
                height: mark.height
                color: Theme.up
            }
            Caption {
                visible: marks.worded[mark.index] ?? false
                x: mark.x + implicitWidth + 4 > marks.width ? -implicitWidth - 4 : 4
                text: mark.modelData.text
                color: mark.modelData.begins ? Theme.down : Theme.up
                font.pixelSize: Theme.captionSize - 1
                Accessible.ignored: true
            }
        }
    }
}
