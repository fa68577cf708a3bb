// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Theme

// What a column shows unless it says otherwise: the text of its role.
TableCell {
    id: cell

    Label {
        anchors.fill: parent
        anchors.rightMargin: 10
        text: cell.row && cell.column ? cell.row[cell.column.role] ?? "" : ""
        color: cell.column && cell.column.dim ? Theme.dim : Theme.text
        horizontalAlignment: cell.column && cell.column.alignRight ? Text.AlignRight : Text.AlignLeft
        font.family: cell.column && cell.column.mono ? Theme.mono : Theme.family
        font.pixelSize: cell.column && cell.column.mono ? Theme.captionSize : Theme.bodySize
    }
}
