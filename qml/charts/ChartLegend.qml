// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// The lines of a chart with their newest values. Where there is little room the names go first.
Row {
    id: legend

    property var traces: []
    property bool named: true

    height: 16
    spacing: Theme.m

    Repeater {
        model: legend.traces

        Row {
            id: entry

            required property ChartTrace modelData

            spacing: 5

            Rectangle {
                width: 10
                height: 3
                radius: 1.5
                color: entry.modelData.color
                anchors.verticalCenter: parent.verticalCenter
            }
            Caption {
                visible: legend.named
                text: entry.modelData.name
                Accessible.ignored: true
            }
            Label {
                text: entry.modelData.valueText
                font.pixelSize: Theme.captionSize
                Accessible.ignored: true
            }
        }
    }
}
