// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// Each close code, provoked on demand, with what either end saw of it.
Experiment {
    id: tab

    function showExample(name: string) {
        gallery.provokeAll();
    }

    CloseGallery {
        id: gallery

        server: tab.server
        dashboard: Dashboard
    }
    Panel {
        anchors.fill: parent
        title: qsTr("Close codes")
        note: gallery.running > 0 ? qsTr("%1 under way").arg(gallery.running) : qsTr("provoked for real, seen from both ends")
        bodyMargin: 1
        tools: [
            Badge {
                visible: gallery.agreed > 0
                text: qsTr("%1 of %2 as meant").arg(gallery.agreed).arg(list.count)
                tint: gallery.agreed === list.count ? Theme.up : Theme.dim
            },
            PushButton {
                primary: true
                text: qsTr("Provoke all")
                enabled: gallery.running === 0
                onClicked: gallery.provokeAll()
            }
        ]

        CloseCodeList {
            id: list

            anchors.fill: parent
            anchors.bottomMargin: 4
            gallery: gallery
        }
    }
}
