// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Theme
import Wavetape.ViewModels

// Float32 waves of the generators and of clients, as an oscilloscope.
Item {
    id: page

    Binding {
        target: Dashboard.streams
        property: "active"
        value: page.visible
    }
    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        ScopePanel {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        SignalList {
            Layout.fillWidth: false
            Layout.fillHeight: true
            Layout.preferredWidth: page.width < 1150 ? 228 : 268
        }
    }
}
