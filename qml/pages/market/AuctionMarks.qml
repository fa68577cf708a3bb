// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// Where trading came back: a dashed line before the auction's candle, and how long it had rested.
Item {
    id: marks

    required property CandleItem bars
    property var places: []

    function refresh() {
        const now = bars.auctionMarks();
        // Mostly there are none, ten times a second.
        if (now.length > 0 || places.length > 0)
            places = now;
    }

    Repeater {
        model: marks.places.length

        Item {
            id: mark

            required property int index
            readonly property var place: marks.places[index] ?? {}
            readonly property bool halted: (place.restMs ?? 0) > 0

            x: Math.round(place.x ?? 0)
            height: marks.height

            Column {
                x: -1
                clip: true
                height: parent.height
                spacing: 3

                Repeater {
                    model: Math.ceil(marks.height / 7)

                    Rectangle {
                        width: 1
                        height: 4
                        color: mark.halted ? Theme.warn : Theme.accent
                    }
                }
            }
            Caption {
                x: mark.x > marks.width - 120 ? -width - 4 : 4
                y: 26 + 14 * (mark.index % 3)
                text: mark.halted ? qsTr("auction after %1").arg(Format.span(mark.place.restMs)) : qsTr("auction")
                color: mark.halted ? Theme.warn : Theme.accent
                font.pixelSize: Theme.captionSize - 1
            }
        }
    }
}
