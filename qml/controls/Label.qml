// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Theme

// All text of the program. Plain always: what comes over the wire is never markup.
Text {
    textFormat: Text.PlainText
    color: Theme.text
    elide: Text.ElideRight
    verticalAlignment: Text.AlignVCenter
    renderType: Text.NativeRendering
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
