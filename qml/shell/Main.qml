// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The window: rail, header, banner, page. A page is made when it is first looked at and kept; only the one
// that is seen is fed.
Window {
    id: window

    readonly property PageList pageList: PageList {}
    readonly property var pages: pageList.entries
    readonly property var pageNames: pageList.names
    readonly property PageEntry shown: pages[current]
    readonly property int current: Math.max(0, pageList.indexOf(Dashboard.preferences.page))

    function showPalette(shown: bool) {
        if (shown)
            commandPalette.open();
        else
            commandPalette.close();
    }
    // `name` is a page, or a page and a part of it, such as "lab/handshake".
    function showPage(name: string) {
        const [page, ...place] = name.split("/");
        if (pageList.indexOf(page) < 0)
            return;
        Dashboard.preferences.page = page;
        if (place.length > 0)
            (loaders.itemAt(current) as PageLoader)?.page?.showPlace(place.join("/"));
    }
    // Full screen with the page alone; again: the window as it was.
    property bool wall: false

    // Has the page that is seen show something of itself, where it needs to be asked (pictures).
    function showExample(name: string) {
        const loader = loaders.itemAt(current) as PageLoader;
        loader?.page?.showExample(name);
    }

    visible: true
    minimumWidth: Math.min(Dashboard.preferences.leastWidth, width)
    minimumHeight: Math.min(Dashboard.preferences.leastHeight, height)
    width: Dashboard.preferences.width
    height: Dashboard.preferences.height
    onWallChanged: wall ? showFullScreen() : Dashboard.preferences.maximized ? showMaximized() : showNormal()
    title: qsTr("%1 – Wavetape").arg(shown.title)
    color: Theme.page
    onWidthChanged: if (visible && visibility === Window.Windowed)
        Dashboard.preferences.keepSize(width, height)
    onHeightChanged: if (visible && visibility === Window.Windowed)
        Dashboard.preferences.keepSize(width, height)
    onXChanged: if (visible && visibility === Window.Windowed)
        Dashboard.preferences.keepPlace(x, y)
    onYChanged: if (visible && visibility === Window.Windowed)
        Dashboard.preferences.keepPlace(x, y)
    onVisibilityChanged: visibility => {
        if (visibility === Window.Windowed || visibility === Window.Maximized)
            Dashboard.preferences.maximized = visibility === Window.Maximized;
    }

    Binding {
        target: Theme
        property: "mode"
        value: Dashboard.preferences.themeMode
    }
    Binding {
        target: Theme
        property: "reducedMotion"
        value: Dashboard.preferences.reducedMotion
    }

    PageKeys {
        model: window.pages.length
        onChosen: page => window.showPage(window.pageNames[page])
    }
    CommandPalette {
        id: commandPalette

        pages: window.pages
        onHelpWanted: keysHelp.open()
        onSettingWanted: key => {
            window.showPage("server");
            Dashboard.settings.filter = key;
        }
        onPageWanted: name => window.showPage(name)
    }
    Shortcut {
        sequence: "Ctrl+K"
        context: Qt.ApplicationShortcut
        onActivated: commandPalette.open()
    }

    KeysHelp {
        id: keysHelp

        pages: window.pages
    }
    Shortcut {
        sequences: ["?", "F1"]
        context: Qt.ApplicationShortcut
        onActivated: keysHelp.open()
    }

    Shortcut {
        sequence: "F11"
        context: Qt.ApplicationShortcut
        onActivated: window.wall = !window.wall
    }
    NavigationRail {
        id: rail

        visible: !window.wall
        width: window.wall ? 0 : implicitWidth
        height: parent.height
        pages: window.pages
        current: window.current
        themeMode: Dashboard.preferences.themeMode
        language: Dashboard.preferences.language
        onLanguageChosen: code => Dashboard.preferences.language = code
        onChosen: page => window.showPage(window.pageNames[page])
        onThemeChosen: mode => Dashboard.preferences.themeMode = mode
    }
    HeaderBar {
        id: header

        anchors {
            left: rail.right
            right: parent.right
            leftMargin: Theme.m
            rightMargin: Theme.m
        }
        title: window.shown.title
        onPaletteWanted: commandPalette.open()
        onHelpWanted: keysHelp.open()
    }
    Column {
        id: banners

        spacing: Theme.xs
        anchors {
            left: header.left
            right: header.right
            top: header.bottom
        }

        InsecureBanner {
            width: parent.width
        }
        LoginBanner {
            width: parent.width
        }
        LinkBanner {
            width: parent.width
        }
        OverloadBanner {
            width: parent.width
        }
    }
    Item {
        id: stage

        anchors {
            left: header.left
            right: header.right
            top: banners.bottom
            topMargin: banners.height > 0 ? Theme.s : 0
            bottom: parent.bottom
            bottomMargin: Theme.m
        }

        Repeater {
            id: loaders

            model: window.pages

            PageLoader {
                required property int index
                required property PageEntry modelData

                current: index === window.current
                entry: modelData
                onPlaceWanted: (place, example) => {
                    window.showPage(place);
                    if (example.length > 0)
                        window.showExample(example);
                }
            }
        }
        StateOverlay {
            anchors.fill: parent
            visible: !Dashboard.link.everLive && !Dashboard.link.needsLogin && Dashboard.link.trouble.length === 0 && slow.elapsed && window.shown.needsServer
            iconName: "plug-off"
            title: Dashboard.link.state === LinkStatus.Waiting ? qsTr("No connection yet") : qsTr("Connecting to %1").arg(Dashboard.link.url)
            detail: Dashboard.link.state === LinkStatus.Waiting ? qsTr("%1 does not answer. Next attempt in %2; the address is chosen on the Server page.").arg(Dashboard.link.url).arg(Format.span(Dashboard.link.retryMs)) : ""
            actions: [
                PushButton {
                    visible: Dashboard.link.state === LinkStatus.Waiting
                    primary: true
                    text: qsTr("Try now")
                    onClicked: Dashboard.link.retryNow()
                }
            ]

            Rectangle {
                anchors.fill: parent
                z: -1
                color: Theme.shade
            }
        }
        Timer {
            id: slow

            property bool elapsed: false

            // An embedded server answers at once; a flash of "connecting" would only disturb.
            interval: 400
            running: Dashboard.link.url.length > 0
            onTriggered: elapsed = true
        }
    }
}
