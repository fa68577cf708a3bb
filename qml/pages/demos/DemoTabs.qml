// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// The demos: those of resources/web/demos, in its order.
QtObject {
    readonly property list<DemoTab> all: [
        DemoTab {
            name: "chat"
            title: qsTr("Chat")
            says: qsTr("Who is here, what they say, and who is typing.")
            source: "ChatView.qml"
        },
        DemoTab {
            name: "cursors"
            title: qsTr("Cursors")
            says: qsTr("Everybody's pointer over one area; a slow reader is sent the newest place of each.")
            source: "CursorsView.qml"
        },
        DemoTab {
            name: "notices"
            title: qsTr("Notifications")
            says: qsTr("A notice goes to everybody, and all see who has read it.")
            source: "NoticesView.qml"
        },
        DemoTab {
            name: "social"
            title: qsTr("Social feed")
            says: qsTr("New posts come by themselves, older ones from the channel's history.")
            source: "SocialView.qml"
        },
        DemoTab {
            name: "ticker"
            title: qsTr("Ticker")
            says: qsTr("Every symbol's price, as often as you want it.")
            source: "TickerView.qml"
        },
        DemoTab {
            name: "auction"
            title: qsTr("Auction")
            says: qsTr("The server's clock says which bid was in time.")
            source: "AuctionView.qml"
        },
        DemoTab {
            name: "scores"
            title: qsTr("Sports scores")
            says: qsTr("The whole score once, then what changes.")
            source: "ScoresView.qml"
        },
        DemoTab {
            name: "text"
            title: qsTr("Shared text")
            says: qsTr("One text that everybody writes at once, by Yjs.")
            source: "TextView.qml"
        }
    ]
}
