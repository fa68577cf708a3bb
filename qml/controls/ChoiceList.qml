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
    // More that can be done with a row: key => [{text, hint, act}].
    property var acts: null

    // The row in words, as a screen reader hears it.
    function textOf(row: int): string {
        return itemAtIndex(row)?.Accessible.name ?? "";
    }
    function copyRow(row: int) {
        if (row >= 0)
            Clipboard.copy(textOf(row));
    }
    function actsOf(row: int): var {
        const found = [{
                text: qsTr("Copy as text"),
                hint: "Ctrl+C",
                act: () => list.copyRow(row)
            }];
        // Lists of JavaScript have no roles.
        if (typeof list.model?.rowCount === "function") {
            found.push({
                text: qsTr("Copy as JSON"),
                act: () => Clipboard.copy(Clipboard.rowAsJson(list.model, row))
            }, {
                text: qsTr("Copy the table as CSV"),
                act: () => Clipboard.copy(Clipboard.tableAsCsv(list.model))
            });
        }
        return found.concat(acts ? acts(keyOf(row)) : []);
    }
    function showMenu(row: int, x: real, y: real) {
        if (row < 0)
            return;
        choose(row);
        menu.openAt(actsOf(row), x, y);
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
        else if (event.matches(StandardKey.Copy))
            copyRow(currentRow());
        else if (event.key === Qt.Key_Menu || (event.key === Qt.Key_F10 && event.modifiers & Qt.ShiftModifier))
            showMenu(currentRow(), 40, (itemAtIndex(currentRow())?.y ?? 0) - contentY + 20);
        else if ([Qt.Key_Return, Qt.Key_Enter, Qt.Key_Space].includes(event.key) && currentRow() >= 0)
            opened(currentKey);
        else
            return;
        event.accepted = true;
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: eventPoint => {
            list.keyboard.forceActiveFocus(Qt.MouseFocusReason);
            const at = list.contentItem.mapFromItem(list, eventPoint.position.x, eventPoint.position.y);
            list.showMenu(list.indexAt(at.x, at.y), eventPoint.position.x, eventPoint.position.y);
        }
    }
    ContextMenu {
        id: menu

        parent: list
    }
    FocusRing {
        parent: list
        visible: list.ringed && list.keyboard.activeFocus
        anchors.margins: 0
    }
}
