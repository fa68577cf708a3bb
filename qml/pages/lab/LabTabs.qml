// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// The experiments: a row each, in the order of the tabs. `component` takes `server`.
QtObject {
    readonly property list<LabTab> tabs: [
        LabTab {
            name: "backpressure"
            title: qsTr("Backpressure")
            component: Component {
                BackpressureTab {}
            }
        },
        LabTab {
            name: "transports"
            title: qsTr("Transports")
            component: Component {
                TransportsTab {}
            }
        },
        LabTab {
            name: "chaos"
            title: qsTr("Chaos")
            component: Component {
                ChaosTab {}
            }
        },
        LabTab {
            name: "scenarios"
            title: qsTr("Scenarios")
            component: Component {
                ScenariosTab {}
            }
        },
        LabTab {
            name: "close codes"
            title: qsTr("Close codes")
            component: Component {
                CloseCodesTab {}
            }
        },
        LabTab {
            name: "handshake"
            title: qsTr("Handshake")
            component: Component {
                HandshakeTab {}
            }
        },
        LabTab {
            name: "heartbeat"
            title: qsTr("Heartbeat")
            component: Component {
                HeartbeatTab {}
            }
        }
    ]
}
