// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Theme

// The ring around whatever has the keyboard.
Rectangle {
    property Item control: parent as Item

    anchors.fill: parent
    anchors.margins: -2
    radius: Theme.smallRadius + 2
    color: "transparent"
    border.width: 2
    border.color: Theme.focus
    visible: control !== null && control.activeFocus
}
