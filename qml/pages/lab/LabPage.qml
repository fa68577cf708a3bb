// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Where things are provoked for real, on this window's own server, and looked at from both ends.
Item {
    id: page

    property int tab: 0

    function showExample(name: string) {
        handshake.showExample();
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        SegmentedControl {
            name: qsTr("Experiment")
            model: [qsTr("Handshake")]
            currentIndex: page.tab
            onActivated: index => page.tab = index
            Layout.fillHeight: false
        }
        HandshakeTab {
            id: handshake

            server: Dashboard.link.url
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }
}
