// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The page's name, how the link is, and where a browser finds the same.
Item {
    id: bar

    property string title
    readonly property LinkStatus link: Dashboard.link
    readonly property bool wide: width > 1150

    readonly property bool narrow: width < 1000

    signal paletteWanted
    signal helpWanted

    implicitHeight: 46

    component Reading: Row {
        id: reading

        property string name
        property string value
        property color ink: Theme.text

        spacing: 6
        Accessible.role: Accessible.StaticText
        Accessible.name: name + " " + value

        Caption {
            text: reading.name
            Accessible.ignored: true
        }
        Label {
            text: reading.value
            color: reading.ink
            font.pixelSize: Theme.captionSize
            Accessible.ignored: true
        }
    }

    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        Label {
            text: bar.title
            font.pixelSize: Theme.headingSize
            font.bold: true
            Layout.rightMargin: Theme.xs
        }
        StatusDot {
            tint: bar.link.state === LinkStatus.Live ? Theme.up : bar.link.state === LinkStatus.Closed ? Theme.down : Theme.warn
        }
        Label {
            visible: !bar.narrow
            text: bar.link.url
            color: Theme.dim
            font.family: Theme.mono
            font.pixelSize: Theme.captionSize
            Layout.maximumWidth: 240
        }
        Caption {
            text: bar.link.state === LinkStatus.Live ? qsTr("connected %1").arg(Format.elapsed(bar.link.openMs))
                : bar.link.state === LinkStatus.Connecting ? qsTr("connecting…")
                : bar.link.state === LinkStatus.Waiting ? qsTr("retry in %1").arg(Format.span(bar.link.retryMs)) : qsTr("closed")
        }
        Badge {
            visible: bar.link.remote
            text: qsTr("remote server")
            tint: Theme.violet
        }
        Item {
            Layout.fillWidth: true
        }
        Reading {
            visible: !bar.narrow
            name: qsTr("received")
            value: Format.si(bar.link.messagesPerSecond, "/s")
            Layout.preferredWidth: 120
        }
        Reading {
            visible: bar.wide
            name: qsTr("seen after")
            value: Format.micros(bar.link.latencyP99Ms * 1000)
            Layout.preferredWidth: 128
        }
        Reading {
            name: qsTr("dropped")
            value: Format.count(bar.link.dropped)
            ink: bar.link.dropped > 0 ? Theme.warn : Theme.text
            Layout.preferredWidth: 84
        }
        PushButton {
            visible: bar.link.browserUrl.length > 0
            iconName: "copy"
            text: bar.width < 800 ? qsTr("Copy") : bar.link.browserUrl.replace(/\/$/, "")
            onClicked: Clipboard.copy(bar.link.browserUrl)
            Accessible.name: qsTr("Copy the address for a browser: %1").arg(bar.link.browserUrl)

            HoverTip {
                text: qsTr("Copy %1 and open it in a browser").arg(bar.link.browserUrl)
                visible: (parent as PushButton).hovered
            }
        }
        PushButton {
            iconName: "search"
            text: "Ctrl+K"
            Accessible.name: qsTr("Find and do anything")
            onClicked: bar.paletteWanted()

            HoverTip {
                text: qsTr("Find and do anything (Ctrl+K)")
                visible: (parent as PushButton).hovered
            }
        }
        IconButton {
            iconName: "help"
            text: qsTr("The keys of the window, and what its words mean")
            shortcutText: "?"
            onClicked: bar.helpWanted()
        }
    }
}
