// SPDX-License-Identifier: GPL-3.0-or-later
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
            width: 206
            cell: Component {
                TableCell {
                    id: client

                    Label {
                        id: address

                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, client.width - (own.visible ? own.width + 14 : 10))
                        text: client.row ? client.row.key + "  " + client.row.address : ""
                        font.family: Theme.mono
                        font.pixelSize: Theme.captionSize
                    }
                    Badge {
                        id: own

                        anchors.left: address.right
                        anchors.leftMargin: 6
                        anchors.verticalCenter: parent.verticalCenter
                        height: 17
                        visible: client.row?.own ?? false
                        text: qsTr("this window")
                        tint: Theme.accent
                    }
                }
            }
        },
        TableColumn {
            title: qsTr("Agent")
            role: "agent"
            width: 90
            stretch: true
        },
        TableColumn {
            title: qsTr("Via")
            role: "transport"
            width: 46
            fromWidth: 890
            dim: true
        },
        TableColumn {
            title: qsTr("Dialect")
            role: "dialect"
            width: 92
            fromWidth: 982
            dim: true
        },
        TableColumn {
            title: qsTr("User")
            role: "user"
            width: 70
            fromWidth: 1188
            dim: true
        },
        TableColumn {
            title: qsTr("State")
            role: "state"
            width: 78
            cell: Component {
                TableCell {
                    id: state

                    readonly property string word: row?.state ?? ""
                    readonly property int fares: row?.fares ?? ConnectionTable.Keeping
                    readonly property color tint: fares === ConnectionTable.Losing ? Theme.down : fares === ConnectionTable.Behind ? Theme.warn : row?.open ? Theme.up : Theme.dim

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
            width: 70
            fromWidth: 712
            alignRight: true
        },
        TableColumn {
            title: qsTr("Out/s")
            role: "outRate"
            width: 66
            fromWidth: 642
            alignRight: true
        },
        TableColumn {
            title: qsTr("In/s")
            role: "inRate"
            width: 60
            fromWidth: 772
            alignRight: true
        },
        TableColumn {
            title: qsTr("Queue")
            role: "queue"
            width: 112
            fromWidth: 502
            cell: Component {
                TableCell {
                    id: queue

                    MeterBar {
                        anchors.verticalCenter: parent.verticalCenter
                        width: 40
                        fraction: queue.row?.queueShare ?? 0
                        warnAt: Dashboard.link.queueWarnShare
                    }
                    Label {
                        x: 44
                        width: parent.width - x - 10
                        height: parent.height
                        horizontalAlignment: Text.AlignRight
                        text: queue.row?.queue ?? ""
                        font.pixelSize: Theme.captionSize
                    }
                }
            }
        },
        TableColumn {
            title: qsTr("Dropped")
            role: "dropped"
            width: 72
            fromWidth: 844
            alignRight: true
        },
        TableColumn {
            title: qsTr("Ch.")
            role: "channels"
            width: 44
            fromWidth: 1118
            alignRight: true
            dim: true
        },
        TableColumn {
            title: qsTr("Policy")
            role: "policy"
            width: 92
            fromWidth: 1074
            dim: true
        },
        TableColumn {
            title: qsTr("Age")
            role: "age"
            width: 74
            fromWidth: 576
            alignRight: true
        }
    ]
}
