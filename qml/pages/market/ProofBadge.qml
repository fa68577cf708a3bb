// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Says whether our copy of the book is the server's: by the checksum in every fiftieth delta.
Badge {
    id: badge

    readonly property BookFeed book: Dashboard.market.book

    iconName: book.proof === BookFeed.Wrong || book.proof === BookFeed.Incomplete ? "warning" : "shield"
    tint: book.proof === BookFeed.Proved ? Theme.up : book.proof === BookFeed.Wrong ? Theme.down : book.proof === BookFeed.Incomplete ? Theme.warn : Theme.dim
    text: book.proof === BookFeed.Proved ? qsTr("proved ×%1").arg(book.checked) : book.proof === BookFeed.Wrong ? qsTr("crc wrong ×%1").arg(book.failed)
        : book.proof === BookFeed.Incomplete ? qsTr("resyncing") : qsTr("not proved yet")

    HoverHandler {
        id: pointer
    }
    HoverTip {
        visible: pointer.hovered
        text: badge.book.checked > 0 ? qsTr("Our book's CRC-32 %1 matched the server's %2 times, failed %3 times, over %4 deltas").arg(badge.book.crc).arg(badge.book.checked).arg(badge.book.failed).arg(badge.book.deltas)
            : qsTr("Every fiftieth delta carries a CRC-32 of the book; the next one proves ours")
    }
}
