// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// Ctrl+1 and so on, the tenth Ctrl+0: the pages in the order of the rail.
Repeater {
    id: keys

    signal chosen(int page)

    Item {
        id: key

        required property int index

        Shortcut {
            sequence: "Ctrl+" + (key.index + 1) % 10
            enabled: key.index < 10
            context: Qt.ApplicationShortcut
            onActivated: keys.chosen(key.index)
        }
    }
}
