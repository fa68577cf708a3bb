// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Float32 waves of the generators and of clients, as an oscilloscope, and as a spectrum if one likes.
Page {
    id: page

    leastHeight: narrow ? 780 : Dashboard.preferences.spectrum ? 560 : 420

    // "wave.ecg,wave.sine1": these signals; "spectrum": theirs, too.
    function showPlace(name: string) {
        if (name === "spectrum")
            Dashboard.preferences.spectrum = true;
        else
            Dashboard.streams.shown = name.split(",").filter(channel => /^(wave|uplink)\.[\w.-]+$/.test(channel));
    }

    Component.onCompleted: {
        const shown = Dashboard.preferences.kept("streams/shown");
        if (shown.length > 0)
            showPlace(shown);
    }

    Connections {
        target: Dashboard.streams

        function onUsedChanged() {
            Dashboard.preferences.keep("streams/shown", Array.from(Dashboard.streams.shown).join(","));
        }
    }
    Binding {
        target: Dashboard.streams
        property: "active"
        value: page.visible
    }
    ReplayStrip {
        id: strip

        width: parent.width
    }
    PageGrid {
        anchors.fill: parent
        anchors.topMargin: strip.visible ? strip.height + Theme.m : 0
        columns: page.narrow ? 1 : 2
        columnSpacing: Theme.m
        rowSpacing: Theme.m

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
            Layout.fillWidth: page.narrow
            Layout.fillHeight: !page.narrow
            Layout.preferredHeight: page.narrow ? 240 : -1
            Layout.preferredWidth: page.compact ? 228 : 268
        }
    }
}
