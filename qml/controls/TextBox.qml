// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// Lines of text to write or, `readOnly`, to look at and copy. Plain always.
Rectangle {
    id: box

    property alias text: edit.text
    property alias readOnly: edit.readOnly
    property alias font: edit.font
    property alias cursorPosition: edit.cursorPosition
    property string name
    property string placeholderText
    property bool wrap: true

    signal submitted

    function focusText() {
        edit.forceActiveFocus(Qt.ShortcutFocusReason);
    }

    radius: Theme.smallRadius
    color: Theme.raised
    border.color: edit.activeFocus ? Theme.focus : Theme.border
    border.width: edit.activeFocus ? 2 : 1

    Flickable {
        id: scroll

        function keepVisible(r: rect) {
            if (contentY > r.y)
                contentY = r.y;
            else if (contentY + height < r.y + r.height)
                contentY = r.y + r.height - height;
        }

        anchors.fill: parent
        anchors.margins: 7
        clip: true
        contentWidth: box.wrap ? width : Math.max(width, edit.implicitWidth)
        contentHeight: Math.max(height, edit.implicitHeight)
        boundsBehavior: Flickable.StopAtBounds
        T.ScrollBar.vertical: ThinScrollBar {}

        TextEdit {
            id: edit

            width: scroll.contentWidth
            height: scroll.contentHeight
            textFormat: TextEdit.PlainText
            wrapMode: box.wrap ? TextEdit.WrapAtWordBoundaryOrAnywhere : TextEdit.NoWrap
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            selectByMouse: true
            selectByKeyboard: true
            font.family: Theme.mono
            font.pixelSize: Theme.captionSize
            renderType: Text.NativeRendering
            activeFocusOnTab: true
            // Tab leaves the field: whoever has no mouse must get out of it.
            KeyNavigation.priority: KeyNavigation.BeforeItem
            Keys.onTabPressed: event => {
                const next = nextItemInFocusChain(true);
                if (next)
                    next.forceActiveFocus(Qt.TabFocusReason);
            }
            Keys.onBacktabPressed: event => {
                const next = nextItemInFocusChain(false);
                if (next)
                    next.forceActiveFocus(Qt.BacktabFocusReason);
            }
            Keys.onPressed: event => {
                if ((event.key === Qt.Key_Return || event.key === Qt.Key_Enter) && (event.modifiers & Qt.ControlModifier)) {
                    box.submitted();
                    event.accepted = true;
                }
            }
            Accessible.role: readOnly ? Accessible.StaticText : Accessible.EditableText
            Accessible.name: box.name
            Accessible.multiLine: true
            // It is first measured when that is asked for, which within a binding would be a loop.
            Component.onCompleted: {
                void implicitWidth;
            }
            onCursorRectangleChanged: if (activeFocus)
                scroll.keepVisible(cursorRectangle)
        }
    }
    Label {
        anchors.fill: parent
        anchors.margins: 7
        verticalAlignment: Text.AlignTop
        text: box.placeholderText
        color: Theme.dim
        wrapMode: Text.Wrap
        visible: edit.text.length === 0
        Accessible.ignored: true
    }
}
