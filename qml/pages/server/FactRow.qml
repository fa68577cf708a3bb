// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// A name at the left, its value at the right.
Item {
    id: row

    property string name
    property string value
    property color ink: Theme.text

    width: parent ? parent.width : 200
    height: 24
    Accessible.role: Accessible.StaticText
    Accessible.name: name + ": " + value

    Caption {
        height: parent.height
        text: row.name
        Accessible.ignored: true
    }
    Label {
        anchors.right: parent.right
        width: parent.width * 0.66
        height: parent.height
        horizontalAlignment: Text.AlignRight
        text: row.value
        color: row.ink
        Accessible.ignored: true
    }
}
