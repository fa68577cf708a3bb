// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Says how many prices the server leaves out for this window, while it does. Its place is always kept.
Item {
    id: place

    property bool compact: false
    readonly property double perSecond: Dashboard.market.watchlist.conflatedPerSecond
    readonly property string meaning: qsTr("Only the newest price of each symbol is sent: this window reads slower than the feed, or was given a rate")

    function phrase(rate: string): string {
        return compact ? rate : qsTr("conflated %1").arg(rate);
    }

    implicitWidth: Math.ceil(widest.advanceWidth) + 32
    implicitHeight: badge.implicitHeight

    TextMetrics {
        id: widest

        font.family: Theme.family
        font.pixelSize: Theme.captionSize
        text: place.phrase(Format.si(888888, "/s"))
    }
    Badge {
        id: badge

        readonly property string rate: Format.si(place.perSecond, "/s")

        anchors.right: parent.right
        visible: place.perSecond > 0
        tint: Theme.warn
        iconName: "queue"
        text: place.phrase(rate)
        Accessible.name: qsTr("conflated %1").arg(rate)
        Accessible.description: place.meaning

        HoverHandler {
            id: pointer
        }
        HoverTip {
            visible: pointer.hovered
            text: place.meaning
        }
    }
}
