// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// Frequencies written below a picture as wide as this; where they would touch, every second or third stays.
Item {
    id: row

    // [{text, share}], share 0 at the left edge, 1 at the right one.
    property var marks: []
    readonly property int every: Math.max(1, Math.ceil(56 * marks.length / Math.max(1, width)))

    Repeater {
        model: row.marks

        Caption {
            required property int index
            required property var modelData

            visible: index % row.every === 0
            x: Math.max(0, Math.min(row.width - implicitWidth, row.width * modelData.share - implicitWidth / 2))
            text: modelData.text
            font.pixelSize: Theme.captionSize - 1
            Accessible.ignored: true
        }
    }
}
