// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml
import Wavetape.Pages.Cluster
import Wavetape.Pages.Connections
import Wavetape.Pages.Demos
import Wavetape.Pages.Inspector
import Wavetape.Pages.Lab
import Wavetape.Pages.Market
import Wavetape.Pages.Overview
import Wavetape.Pages.Recordings
import Wavetape.Pages.Reference
import Wavetape.Pages.Server
import Wavetape.Pages.Streams

// The pages in the order of the rail. A new one is a row here, its folder, and its name in app/QmlModule.cmake.
QtObject {
    id: list

    readonly property LabTabs labTabs: LabTabs {}
    readonly property DemoTabs demoTabs: DemoTabs {}
    readonly property ReferenceTexts referenceTexts: ReferenceTexts {}
    readonly property var entries: Array.from(all)
    readonly property var names: entries.map(entry => entry.name)

    function indexOf(name: string): int {
        return names.indexOf(name);
    }

    property list<PageEntry> all: [
        PageEntry {
            name: "overview"
            title: qsTr("Overview")
            icon: "overview"
            component: Component {
                OverviewPage {}
            }
        },
        PageEntry {
            name: "market"
            title: qsTr("Market")
            icon: "market"
            places: [{ name: "report", title: qsTr("is it a market?") }]
            component: Component {
                MarketPage {}
            }
        },
        PageEntry {
            name: "streams"
            title: qsTr("Streams")
            icon: "streams"
            component: Component {
                StreamsPage {}
            }
        },
        PageEntry {
            name: "connections"
            title: qsTr("Connections")
            icon: "connections"
            component: Component {
                ConnectionsPage {}
            }
        },
        PageEntry {
            name: "inspector"
            title: qsTr("Inspector")
            icon: "inspector"
            needsServer: false
            component: Component {
                InspectorPage {}
            }
        },
        PageEntry {
            name: "lab"
            title: qsTr("Lab")
            icon: "lab"
            places: Array.from(list.labTabs.tabs)
            needsServer: false
            component: Component {
                LabPage {}
            }
        },
        PageEntry {
            name: "server"
            title: qsTr("Server")
            icon: "server"
            needsServer: false
            component: Component {
                ServerPage {}
            }
        },
        PageEntry {
            name: "reference"
            title: qsTr("Reference")
            icon: "reference"
            places: list.referenceTexts.places
            needsServer: false
            component: Component {
                ReferencePage {}
            }
        },
        PageEntry {
            name: "demos"
            title: qsTr("Demos")
            icon: "demos"
            places: Array.from(list.demoTabs.all)
            component: Component {
                DemosPage {}
            }
        },
        PageEntry {
            name: "recordings"
            title: qsTr("Recordings")
            icon: "recordings"
            needsServer: false
            component: Component {
                RecordingsPage {}
            }
        },
        PageEntry {
            name: "cluster"
            title: qsTr("Cluster")
            icon: "cluster"
            component: Component {
                ClusterPage {}
            }
        }
    ]
}
