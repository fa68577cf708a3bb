// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// A demo: its name in addresses, what it is called, what it is, and the file of its DemoView.
QtObject {
    property string name
    property string title
    property string says
    property url source
}
