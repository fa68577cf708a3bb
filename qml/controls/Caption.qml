// SPDX-License-Identifier: GPL-3.0-or-later
import Wavetape.Theme

// Small dim text: units, captions, column titles.
Label {
    color: Theme.dim
    font.pixelSize: Theme.captionSize
}
