// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls

// A list of which one row can be chosen, all of it by keyboard: arrows, Page Up and Down, Home and End choose a
// row and keep it in view, Enter and Space open it. A model whose rows move offers keyAt(row) and indexOfKey(key),
// so that the choice follows the thing; else a row's number is its key.
ListView {
    id: list

    property string name
    // Of the chosen row, as the owner says in answer to chosen(); undefined: none is.
    property var currentKey: undefined
    // Who has the keyboard, where it is not the list itself.
    property Item keyboard: list
    property bool ringed: true
    // Rows that Page Up and Page Down skip.
    readonly property int page: Math.max(1, Math.floor(height * count / Math.max(1, contentHeight)) - 1)

    signal chosen(var key)
    signal opened(var key)

    function keyOf(row: int): var {
        return typeof model?.keyAt === "function" ? model.keyAt(row) : row;
    }
    function currentRow(): int {
        if (currentKey === undefined)
            return -1;
        return typeof model?.indexOfKey === "function" ? model.indexOfKey(currentKey) : currentKey < count ? currentKey : -1;
    }
    function choose(row: int) {
        if (row < 0 || row >= count)
            return;
        chosen(keyOf(row));
        positionViewAtIndex(row, ListView.Contain);
        ScreenReader.point(itemAtIndex(row));
    }
    // From the chosen row; where none is, from the first that is seen.
    function step(by: int) {
        const at = currentRow();
        choose(at < 0 ? Math.max(0, indexAt(0, contentY)) : Math.max(0, Math.min(count - 1, at + by)));
    }
    // For owners whose rows flow: the chosen one stays in view while the keyboard is here.
    function follow() {
        const at = currentRow();
        if (keyboard.activeFocus && at >= 0)
            positionViewAtIndex(at, ListView.Contain);
    }

    clip: true
    currentIndex: -1
    highlightFollowsCurrentItem: false
    keyNavigationEnabled: false
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: keyboard === list
    Accessible.role: Accessible.List
    Accessible.name: name
    T.ScrollBar.vertical: ThinScrollBar {}
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Up)
            step(-1);
        else if (event.key === Qt.Key_Down)
            step(1);
        else if (event.key === Qt.Key_PageUp)
            step(-page);
        else if (event.key === Qt.Key_PageDown)
            step(page);
        else if (event.key === Qt.Key_Home)
            choose(0);
        else if (event.key === Qt.Key_End)
            choose(count - 1);
        else if ([Qt.Key_Return, Qt.Key_Enter, Qt.Key_Space].includes(event.key) && currentRow() >= 0)
            opened(currentKey);
        else
            return;
        event.accepted = true;
    }

    FocusRing {
        parent: list
        visible: list.ringed && list.keyboard.activeFocus
        anchors.margins: 0
    }
}
