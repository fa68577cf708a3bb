// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls

// What the server says in its own words: it is shown as it came.
PlainText {
    elide: Text.ElideRight
}
