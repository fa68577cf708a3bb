// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Charts
import Wavetape.Theme
import Wavetape.ViewModels

// How many bytes of header the frames had: 2, 4, 10 out; 6, 8, 14 in, where four are the mask.
Column {
    id: sizes

    readonly property ServerStats stats: Dashboard.stats

    function labelled(rows: var): var {
        return rows.map(row => ({
                    label: qsTr("%1 B").arg(row.bytes),
                    count: row.count,
                    share: row.share
                }));
    }

    spacing: Theme.s

    ShareBars {
        width: parent.width
        title: qsTr("Frames out, by header size")
        rows: sizes.labelled(sizes.stats.headersOut)
    }
    ShareBars {
        width: parent.width
        title: qsTr("Frames in (masked: four bytes more)")
        tint: Theme.violet
        rows: sizes.labelled(sizes.stats.headersIn)
    }
}
