// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Theme

T.ScrollBar {
    id: bar

    implicitWidth: 8
    implicitHeight: 8
    padding: 1
    minimumSize: 0.06
    policy: T.ScrollBar.AsNeeded
    visible: size < 1

    contentItem: Rectangle {
        radius: 3
        color: bar.pressed ? Theme.dim : Theme.borderStrong
        opacity: bar.hovered || bar.pressed ? 1 : 0.6
    }
}
