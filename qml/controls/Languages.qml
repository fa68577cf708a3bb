// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// What the window can speak. A name in its own language is found by who reads no other.
QtObject {
    readonly property var all: [{ code: "system", name: qsTr("as the system") }, { code: "en", name: "English" }, { code: "de", name: "Deutsch" }]

    // The row of `code`; the first of what nobody knows.
    function indexOf(code: string): int {
        return Math.max(0, all.findIndex(language => language.code === code));
    }
}
