// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// A page of the window: how it is called, drawn in the rail, made, and whether it shows nothing of use without a server.
QtObject {
    property string name
    property string title
    property string icon
    property url source
    // Parts that showPlace() opens: [{name, title}].
    property var places: []
    property bool needsServer: true
}
