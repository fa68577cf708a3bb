// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// A price on the chart's axis, at the end of its line.
Rectangle {
    id: tag

    property string text
    property color ink: Theme.text

    y: -9
    width: 56
    height: 18
    radius: 3

    Label {
        anchors.fill: parent
        horizontalAlignment: Text.AlignHCenter
        text: tag.text
        color: tag.ink
        font.pixelSize: Theme.captionSize - 1
        font.bold: true
        Accessible.ignored: true
    }
}
