// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// The root of a cell that draws more than text; `row` has the model's roles.
Item {
    property var row: null
    // The TableColumn; naming its type here would be a circle.
    property var column: null
}
