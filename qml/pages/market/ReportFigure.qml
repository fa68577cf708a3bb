// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Report
import Wavetape.Theme

// One curve of the report, and what to look for in it.
Panel {
    id: panel

    required property string figureId
    required property MarketCheck check
    property alias logX: figure.logX
    property alias logY: figure.logY
    property alias bars: figure.bars
    property alias floorY: figure.floorY
    property var values: ({})

    function refresh() {
        values = check.figure(figureId);
    }

    bodyMargin: Theme.s
    Component.onCompleted: refresh()

    Connections {
        target: panel.check

        function onChanged() {
            panel.refresh();
        }
    }
    FigureItem {
        id: figure

        anchors.fill: parent
        xs: panel.values.x ?? []
        ys: panel.values.y ?? []
        reference: panel.values.reference ?? []
        color: Theme.accent
        referenceColor: Theme.warn
        gridColor: Theme.grid
        textColor: Theme.dim
        family: Theme.family
        pixelSize: Theme.captionSize - 1
        Accessible.role: Accessible.Chart
        Accessible.name: panel.title
        Accessible.description: panel.note
    }
}
