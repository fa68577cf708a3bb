// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton

import QtQml

// Sentences with what came over the wire. One arg() after another would take a "%2" in a stranger's name for a place.
QtObject {
    // `text` with `parts[0]` in place of %1, and so on, all at once.
    function filled(text: string, parts: var): string {
        return text.replace(/%([1-9])/g, (place, number) => String(parts[number - 1] ?? place));
    }
}
