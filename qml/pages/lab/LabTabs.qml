// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// The experiments: a row each, in the order of the tabs. `source` is an Experiment.
QtObject {
    readonly property list<LabTab> tabs: [
        LabTab {
            name: "backpressure"
            title: qsTr("Backpressure")
            source: "BackpressureTab.qml"
        },
        LabTab {
            name: "transports"
            title: qsTr("Transports")
            source: "TransportsTab.qml"
        },
        LabTab {
            name: "chaos"
            title: qsTr("Chaos")
            source: "ChaosTab.qml"
        },
        LabTab {
            name: "scenarios"
            title: qsTr("Scenarios")
            source: "ScenariosTab.qml"
        },
        LabTab {
            name: "close codes"
            title: qsTr("Close codes")
            source: "CloseCodesTab.qml"
        },
        LabTab {
            name: "handshake"
            title: qsTr("Handshake")
            source: "HandshakeTab.qml"
        },
        LabTab {
            name: "heartbeat"
            title: qsTr("Heartbeat")
            source: "HeartbeatTab.qml"
        }
    ]
}
