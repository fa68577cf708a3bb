// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The demos that this server shows in a browser: what each is, and its address.
Panel {
    id: panel

    // {name, title, says}
    property var demos: []
    readonly property string address: Dashboard.link.browserUrl

    title: qsTr("Demos")
    note: qsTr("what live channels are for; each runs in a browser, on two screens side by side")

    ColumnLayout {
        width: parent.width
        spacing: 0

        Repeater {
            model: panel.demos

            RowLayout {
                id: demo

                required property var modelData
                readonly property string address: panel.address.replace(/\/?$/, "/demo/") + modelData.name + "?screens=2"

                spacing: Theme.s
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: Math.max(implicitHeight, Math.min(84, (panel.body.height - 4) / panel.demos.length))

                ColumnLayout {
                    spacing: 0
                    Layout.fillWidth: true

                    Label {
                        text: demo.modelData.title
                        font.bold: true
                        Layout.fillWidth: true
                    }
                    Label {
                        text: demo.modelData.says
                        color: Theme.dim
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        Layout.fillWidth: true
                    }
                }
                PushButton {
                    iconName: "link"
                    text: qsTr("Open in a browser")
                    enabled: panel.address.length > 0
                    Accessible.name: qsTr("Open %1 in a browser").arg(demo.modelData.title)
                    onClicked: Qt.openUrlExternally(demo.address)
                }
                PushButton {
                    iconName: "copy"
                    text: qsTr("Copy the address")
                    enabled: panel.address.length > 0
                    Accessible.name: qsTr("Copy the address of %1").arg(demo.modelData.title)
                    onClicked: Clipboard.copy(demo.address)
                }
            }
        }
    }
}
