// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml
import Wavetape.Pages.Demos
import Wavetape.Pages.Lab
import Wavetape.Pages.Reference

// The pages in the order of the rail. A new one is a row here, its folder, and its name in app/QmlModule.cmake. They are
// named by their files: what a page is made of is not read before it is looked at.
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
            source: "../Pages/Overview/OverviewPage.qml"
        },
        PageEntry {
            name: "market"
            title: qsTr("Market")
            icon: "market"
            places: [{ name: "report", title: qsTr("is it a market?") }]
            source: "../Pages/Market/MarketPage.qml"
        },
        PageEntry {
            name: "streams"
            title: qsTr("Streams")
            icon: "streams"
            source: "../Pages/Streams/StreamsPage.qml"
        },
        PageEntry {
            name: "connections"
            title: qsTr("Connections")
            icon: "connections"
            source: "../Pages/Connections/ConnectionsPage.qml"
        },
        PageEntry {
            name: "inspector"
            title: qsTr("Inspector")
            icon: "inspector"
            needsServer: false
            source: "../Pages/Inspector/InspectorPage.qml"
        },
        PageEntry {
            name: "lab"
            title: qsTr("Lab")
            icon: "lab"
            places: Array.from(list.labTabs.tabs)
            needsServer: false
            source: "../Pages/Lab/LabPage.qml"
        },
        PageEntry {
            name: "server"
            title: qsTr("Server")
            icon: "server"
            needsServer: false
            source: "../Pages/Server/ServerPage.qml"
        },
        PageEntry {
            name: "reference"
            title: qsTr("Reference")
            icon: "reference"
            places: list.referenceTexts.places
            needsServer: false
            source: "../Pages/Reference/ReferencePage.qml"
        },
        PageEntry {
            name: "demos"
            title: qsTr("Demos")
            icon: "demos"
            places: Array.from(list.demoTabs.all)
            source: "../Pages/Demos/DemosPage.qml"
        },
        PageEntry {
            name: "recordings"
            title: qsTr("Recordings")
            icon: "recordings"
            needsServer: false
            source: "../Pages/Recordings/RecordingsPage.qml"
        },
        PageEntry {
            name: "cluster"
            title: qsTr("Cluster")
            icon: "cluster"
            source: "../Pages/Cluster/ClusterPage.qml"
        }
    ]
}
