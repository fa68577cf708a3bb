// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// An experiment's name, words and file.
QtObject {
    property string name
    property string title
    property url source
}
