// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Where things are provoked for real, on this window's own server, and looked at from both ends.
Page {
    id: page

    property int tab: 0
    readonly property LabTabs all: LabTabs {}

    onTabChanged: Dashboard.preferences.keep("lab/tab", all.tabs[tab].name)
    Component.onCompleted: showPlace(Dashboard.preferences.kept("lab/tab"))
    leastHeight: narrow ? 760 : 500

    function showPlace(name: string) {
        const at = Array.from(all.tabs).findIndex(tab => tab.name === name);
        if (at >= 0)
            tab = at;
    }
    // `name` is a tab, or one of what a tab shows besides.
    function showExample(name: string) {
        const tabOf = {
            unbounded: "backpressure",
            "idle feed": "transports",
            "header forgotten": "transports",
            quiet: "chaos",
            failing: "scenarios",
            storm: "chaos"
        };
        showPlace(tabOf[name] ?? name);
        ((tabs.itemAt(tab) as Loader)?.item as Experiment)?.showExample(name);
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        SegmentedControl {
            name: qsTr("Experiment")
            model: Array.from(page.all.tabs).map(tab => tab.title)
            currentIndex: page.tab
            onActivated: index => page.tab = index
            Layout.fillHeight: false
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            Repeater {
                id: tabs

                model: page.all.tabs

                // Made when it is first looked at, and kept: an experiment goes on behind another.
                Loader {
                    id: loader

                    required property int index
                    required property LabTab modelData

                    anchors.fill: parent
                    visible: index === page.tab
                    active: false
                    source: modelData.source
                    onVisibleChanged: active = active || index === page.tab
                    Component.onCompleted: active = index === page.tab

                    Binding {
                        target: loader.item
                        property: "server"
                        value: Dashboard.link.url
                    }
                }
            }
        }
    }
}
