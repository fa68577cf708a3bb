// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// A row per node, in order of name. Columns leave from the right as the window narrows.
DataTable {
    id: table

    required property ClusterTable source

    name: qsTr("Nodes")
    keyRole: "node"
    model: source
    onChosen: key => currentKey = key
    columns: [
        TableColumn {
            title: qsTr("Node")
            role: "node"
            width: 150
            stretch: true
            sortable: false
            cell: Component {
                TableCell {
                    id: place

                    Label {
                        id: name

                        width: Math.min(implicitWidth, place.width - (badges.width > 0 ? badges.width + 14 : 10))
                        height: parent.height
                        text: place.row?.node ?? ""
                    }
                    Row {
                        id: badges

                        anchors.left: name.right
                        anchors.leftMargin: 6
                        anchors.verticalCenter: parent.verticalCenter
                        spacing: 4

                        Badge {
                            height: 17
                            visible: place.row?.here ?? false
                            text: qsTr("here")
                            tint: Theme.accent
                        }
                        Badge {
                            height: 17
                            visible: place.row?.draining ?? false
                            text: qsTr("draining")
                            tint: Theme.warn
                        }
                    }
                }
            }
        },
        TableColumn {
            title: qsTr("Feed")
            role: "part"
            width: 136
            sortable: false
            fromWidth: 470
            cell: Component {
                TableCell {
                    id: part

                    Label {
                        width: parent.width - 10
                        height: parent.height
                        text: part.row?.part ?? ""
                        color: part.row?.leads ? Theme.up : Theme.dim
                    }
                }
            }
        },
        TableColumn {
            title: qsTr("Connections")
            role: "connections"
            width: 96
            alignRight: true
            sortable: false
        },
        TableColumn {
            title: qsTr("In/s")
            role: "inRate"
            width: 66
            alignRight: true
            sortable: false
            fromWidth: 400
        },
        TableColumn {
            title: qsTr("Out/s")
            role: "outRate"
            width: 66
            alignRight: true
            sortable: false
            fromWidth: 340
        },
        TableColumn {
            title: qsTr("Hop p99")
            role: "hop"
            width: 84
            alignRight: true
            sortable: false
            fromWidth: 560
        },
        TableColumn {
            title: qsTr("Up for")
            role: "uptime"
            width: 84
            alignRight: true
            dim: true
            sortable: false
            fromWidth: 640
        }
    ]
}
