// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme

// A line across the page: the link is gone, the port is taken, samples were dropped.
Rectangle {
    id: banner

    property string text
    property string detail
    property string iconName: "warning"
    property color tint: Theme.warn
    property alias actions: actionRow.data

    implicitHeight: 40
    color: Theme.dark ? Qt.tint(Theme.page, Theme.fade(tint, 0.16)) : Qt.tint(Theme.page, Theme.fade(tint, 0.12))
    border.color: Theme.fade(tint, 0.45)
    radius: Theme.radius
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text + ". " + detail

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.m
        anchors.rightMargin: Theme.s
        spacing: Theme.s

        Icon {
            name: banner.iconName
            color: banner.tint
            Layout.preferredWidth: 18
            Layout.preferredHeight: 18
        }
        Label {
            text: banner.text
            font.bold: true
            Accessible.ignored: true
        }
        Label {
            text: banner.detail
            color: Theme.dim
            Layout.fillWidth: true
            Accessible.ignored: true
        }
        RowLayout {
            id: actionRow

            spacing: Theme.s
            Layout.fillHeight: false
        }
    }
}
