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

    // "close codes" or "handshake"
    function showExample(name: string) {
        tab = name === "handshake" ? 1 : 0;
        if (tab === 1)
            handshake.showExample();
        else
            closeCodes.showExample();
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        SegmentedControl {
            name: qsTr("Experiment")
            model: [qsTr("Close codes"), qsTr("Handshake")]
            currentIndex: page.tab
            onActivated: index => page.tab = index
            Layout.fillHeight: false
        }
        CloseCodesTab {
            id: closeCodes

            visible: page.tab === 0
            server: Dashboard.link.url
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        HandshakeTab {
            id: handshake

            visible: page.tab === 1
            server: Dashboard.link.url
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }
}
