// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts

// A grid whose columns depend on the room that there is. Qt 6.4 forgets that they are others by now where it hears so
// while the layout around it is being arranged.
GridLayout {
    id: grid

    onColumnsChanged: later.restart()

    Timer {
        id: later

        interval: 0
        onTriggered: {
            const spacing = grid.columnSpacing;
            grid.columnSpacing = spacing + 1;
            grid.columnSpacing = spacing;
        }
    }
}
