// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// A row per client. Columns leave from the right as the window narrows; none resizes by its text.
DataTable {
    id: table

    readonly property ConnectionTable source: Dashboard.connections

    name: qsTr("Connections")
    model: source
    currentKey: Dashboard.detail.connection
    sortRole: source.sortKey
    descending: source.descending
    onSortRequested: role => source.sortBy(role)
    onChosen: key => Dashboard.detail.connection = key
    columns: [
        TableColumn {
            title: qsTr("Client")
            role: "address"
            width: 178
            cell: Component {
                TableCell {
                    id: client

                    Label {
                        id: address

                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, client.width - (own.visible ? own.width + 14 : 10))
                        text: client.row ? client.row.address : ""
                        font.family: Theme.mono
                        font.pixelSize: Theme.captionSize
                    }
                    Badge {
                        id: own

                        anchors.left: address.right
                        anchors.leftMargin: 6
                        anchors.verticalCenter: parent.verticalCenter
                        height: 17
                        visible: client.row !== null && client.row.own
                        text: qsTr("this window")
                        tint: Theme.accent
                    }
                }
            }
        },
        TableColumn {
            title: qsTr("Agent")
            role: "agent"
            width: 110
            stretch: true
        },
        TableColumn {
            title: qsTr("Dialect")
            role: "dialect"
            width: 92
            dim: true
            fromWidth: 760
        },
        TableColumn {
            title: qsTr("User")
            role: "user"
            width: 70
            dim: true
            fromWidth: 1080
        },
        TableColumn {
            title: qsTr("State")
            role: "state"
            width: 84
            cell: Component {
                TableCell {
                    id: state

                    readonly property string word: row ? row.state : ""
                    readonly property color tint: word === "open" ? Theme.up : word === "lagging" ? Theme.warn : Theme.dim

                    StatusDot {
                        anchors.verticalCenter: parent.verticalCenter
                        tint: state.tint
                    }
                    Label {
                        x: 14
                        width: parent.width - 20
                        height: parent.height
                        text: state.word
                        color: state.tint
                    }
                }
            }
        },
        TableColumn {
            title: qsTr("RTT")
            role: "rtt"
            width: 78
            alignRight: true
        },
        TableColumn {
            title: qsTr("Out/s")
            role: "outRate"
            width: 76
            alignRight: true
        },
        TableColumn {
            title: qsTr("In/s")
            role: "inRate"
            width: 66
            alignRight: true
        },
        TableColumn {
            title: qsTr("Queue")
            role: "queue"
            width: 132
            cell: Component {
                TableCell {
                    id: queue

                    MeterBar {
                        anchors.verticalCenter: parent.verticalCenter
                        width: 52
                        fraction: queue.row ? queue.row.queueShare : 0
                    }
                    Label {
                        x: 58
                        width: parent.width - x - 10
                        height: parent.height
                        horizontalAlignment: Text.AlignRight
                        text: queue.row ? queue.row.queue : ""
                        font.pixelSize: Theme.captionSize
                    }
                }
            }
        },
        TableColumn {
            title: qsTr("Dropped")
            role: "dropped"
            width: 76
            alignRight: true
            fromWidth: 860
        },
        TableColumn {
            title: qsTr("Ch.")
            role: "channels"
            width: 46
            alignRight: true
            dim: true
            fromWidth: 920
        },
        TableColumn {
            title: qsTr("Policy")
            role: "policy"
            width: 92
            dim: true
            fromWidth: 1000
        },
        TableColumn {
            title: qsTr("Age")
            role: "age"
            width: 74
            alignRight: true
        }
    ]
}
