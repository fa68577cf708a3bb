// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// What every page of the window is: fed while it is visible, scrolled where the window is smaller than its least
// size, asked to show something of itself for pictures.
Item {
    property bool compact: width < 1150
    // One column instead of two.
    readonly property bool narrow: width < 860
    property real leastWidth: 690
    property real leastHeight: 420


    // Another part of the window, such as "lab/backpressure"; with `example` it shows that of itself.
    signal placeWanted(string place, string example)

    // Opens a part of the page by its name.
    function showPlace(name: string) {
    }
    // What the page shows of itself where it would have to be asked; "" is its usual example.
    function showExample(name: string) {
    }
}
