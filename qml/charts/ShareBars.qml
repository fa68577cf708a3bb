// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// A histogram of a few named counts as horizontal bars with their share.
Item {
    id: bars

    // [{label, count, share}]
    property var rows: []
    property color tint: Theme.accent
    property real labelWidth: 42
    property string title

    implicitHeight: 20 + 22 * rows.length
    Accessible.role: Accessible.Chart
    Accessible.name: title
    Accessible.description: spoken.text

    Spoken {
        id: spoken

        picture: bars
        onTriggered: text = bars.rows.map(row => qsTr("%1: %2, %3 %").arg(row.label).arg(Format.count(row.count)).arg(Format.fixed(row.share * 100, 1))).join("; ")
    }
    Caption {
        id: heading

        text: bars.title
        width: parent.width
        Accessible.ignored: true
    }
    Column {
        anchors.top: heading.bottom
        anchors.topMargin: 4
        width: parent.width

        Repeater {
            // By number: new counts must not make new bars.
            model: bars.rows.length

            Item {
                id: bar

                required property int index
                readonly property var modelData: bars.rows[index] ?? ({ label: "", count: 0, share: 0 })

                width: bars.width
                height: 22
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.label + ": " + Format.count(modelData.count)

                Label {
                    id: label

                    width: bars.labelWidth
                    height: parent.height
                    text: bar.modelData.label
                    Accessible.ignored: true
                }
                Rectangle {
                    x: bars.labelWidth + 4
                    width: parent.width - x - 116
                    height: 8
                    radius: 4
                    anchors.verticalCenter: parent.verticalCenter
                    color: Theme.track

                    Rectangle {
                        width: bar.modelData.count > 0 ? Math.max(parent.height, parent.width * bar.modelData.share) : 0
                        height: parent.height
                        radius: parent.radius
                        color: bars.tint
                    }
                }
                Caption {
                    anchors.right: share.left
                    width: 50
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: Format.si(bar.modelData.count).replace(/[.,]0 $/, "")
                    Accessible.ignored: true
                }
                Label {
                    id: share

                    anchors.right: parent.right
                    width: 58
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: Format.fixed(bar.modelData.share * 100, 1) + " %"
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
            }
        }
    }
}
