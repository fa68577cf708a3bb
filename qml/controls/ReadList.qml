// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls

// A list of short rows that flow and are only read: arrows, Page Up and Down, Home and End scroll it.
ListView {
    id: list

    property string name

    function scrollTo(y: real) {
        contentY = Math.max(0, Math.min(contentHeight - height, y));
    }

    clip: true
    currentIndex: -1
    highlightFollowsCurrentItem: false
    reuseItems: true
    keyNavigationEnabled: false
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List
    Accessible.name: name
    T.ScrollBar.vertical: ThinScrollBar {}
    Keys.onPressed: event => {
        if (event.key === Qt.Key_Up)
            scrollTo(contentY - 40);
        else if (event.key === Qt.Key_Down)
            scrollTo(contentY + 40);
        else if (event.key === Qt.Key_PageUp)
            scrollTo(contentY - height);
        else if (event.key === Qt.Key_PageDown)
            scrollTo(contentY + height);
        else if (event.key === Qt.Key_Home)
            scrollTo(0);
        else if (event.key === Qt.Key_End)
            scrollTo(contentHeight);
        else
            return;
        event.accepted = true;
    }

    FocusRing {
        parent: list
        control: list
        anchors.margins: 0
    }
}
