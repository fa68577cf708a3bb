// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The market's clock: what it does and how long still, the index, the newest headline. Fixed places.
Rectangle {
    id: strip

    property bool reporting: false
    property bool newsOffered: false
    property bool newsShown: false
    readonly property SessionFeed session: Dashboard.market.session
    readonly property color tint: tintOf(session.phase)

    signal reportToggled
    signal newsToggled

    function tintOf(phase: int): color {
        switch (phase) {
        case SessionFeed.Trading:
            return Theme.up;
        case SessionFeed.Auction:
            return Theme.accent;
        case SessionFeed.Halted:
            return Theme.down;
        default:
            return Theme.dim;
        }
    }

    implicitHeight: 34
    color: Theme.panel
    radius: Theme.radius
    border.color: Theme.border

    Rectangle {
        id: dot

        x: Theme.m
        width: 8
        height: 8
        radius: 4
        color: strip.tint
        anchors.verticalCenter: parent.verticalCenter
    }
    Label {
        id: clock

        anchors.left: dot.right
        anchors.leftMargin: Theme.s
        width: 62
        height: parent.height
        text: strip.session.clockText.length > 0 ? strip.session.clockText : "–"
        font.bold: true
        Accessible.name: qsTr("Market time %1").arg(text)
    }
    Label {
        id: phase

        anchors.left: clock.right
        anchors.leftMargin: Theme.s
        width: Math.min(230, strip.width * 0.22)
        height: parent.height
        color: strip.session.phase === SessionFeed.Unknown ? Theme.dim : strip.tint
        text: strip.session.remaining.length > 0 ? qsTr("%1 · %2 left").arg(strip.session.phaseText).arg(strip.session.remaining) : strip.session.phaseText
    }
    Badge {
        id: resting

        anchors.left: phase.right
        anchors.verticalCenter: parent.verticalCenter
        visible: strip.session.resting > 0
        tint: Theme.warn
        iconName: "pause"
        text: qsTr("%1 halted").arg(strip.session.resting)
    }
    Row {
        id: index

        anchors.left: phase.right
        anchors.leftMargin: 84
        height: parent.height
        spacing: Theme.s
        visible: strip.session.indexKnown && strip.width > 760

        Caption {
            height: parent.height
            text: qsTr("Index")
        }
        Label {
            width: 64
            height: parent.height
            horizontalAlignment: Text.AlignRight
            text: Format.fixed(strip.session.level, 2)
        }
        Label {
            width: 58
            height: parent.height
            horizontalAlignment: Text.AlignRight
            color: strip.session.changePct < 0 ? Theme.down : Theme.up
            text: Format.percent(strip.session.changePct)
        }
        Label {
            width: 92
            height: parent.height
            visible: strip.width > 860
            color: Theme.dim
            text: qsTr("%1 up, %2 down").arg(strip.session.advancing).arg(strip.session.declining)
        }
    }
    IconButton {
        id: paper

        anchors.left: index.visible ? index.right : phase.right
        anchors.leftMargin: index.visible ? Theme.m : 84
        anchors.verticalCenter: parent.verticalCenter
        visible: strip.newsOffered
        iconName: "news"
        text: strip.newsShown ? qsTr("Hide the news") : qsTr("News and alerts")
        checked: strip.newsShown
        onClicked: strip.newsToggled()
    }
    Headline {
        id: headline

        anchors.left: paper.visible ? paper.right : paper.left
        anchors.leftMargin: Theme.s
        anchors.right: simulated.left
        anchors.rightMargin: Theme.m
        height: parent.height
        visible: width > 160 && text.length > 0
        text: Dashboard.market.news.latest
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
    Badge {
        id: simulated

        anchors.right: toggle.left
        anchors.rightMargin: Theme.s
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("simulated")
        tint: Theme.violet
    }
    PushButton {
        id: toggle

        anchors.right: parent.right
        anchors.rightMargin: 4
        anchors.verticalCenter: parent.verticalCenter
        height: 26
        text: strip.reporting ? qsTr("Back to the market") : qsTr("Is it a market?")
        onClicked: strip.reportToggled()
    }
}
