// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.ViewModels

// A page that is made when it is first looked at and kept. While the link is gone it shows its last, dimmed.
Loader {
    id: loader

    property bool current: false

    anchors.fill: parent
    visible: current
    active: false
    opacity: Dashboard.link.everLive && !Dashboard.link.live ? 0.5 : 1
    onCurrentChanged: active = active || current
    Component.onCompleted: active = current
}
