// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The chosen symbol in large: price, change of the day, range. Fixed places, so nothing moves.
Item {
    id: header

    readonly property var ticker: Dashboard.market.ticker
    readonly property bool known: ticker.symbol !== undefined
    readonly property string rests: Dashboard.market.session.symbolText
    readonly property string restsShort: Dashboard.market.session.symbolPhase === SessionFeed.Halted ? qsTr("halted") : Dashboard.market.session.symbolPhase === SessionFeed.Auction ? qsTr("auction") : qsTr("closed")
    readonly property int direction: ticker.direction ?? 0
    readonly property color tint: direction > 0 ? Theme.up : direction < 0 ? Theme.down : Theme.dim

    function price(value: var): string {
        return known ? Format.fixed(value, ticker.decimals) : "–";
    }

    // Has the whole of what is cut under the pointer.
    component Figure: Label {
        id: figure

        HoverHandler {
            id: pointer
        }
        HoverTip {
            text: figure.text
            visible: pointer.hovered && figure.truncated
        }
    }
    component Fact: Column {
        id: fact

        property string name
        property string value

        width: 66
        spacing: 2
        Accessible.role: Accessible.StaticText
        Accessible.name: name + " " + value

        Caption {
            width: parent.width
            text: fact.name
            horizontalAlignment: Text.AlignRight
            Accessible.ignored: true
        }
        Figure {
            width: parent.width
            text: fact.value
            horizontalAlignment: Text.AlignRight
            Accessible.ignored: true
        }
    }

    implicitHeight: 48

    Label {
        id: name

        width: header.width < 300 ? 70 : 84
        height: parent.height
        text: Dashboard.market.symbol
        font.pixelSize: 20
        font.bold: true
    }
    Figure {
        id: big

        anchors.left: name.right
        width: 112
        height: parent.height
        text: header.price(header.ticker.price)
        font.pixelSize: Theme.numberSize
        font.bold: true
        horizontalAlignment: Text.AlignRight
    }
    Row {
        id: day

        // What the change of the day has room for.
        readonly property real room: (facts.visible ? facts.x - Theme.m : header.width) - x - 18 - (resting.visible ? resting.width + spacing : 0)

        anchors.left: big.right
        anchors.leftMargin: Theme.m
        anchors.verticalCenter: parent.verticalCenter
        spacing: 4

        Icon {
            name: header.direction < 0 ? "down" : "up"
            visible: header.direction !== 0
            color: header.tint
            width: 14
            height: 14
            anchors.verticalCenter: parent.verticalCenter
        }
        Figure {
            width: Math.min(implicitWidth, Math.max(0, day.room))
            text: header.known ? header.ticker.changeText : ""
            color: header.tint
            font.pixelSize: Theme.titleSize
        }
        Badge {
            id: resting

            visible: text.length > 0
            text: header.rests.length > 0 && header.width < 760 ? header.restsShort : header.rests
            tint: Dashboard.market.session.symbolPhase === SessionFeed.Halted ? Theme.down : Dashboard.market.session.symbolPhase === SessionFeed.Auction ? Theme.accent : Theme.dim
            iconName: "pause"
            anchors.verticalCenter: parent.verticalCenter
        }
    }
    Row {
        id: facts

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.s
        visible: header.width > (header.rests.length > 0 ? 860 : 500)

        Fact {
            name: qsTr("Open")
            value: header.price(header.ticker.open)
        }
        Fact {
            name: qsTr("High")
            value: header.price(header.ticker.high)
        }
        Fact {
            name: qsTr("Low")
            value: header.price(header.ticker.low)
        }
        Fact {
            visible: header.width > 640
            name: qsTr("Volume")
            value: header.known ? Format.si(header.ticker.volume) : "–"
        }
    }
}
