// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// One demo as the window shows it: what its model knows, and what a person here can add.
Item {
    property Visitor visitor
    property bool active: false
    // Of the same demo in a browser; "": none is served.
    property string address
    readonly property bool live: Dashboard.link.live

    function ink(hue: int): color {
        return [Theme.accent, Theme.up, Theme.warn, Theme.violet, Theme.down, Theme.text][hue] ?? Theme.text;
    }
}
