// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Theme

// The server in this program: where it is, how it is, how it is set.
Item {
    id: page

    signal copyWanted(string text)

    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: false
            Layout.fillHeight: true
            Layout.preferredWidth: page.width < 1150 ? 356 : 440

            AddressPanel {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: page.width < 1150 ? 222 : 206
                onCopyWanted: text => page.copyWanted(text)
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
        SettingsPanel {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }
}
