// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme

// What every client of the Lab sees, a row each: how it is, what it lost, when it noticed, and how it comes back.
Item {
    id: table

    property ChaosCrowd crowd
    readonly property bool wide: width > 700
    readonly property real nameWidth: wide ? 190 : 150
    readonly property var columns: [[qsTr("State"), 86], [qsTr("Code"), 48], [qsTr("Lag"), 68], [qsTr("Missed"), 56], [qsTr("Twice"), wide ? 48 : 0], [qsTr("Spoilt"), wide ? 76 : 0],
        [qsTr("Noticed"), 66], [qsTr("Back"), wide ? 66 : 0]]

    function widthOf(column: int): real {
        return columns[column][1];
    }

    Row {
        id: header

        x: Theme.m
        height: 26

        Caption {
            width: table.nameWidth
            height: parent.height
            text: qsTr("Client")
            Accessible.role: Accessible.ColumnHeader
        }
        Repeater {
            model: table.columns

            Caption {
                required property var modelData

                width: modelData[1]
                height: header.height
                visible: width > 0
                text: modelData[0]
                Accessible.role: Accessible.ColumnHeader
            }
        }
        Caption {
            width: Math.max(0, table.width - parent.x - x - Theme.m)
            height: parent.height
            visible: width > 48
            text: qsTr("Waited")
            Accessible.role: Accessible.ColumnHeader
        }
    }
    Rectangle {
        id: rule

        anchors.top: header.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }

    component Cell: Label {
        height: 24
        visible: width > 0
        elide: Text.ElideRight
        Accessible.ignored: true
    }

    ChoiceList {
        id: list

        anchors {
            top: rule.bottom
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        name: qsTr("Clients")
        model: table.crowd
        onChosen: key => currentKey = key

        delegate: Rectangle {
            id: row

            required property int index
            required property string name
            required property string habits
            required property bool open
            required property string code
            required property string lag
            required property bool late
            required property string missed
            required property string twice
            required property string spoilt
            required property string book
            required property string noticed
            required property string back
            required property string delays
            required property var model

            width: list.width
            height: table.wide ? 42 : 54
            color: index === list.currentKey ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.selected: index === list.currentKey
            Accessible.name: qsTr("%1, %2: %3. Code %4, lag %5, missed %6, twice %7, spoilt %8").arg(name).arg(habits).arg(model.state).arg(code).arg(lag).arg(missed).arg(twice).arg(
                spoilt) + qsTr("; book %1, noticed after %2, back after %3, waited %4").arg(book.length > 0 ? book : qsTr("right")).arg(noticed).arg(back).arg(delays)

            Label {
                x: Theme.m
                y: 3
                width: table.nameWidth - Theme.s
                height: 20
                text: row.name
                font.family: Theme.mono
                elide: Text.ElideRight
                Accessible.ignored: true
            }
            Caption {
                x: Theme.m
                y: 22
                width: table.nameWidth - Theme.s
                text: row.habits
                wrapMode: Text.Wrap
                maximumLineCount: table.wide ? 1 : 2
                Accessible.ignored: true
            }
            Row {
                x: Theme.m + table.nameWidth
                y: 9

                Item {
                    width: table.widthOf(0)
                    height: 24

                    Badge {
                        y: 2
                        text: row.model.state
                        tint: row.open ? row.late ? Theme.warn : Theme.up : Theme.down
                        Accessible.ignored: true
                    }
                }
                Cell {
                    width: table.widthOf(1)
                    text: row.code
                }
                Cell {
                    width: table.widthOf(2)
                    text: row.lag
                    color: row.late ? Theme.warn : Theme.text
                }
                Cell {
                    width: table.widthOf(3)
                    text: row.missed
                    color: row.missed !== "0" ? Theme.down : Theme.text
                }
                Cell {
                    width: table.widthOf(4)
                    text: row.twice
                    color: row.twice !== "0" ? Theme.warn : Theme.text
                }
                Cell {
                    width: table.widthOf(5)
                    text: row.book.length > 0 ? row.book : row.spoilt
                    color: text !== "0" ? Theme.warn : Theme.text
                }
                Cell {
                    width: table.widthOf(6)
                    text: row.noticed
                }
                Cell {
                    width: table.widthOf(7)
                    text: row.back
                }
                Label {
                    width: Math.max(0, row.width - parent.x - x - Theme.m)
                    height: 24
                    visible: width > 24
                    text: row.delays
                    color: Theme.dim
                    elide: Text.ElideRight
                    Accessible.ignored: true
                }
            }
            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: {
                    list.forceActiveFocus(Qt.MouseFocusReason);
                    list.chosen(row.index);
                }
            }
        }
    }
}
