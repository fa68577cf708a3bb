// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// One demo as the window shows it: what its model knows, and what a person here can add.
Item {
    id: view

    // What it shows; where the server refuses that, its words stand in place of the demo.
    property DemoModel source: null
    property Visitor visitor
    property bool active: false
    // Of the same demo in a browser; "": none is served.
    property string address
    readonly property bool live: Dashboard.link.live
    readonly property string refused: source?.refused ?? ""
    default property alias content: body.data

    function ink(hue: int): color {
        return [Theme.accent, Theme.up, Theme.warn, Theme.violet, Theme.down, Theme.text][hue] ?? Theme.text;
    }

    Item {
        id: body

        anchors.fill: parent
        visible: view.refused.length === 0
    }
    StateOverlay {
        anchors.fill: parent
        visible: view.refused.length > 0
        iconName: "warning"
        tint: Theme.warn
        title: qsTr("The server does not let this window read it")
        detail: view.refused
    }
}
