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
    readonly property var examples: ["backpressure", "close codes", "handshake"]

    // `name` is one of the examples.
    function showExample(name: string) {
        tab = Math.max(0, examples.indexOf(name));
        if (name === "unbounded")
            backpressure.showUnbounded();
        else if (tab === 0)
            backpressure.showExample();
        else if (tab === 1)
            closeCodes.showExample();
        else
            handshake.showExample();
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        SegmentedControl {
            name: qsTr("Experiment")
            model: [qsTr("Backpressure"), qsTr("Close codes"), qsTr("Handshake")]
            currentIndex: page.tab
            onActivated: index => page.tab = index
            Layout.fillHeight: false
        }
        BackpressureTab {
            id: backpressure

            visible: page.tab === 0
            server: Dashboard.link.url
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        CloseCodesTab {
            id: closeCodes

            visible: page.tab === 1
            server: Dashboard.link.url
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
        HandshakeTab {
            id: handshake

            visible: page.tab === 2
            server: Dashboard.link.url
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }
}
