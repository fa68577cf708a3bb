// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Theme

// A titled surface. `tools` sit at the right of its title, children fill the rest.
Rectangle {
    id: panel

    property string title
    property string note
    // Where the tools need the room, the title is only spoken.
    property bool titleShown: true
    property real bodyMargin: Theme.m
    property alias tools: toolRow.data
    default property alias content: body.data
    readonly property alias body: body
    readonly property real headerHeight: title.length > 0 ? 38 : 0

    color: Theme.panel
    radius: Theme.radius
    border.color: Theme.border
    border.width: 1
    Accessible.role: Accessible.Grouping
    Accessible.name: title

    RowLayout {
        id: header

        anchors {
            left: parent.left
            right: parent.right
            top: parent.top
            leftMargin: Theme.m
            rightMargin: Theme.s
        }
        height: panel.headerHeight
        visible: panel.headerHeight > 0
        spacing: Theme.s

        Label {
            text: panel.title
            visible: panel.titleShown
            font.pixelSize: Theme.titleSize
            font.bold: true
            Layout.maximumWidth: Math.max(0, header.width - toolRow.implicitWidth - Theme.s)
        }
        Caption {
            text: panel.note
            visible: text.length > 0
            Layout.fillWidth: true
        }
        Item {
            visible: panel.note.length === 0
            Layout.fillWidth: true
        }
        RowLayout {
            id: toolRow

            spacing: Theme.s
            Layout.fillHeight: false
        }
    }

    Item {
        id: body

        anchors {
            fill: parent
            topMargin: Math.max(panel.headerHeight, panel.bodyMargin)
            leftMargin: panel.bodyMargin
            rightMargin: panel.bodyMargin
            bottomMargin: panel.bodyMargin
        }
    }
}
