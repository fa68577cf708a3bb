// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Charts
import Wavetape.Theme
import Wavetape.ViewModels

// How many bytes of header the frames had: 2, 4, 10 out; 6, 8, 14 in, where four are the mask; and by what
// transports messages went out.
Column {
    id: sizes

    readonly property ServerStats stats: Dashboard.stats
    // Where there is room for it.
    property bool split: true

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
    ShareBars {
        width: parent.width
        visible: sizes.split
        title: qsTr("Messages out, by transport")
        tint: Theme.up
        labelWidth: 74
        rows: sizes.stats.transports
    }
}
