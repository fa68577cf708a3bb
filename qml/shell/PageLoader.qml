// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.ViewModels

// A page that is made when it is first looked at and kept. While the link is gone, one that lives by it shows its
// last, dimmed. A window that is too small for it scrolls, also after the keyboard.
Flickable {
    id: view

    property PageEntry entry
    property bool current: false
    readonly property Page page: loader.item as Page

    signal placeWanted(string place, string example)

    function showFocus() {
        const item = Window.activeFocusItem;
        if (!interactive || !current || !item)
            return;
        let above = item;
        while (above && above !== loader.item)
            above = above.parent;
        if (!above)
            return;
        const at = item.mapToItem(loader, 0, 0);
        contentX = Math.max(0, Math.min(at.x, contentWidth - width, Math.max(contentX, at.x + item.width - width)));
        contentY = Math.max(0, Math.min(at.y, contentHeight - height, Math.max(contentY, at.y + item.height - height)));
    }

    anchors.fill: parent
    visible: current
    clip: interactive
    contentWidth: Math.max(width, page?.leastWidth ?? 0)
    contentHeight: Math.max(height, page?.leastHeight ?? 0)
    interactive: contentWidth > width || contentHeight > height
    boundsBehavior: Flickable.StopAtBounds
    // In the margin beside the page: nothing of it is covered.
    T.ScrollBar.vertical: ThinScrollBar {
        parent: view.parent
        visible: view.visible && size < 1
        x: view.width + 2
        height: view.height
    }
    T.ScrollBar.horizontal: ThinScrollBar {
        parent: view.parent
        visible: view.visible && size < 1
        y: view.height + 2
        width: view.width
    }
    onCurrentChanged: loader.active = loader.active || current
    Component.onCompleted: loader.active = current

    Loader {
        id: loader

        width: view.contentWidth
        height: view.contentHeight
        active: false
        source: view.entry.source
        opacity: view.entry.needsServer && Dashboard.link.everLive && !Dashboard.link.live ? 0.5 : 1
    }
    Connections {
        target: view.page

        function onPlaceWanted(place: string, example: string) {
            view.placeWanted(place, example);
        }
    }
    Connections {
        target: view.Window.window
        enabled: view.current

        function onActiveFocusItemChanged() {
            view.showFocus();
        }
    }
}
