// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Theme

// A coloured dot beside the word that says the same.
Rectangle {
    property color tint: Theme.dim

    implicitWidth: 8
    implicitHeight: 8
    radius: 4
    color: tint
    Accessible.ignored: true
}
