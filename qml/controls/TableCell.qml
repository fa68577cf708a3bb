// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// The root of a cell that draws more than text; `row` has the model's roles.
Item {
    property var row: null
    property TableColumn column: null
}
