// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Theme
import Wavetape.ViewModels

// Float32 waves of the generators and of clients, as an oscilloscope, and as a spectrum if one likes.
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

        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            ScopePanel {
                id: scope

                Layout.fillWidth: true
                Layout.fillHeight: true
            }
            SpectrumPanel {
                visible: Dashboard.preferences.spectrum
                usedSlots: scope.usedSlots
                paused: scope.paused
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: page.height < 640 ? 210 : 290
            }
        }
        SignalList {
            Layout.fillWidth: false
            Layout.fillHeight: true
            Layout.preferredWidth: page.width < 1150 ? 228 : 268
        }
    }
}
