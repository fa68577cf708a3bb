// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Theme

// Text of an item that speaks for itself to a screen reader: a row, a chart, a button. Plain always: what comes over
// the wire is never markup. Without a name of its own it costs half of a Label where ten rows change ten times a second.
Text {
    textFormat: Text.PlainText
    color: Theme.text
    verticalAlignment: Text.AlignVCenter
    renderType: Text.NativeRendering
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
}
