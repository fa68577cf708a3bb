// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The server in this program: where it is, how it is, how it is set.
Page {
    id: page

    // What the certificate and one address more take.
    readonly property real certificateHeight: Dashboard.link.certificate.length > 0 && !Dashboard.link.remote ? 190 : 0

    // Settings that have this in their name.
    function showPlace(name: string) {
        Dashboard.settings.filter = name;
    }

    leastHeight: (narrow ? 1040 : 560) + certificateHeight

    PageGrid {
        anchors.fill: parent
        columns: page.narrow ? 1 : 2
        columnSpacing: Theme.m
        rowSpacing: Theme.m

        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: page.narrow
            Layout.fillHeight: true
            Layout.preferredWidth: page.narrow ? 600 : page.compact ? 356 : 440

            AddressPanel {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: (page.width < 1150 ? 222 : 206) + page.certificateHeight
            }
            AttachPanel {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: 140
            }
            HealthPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
        }
        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            SettingsPanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
            WavePanel {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: 140
            }
        }
    }
}
