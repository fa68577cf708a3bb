// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton

import QtQuick

// Charts repaint one after the other: the next one when the frame with the one before has been shown.
Item {
    id: turns

    property var waiting: []
    property TimeChart current: null

    function ask(chart: TimeChart) {
        if (!waiting.includes(chart))
            waiting.push(chart);
        if (!current)
            next();
    }
    function next() {
        patience.stop();
        current = null;
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

        function onFrameSwapped() {
            turns.next();
        }
    }
    // A chart that had nothing new to show makes no frame.
    Timer {
        id: patience

        interval: 500
        onTriggered: turns.next()
    }
}
