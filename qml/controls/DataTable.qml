// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// Rows of a list model in fixed columns: header that sorts, one chosen row, all of it by keyboard. The
// model offers keyAt(row) and indexOfKey(key), so that the choice follows the thing, not the place.
FocusScope {
    id: table

    property alias model: list.model
    property list<TableColumn> columns
    property string keyRole: "key"
    property string currentKey
    property string sortRole
    property bool descending: false
    property string name
    readonly property real fixedWidth: {
        let sum = 0;
        for (let i = 0; i < columns.length; ++i) {
            const column = columns[i];
            if (column.fromWidth <= width && !column.stretch)
                sum += column.width;
        }
        return sum;
    }
    readonly property int stretchCount: {
        let count = 0;
        for (let i = 0; i < columns.length; ++i)
            count += columns[i].stretch && columns[i].fromWidth <= width ? 1 : 0;
        return count;
    }

    signal sortRequested(string role)
    signal chosen(string key)

    function columnWidth(column: TableColumn): real {
        if (column.fromWidth > width)
            return 0;
        return column.stretch ? Math.max(column.width, (width - 2 * Theme.s - fixedWidth) / stretchCount) : column.width;
    }
    // The next column to the left or right that can be sorted by and is seen.
    function sortBeside(by: int) {
        let at = columns.length - 1;
        while (at >= 0 && columns[at].role !== sortRole)
            --at;
        at += by;
        while (at >= 0 && at < columns.length && (!columns[at].sortable || columnWidth(columns[at]) === 0))
            at += by;
        if (at >= 0 && at < columns.length)
            sortRequested(columns[at].role);
    }

    activeFocusOnTab: true
    Accessible.role: Accessible.Table
    Accessible.name: name
    Accessible.description: qsTr("Left and right sort by another column, R turns the order round.")
    Keys.forwardTo: [list]
    Keys.onLeftPressed: sortBeside(-1)
    Keys.onRightPressed: sortBeside(1)
    Keys.onPressed: event => {
        event.accepted = event.key === Qt.Key_R && event.modifiers === Qt.NoModifier;
        if (event.accepted)
            sortRequested(sortRole);
    }

    Row {
        id: header

        x: Theme.s
        height: 26

        Repeater {
            model: table.columns

            Item {
                id: head

                required property TableColumn modelData
                readonly property bool sorted: modelData.sortable && table.sortRole === modelData.role

                width: table.columnWidth(modelData)
                height: header.height
                visible: width > 0
                Accessible.role: Accessible.ColumnHeader
                Accessible.name: modelData.title
                Accessible.onPressAction: table.sortRequested(modelData.role)

                Row {
                    anchors.verticalCenter: parent.verticalCenter
                    x: head.modelData.alignRight ? parent.width - width - 10 : 0
                    spacing: 3
                    layoutDirection: head.modelData.alignRight ? Qt.RightToLeft : Qt.LeftToRight

                    Caption {
                        text: head.modelData.title
                        color: head.sorted ? Theme.accent : headPointer.hovered && head.modelData.sortable ? Theme.text : Theme.dim
                        Accessible.ignored: true
                    }
                    Icon {
                        visible: head.sorted
                        name: table.descending ? "chevron-down" : "chevron-up"
                        color: Theme.accent
                        width: 11
                        height: 11
                        anchors.verticalCenter: parent.verticalCenter
                    }
                }
                HoverHandler {
                    id: headPointer
                }
                TapHandler {
                    enabled: head.modelData.sortable
                    onTapped: table.sortRequested(head.modelData.role)
                }
            }
        }
    }
    Rectangle {
        id: line

        anchors.top: header.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }

    ChoiceList {
        id: list

        anchors {
            top: line.bottom
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        reuseItems: true
        keyboard: table
        currentKey: table.currentKey
        Accessible.ignored: true
        onChosen: key => table.chosen(key)
        onOpened: key => table.chosen(key)

        delegate: Rectangle {
            id: record

            required property var model
            required property int index
            readonly property string key: model[table.keyRole]
            readonly property bool current: key.length > 0 && key === table.currentKey

            width: list.width
            height: Theme.rowHeight
            color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.Row
            Accessible.name: key
            Accessible.selected: current
            Accessible.onPressAction: table.chosen(key)

            Row {
                x: Theme.s
                height: parent.height

                Repeater {
                    model: table.columns

                    Loader {
                        id: slot

                        required property TableColumn modelData

                        width: table.columnWidth(modelData)
                        height: Theme.rowHeight
                        visible: width > 0
                        active: visible
                        sourceComponent: modelData.cell
                        onLoaded: {
                            const cell = item as TableCell;
                            cell.column = modelData;
                            cell.row = Qt.binding(() => record.model);
                        }
                    }
                }
            }
            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: {
                    table.forceActiveFocus(Qt.MouseFocusReason);
                    table.chosen(record.key);
                }
            }
        }
    }
}
