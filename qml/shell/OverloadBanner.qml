// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// More comes than this window, or its link, can take. Stays until nothing was lost for some seconds.
StateBanner {
    visible: Dashboard.link.live && Dashboard.link.losing
    tint: Theme.warn
    iconName: "drop"
    text: qsTr("More comes than this window can take")
    detail: qsTr("%Ln message(s) for it were lost by now. What is shown is the newest; what is missing is marked where it is.", "", Dashboard.link.lostLately)
}
