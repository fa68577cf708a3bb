// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton

import QtQml

// Where in time the pointer is, for all charts of the page that is seen.
QtObject {
    // Seconds before now; NaN: it points at no chart.
    property real ago: NaN
    readonly property bool shown: !isNaN(ago)
}
