// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Plotting
import Wavetape.Controls
import Wavetape.Theme

// One number that matters: caption, value with unit, a second value at the right, its last minute below.
Rectangle {
    id: tile

    property string title
    property string iconName
    property alias word: help.word
    property string value
    property string unit
    property string secondary
    property color tint: Theme.accent
    property color valueColor: Theme.text
    property list<double> history
    property bool known: true

    // A value of the history, as it is told.
    function inWords(value: real): string {
        return value;
    }

    implicitHeight: 96
    implicitWidth: 180
    color: Theme.panel
    radius: Theme.radius
    border.color: Theme.border
    border.width: 1
    clip: true
    Accessible.role: Accessible.StaticText
    Accessible.name: title + ": " + (known ? value + " " + unit + (secondary.length > 0 ? ", " + secondary : "") : qsTr("not known yet"))
    Accessible.description: spoken.text

    Spoken {
        id: spoken

        picture: tile
        onTriggered: text = tile.known && tile.history.length > 0 ? qsTr("In the last minute between %1 and %2").arg(tile.inWords(Math.min(...tile.history))).arg(tile.inWords(Math.max(...tile.history))) : ""
    }

    Sparkline {
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
            margins: 1
            leftMargin: Theme.m
            rightMargin: Theme.m
            bottomMargin: Theme.s
        }
        height: 24
        values: tile.history
        color: tile.tint
        fill: 0.14
        minimum: 0
        visible: tile.known
    }
    RowLayout {
        id: caption

        x: Theme.m
        y: 9
        width: parent.width - 2 * Theme.m
        spacing: 6

        Icon {
            name: tile.iconName
            color: tile.tint
            Layout.preferredWidth: 14
            Layout.preferredHeight: 14
        }
        Caption {
            id: heading

            text: tile.title
            Layout.preferredWidth: Math.min(implicitWidth, caption.width - 14 - caption.spacing - (help.visible ? 14 + caption.spacing : 0))
            Accessible.ignored: true
        }
        WordHelp {
            id: help

            visible: word.length > 0
            Layout.preferredWidth: 14
        }
        Item {
            Layout.fillWidth: true
        }
        // Whole or not at all: a number without its unit says something else.
        Caption {
            text: tile.secondary
            visible: tile.known && heading.implicitWidth + implicitWidth + 56 <= caption.width
            Accessible.ignored: true
        }
    }
    Row {
        x: Theme.m
        y: 27
        spacing: 5

        Label {
            id: number

            text: tile.known ? tile.value : "–"
            color: tile.valueColor
            font.pixelSize: tile.width < 170 ? 20 : Theme.numberSize
            font.bold: true
            Accessible.ignored: true
        }
        Caption {
            text: tile.known ? tile.unit : ""
            width: Math.min(implicitWidth, caption.width - number.width - parent.spacing)
            anchors.baseline: number.baseline
            font.pixelSize: Theme.bodySize
            Accessible.ignored: true
        }
    }
}
