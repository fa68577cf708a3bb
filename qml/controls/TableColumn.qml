// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// One column of a DataTable: its width never follows its text.
QtObject {
    property string title
    // The model role that the cell shows; also what sorting goes by.
    property string role
    property real width: 80
    // Takes what the others leave, at least `width`.
    property bool stretch: false
    property bool alignRight: false
    property bool mono: false
    property bool dim: false
    property bool sortable: true
    // Shown only where the table is at least so wide.
    property real fromWidth: 0
    // Its root is a TableCell.
    property Component cell: Component {
        TextCell {}
    }
}
