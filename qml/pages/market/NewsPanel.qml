// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Invented headlines, and what stood out in prices and volumes. A row with a symbol chooses it.
Panel {
    id: panel

    readonly property NewsFeed news: Dashboard.market.news

    title: qsTr("News and alerts")
    bodyMargin: 1

    ReadList {
        id: list

        anchors.fill: parent
        anchors.bottomMargin: 4
        model: panel.news
        name: panel.title

        delegate: Item {
            id: item

            required property string timeText
            required property string symbol
            required property string text
            required property bool alert
            required property string spoken

            width: list.width
            height: words.height + 9
            Accessible.role: Accessible.ListItem
            Accessible.name: spoken
            Accessible.onPressAction: if (symbol.length > 0)
                Dashboard.market.symbol = symbol

            Icon {
                x: Theme.m
                y: 5
                width: 13
                height: 13
                name: item.alert ? "bell" : "news"
                color: item.alert ? Theme.warn : Theme.accent
            }
            Caption {
                x: Theme.m + 20
                y: 4
                text: item.timeText
                Accessible.ignored: true
            }
            Headline {
                id: words

                x: Theme.m + 76
                y: 4
                width: list.width - x - Theme.m
                color: pointer.hovered && item.symbol.length > 0 ? Theme.accent : Theme.text
                font.family: Theme.family
                font.pixelSize: Theme.captionSize
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                text: item.text
                Accessible.ignored: true
            }
            HoverHandler {
                id: pointer

                cursorShape: item.symbol.length > 0 ? Qt.PointingHandCursor : Qt.ArrowCursor
            }
            TapHandler {
                onTapped: if (item.symbol.length > 0)
                    Dashboard.market.symbol = item.symbol
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.news.count === 0
        iconName: "news"
        title: qsTr("No news yet")
    }
}
