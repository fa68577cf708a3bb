// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// The chosen symbol's alarm: a line that is dragged to its price and rings when the market comes there.
Item {
    id: line

    required property CandleItem bars
    property int decimals: 2
    readonly property PriceAlarm alarm: Dashboard.market.alarm
    readonly property real at: bars.yOf(alarm.price) + 0 * (bars.yMin + bars.yMax + bars.height)

    visible: alarm.set && at >= 0 && at <= bars.height
    y: Math.round(at)
    height: 1

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.violet
    }
    PriceTag {
        x: line.width + 2
        color: Theme.violet
        ink: Theme.accentInk
        text: Format.fixed(line.alarm.price, line.decimals)
    }
    Icon {
        x: 4
        y: -15
        width: 13
        height: 13
        name: "bell"
        color: Theme.violet
    }
    // Wide enough to be taken hold of.
    Item {
        y: -5
        width: parent.width + 58
        height: 11

        HoverHandler {
            cursorShape: Qt.SizeVerCursor
        }
        DragHandler {
            property real from: 0

            target: null
            xAxis.enabled: false
            onActiveChanged: from = line.at
            onTranslationChanged: if (active)
                line.alarm.place(line.bars.priceAt(Math.max(0, Math.min(line.bars.height, from + translation.y))))
        }
    }
}
