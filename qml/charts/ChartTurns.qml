// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton

import QtQuick

// Charts repaint one after the other: the next one when the frame with the one before has been shown.
Item {
    id: turns

    property var waiting: []
    property TimeChart current: null
    property bool painted: false // by the current chart, for the next frame

    function ask(chart: TimeChart) {
        if (!waiting.includes(chart))
            waiting.push(chart);
        if (!current)
            next();
    }
    function next() {
        patience.stop();
        current = null;
        painted = false;
        while (waiting.length > 0 && !current) {
            const chart = waiting.shift();
            if (chart?.visible)
                current = chart;
        }
        if (!current)
            return;
        patience.start();
        current.refresh();
    }

    Connections {
        target: turns.current ? turns.current.Window.window : null

        // A frame that was on its way before shows nothing of the chart yet.
        function onFrameSwapped() {
            if (turns.painted)
                turns.next();
        }
    }
    Connections {
        target: turns.current?.scene ?? null

        function onPainted() {
            turns.painted = true;
        }
    }
    // A chart that had nothing new to show makes no frame; nor does a window that nobody sees.
    Timer {
        id: patience

        interval: turns.painted ? 10000 : 500
        onTriggered: turns.next()
    }
}
