// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick

// What every tab of the Lab is: an experiment on `server`.
Item {
    property string server

    // Does something worth a picture; "" is the usual.
    function showExample(name: string) {
    }
}
