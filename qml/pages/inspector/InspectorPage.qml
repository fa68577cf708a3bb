// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme
import Wavetape.ViewModels

// WebSockets, looked at frame by frame: connect, read, write, end it, try again; or those of others that pass a fault proxy.
// Several at a time, a tab each; those behind go on.
Page {
    id: page

    readonly property int mostTabs: 8
    property int current: 0
    readonly property string ownAddress: Dashboard.link.url
    readonly property InspectorTab shown: revision >= 0 ? tabs.itemAt(current) as InspectorTab : null
    readonly property InspectorSession inspected: shown?.inspected ?? null
    // Grows as tabs come and go.
    property int revision: 0
    readonly property var titles: {
        const titles = [];
        // As many letters of the address as all tabs together have room for.
        const letters = Math.max(3, Math.min(28, Math.floor((width - 60) / 7 / Math.max(1, connections.count)) - 6));
        for (let i = 0; i < revision * 0 + connections.count; ++i)
            titles.push(qsTr("%1: %2").arg(i + 1).arg(((tabs.itemAt(i) as InspectorTab)?.title ?? "").slice(0, letters)));
        return titles;
    }

    // An address, which is not connected to before somebody wants it; "proxy": the fault proxies.
    function showPlace(name: string) {
        if (shown)
            shown.proxied = name === "proxy";
        if (/^(ws|http)s?:\/\//.test(name) && inspected)
            inspected.url = name;
    }
    function showExample(name: string) {
        shown?.showExample(name);
    }
    function add() {
        if (connections.count >= mostTabs)
            return;
        connections.append({});
        current = connections.count - 1;
    }
    // Ends its connection.
    function remove(index: int) {
        if (connections.count < 2)
            return;
        (tabs.itemAt(index) as InspectorTab)?.inspected.cut();
        connections.remove(index);
        current = Math.min(current > index ? current - 1 : current, connections.count - 1);
    }

    leastHeight: narrow ? 1180 : 550
    Component.onCompleted: add()

    ListModel {
        id: connections
    }
    Shortcut {
        enabled: page.visible
        sequence: "Ctrl+T"
        onActivated: page.add()
    }
    Shortcut {
        enabled: page.visible && connections.count > 1
        sequence: "Ctrl+W"
        onActivated: page.remove(page.current)
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        RowLayout {
            spacing: Theme.s
            visible: connections.count > 1
            Layout.fillHeight: false

            SegmentedControl {
                name: qsTr("Connection tabs")
                model: page.titles
                currentIndex: page.current
                onActivated: index => page.current = index
            }
            IconButton {
                iconName: "close"
                text: qsTr("Close this tab and cut its connection")
                shortcutText: "Ctrl+W"
                onClicked: page.remove(page.current)
            }
            Item {
                Layout.fillWidth: true
            }
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Repeater {
                id: tabs

                model: connections
                onItemAdded: ++page.revision
                onItemRemoved: ++page.revision

                InspectorTab {
                    required property int index

                    anchors.fill: parent
                    visible: index === page.current
                    ownAddress: page.ownAddress
                    compact: page.compact
                    narrow: page.narrow
                    onAnotherWanted: page.add()
                }
            }
        }
    }
}
