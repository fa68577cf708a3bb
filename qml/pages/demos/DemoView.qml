// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// One demo as the window shows it: what its model knows, and what a person here can add.
Item {
    required property Visitor visitor
    required property bool active
    readonly property bool live: Dashboard.link.live

    function ink(hue: int): color {
        return [Theme.accent, Theme.up, Theme.warn, Theme.violet, Theme.down, Theme.text][hue] ?? Theme.text;
    }
}
