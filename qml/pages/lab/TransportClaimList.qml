// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// What guides say, what was measured here, and why the two differ.
Item {
    id: list

    property var claims: []
    readonly property real columns: Math.min(86, width * 0.16)

    Row {
        id: header

        height: 22

        Caption {
            width: list.width - 2 * list.columns
            height: parent.height
            text: qsTr("Claim, and why it differs")
            Accessible.role: Accessible.ColumnHeader
        }
        Caption {
            width: list.columns
            height: parent.height
            horizontalAlignment: Text.AlignRight
            text: qsTr("guides")
            Accessible.role: Accessible.ColumnHeader
        }
        Caption {
            width: list.columns
            height: parent.height
            horizontalAlignment: Text.AlignRight
            text: qsTr("measured")
            Accessible.role: Accessible.ColumnHeader
        }
    }
    Column {
        anchors.top: header.bottom
        width: parent.width

        Repeater {
            // By number: new values must not make new rows.
            model: list.claims.length

            Item {
                id: row

                required property int index
                readonly property var entry: list.claims[index] ?? ({ claim: "", guide: "", measured: "", why: "" })

                width: list.width
                height: why.y + why.implicitHeight + 7
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("%1: guides say %2, measured %3. %4").arg(entry.claim).arg(entry.guide).arg(entry.measured).arg(entry.why)

                Label {
                    id: claim

                    y: 4
                    width: parent.width - 2 * list.columns - 6
                    text: row.entry.claim
                    Accessible.ignored: true
                }
                Label {
                    y: 4
                    x: parent.width - 2 * list.columns
                    width: list.columns
                    horizontalAlignment: Text.AlignRight
                    text: row.entry.guide
                    color: Theme.dim
                    Accessible.ignored: true
                }
                Label {
                    y: 4
                    x: parent.width - list.columns
                    width: list.columns
                    horizontalAlignment: Text.AlignRight
                    text: row.entry.measured
                    font.bold: true
                    Accessible.ignored: true
                }
                Caption {
                    id: why

                    y: claim.y + claim.implicitHeight + 2
                    width: parent.width
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                    text: row.entry.why
                    Accessible.ignored: true
                }
                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: 1
                    visible: row.index + 1 < list.claims.length
                    color: Theme.border
                }
            }
        }
    }
}
