// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Pages.Connections
import Wavetape.Pages.Inspector
import Wavetape.Pages.Lab
import Wavetape.Pages.Market
import Wavetape.Pages.Overview
import Wavetape.Pages.Reference
import Wavetape.Pages.Server
import Wavetape.Pages.Streams
import Wavetape.Theme
import Wavetape.ViewModels

// The window: rail, header, banner, page. A page is made when it is first looked at and kept; only the one
// that is seen is fed.
Window {
    id: window

    readonly property var pages: [
        { name: "overview", title: qsTr("Overview"), icon: "overview" },
        { name: "market", title: qsTr("Market"), icon: "market" },
        { name: "streams", title: qsTr("Streams"), icon: "streams" },
        { name: "connections", title: qsTr("Connections"), icon: "connections" },
        { name: "inspector", title: qsTr("Inspector"), icon: "inspector" },
        { name: "lab", title: qsTr("Lab"), icon: "lab" },
        { name: "server", title: qsTr("Server"), icon: "server" },
        { name: "reference", title: qsTr("Reference"), icon: "reference" }
    ]
    readonly property var pageNames: pages.map(page => page.name)
    property int current: Math.max(0, Math.min(pages.length - 1, Dashboard.preferences.page))

    function copy(text: string) {
        clipboard.text = text;
        clipboard.selectAll();
        clipboard.copy();
    }
    function showPalette(shown: bool) {
        if (shown)
            commandPalette.open();
        else
            commandPalette.close();
    }
    function showPage(page: int) {
        if (page < 0 || page >= pages.length)
            return;
        current = page;
        Dashboard.preferences.page = page;
    }
    // Has the page that is seen show something of itself, where it needs to be asked (pictures).
    function showExample(name: string) {
        const inspectorPage = inspector.item as InspectorPage;
        if (inspectorPage && inspector.current)
            inspectorPage.showExample(name);
        const connectionsPage = connections.item as ConnectionsPage;
        if (connectionsPage && connections.current)
            connectionsPage.showExample(name);
        const labPage = lab.item as LabPage;
        if (labPage && lab.current)
            labPage.showExample(name);
    }

    visible: true
    minimumWidth: 1024
    minimumHeight: 640
    width: Dashboard.preferences.width
    height: Dashboard.preferences.height
    title: qsTr("%1 – Wavetape").arg(pages[current].title)
    color: Theme.page
    onWidthChanged: if (visible && visibility === Window.Windowed)
        Dashboard.preferences.width = width
    onHeightChanged: if (visible && visibility === Window.Windowed)
        Dashboard.preferences.height = height

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
        onChosen: page => window.showPage(page)
    }
    TextEdit {
        id: clipboard

        visible: false
    }

    CommandPalette {
        id: commandPalette

        pages: window.pages
        onPageWanted: page => window.showPage(page)
        onCopyWanted: text => window.copy(text)
    }
    Shortcut {
        sequence: "Ctrl+K"
        context: Qt.ApplicationShortcut
        onActivated: commandPalette.open()
    }

    NavigationRail {
        id: rail

        height: parent.height
        pages: window.pages
        current: window.current
        themeMode: Dashboard.preferences.themeMode
        onChosen: page => window.showPage(page)
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
        title: window.pages[window.current].title
        onCopyWanted: text => window.copy(text)
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

        PageLoader {
            current: window.current === 0
            sourceComponent: OverviewPage {}
        }
        PageLoader {
            current: window.current === 1
            sourceComponent: MarketPage {}
        }
        PageLoader {
            current: window.current === 2
            sourceComponent: StreamsPage {}
        }
        PageLoader {
            id: connections

            current: window.current === 3
            sourceComponent: ConnectionsPage {}
        }
        PageLoader {
            id: inspector

            current: window.current === 4
            sourceComponent: InspectorPage {}
        }
        PageLoader {
            id: lab

            current: window.current === 5
            sourceComponent: LabPage {}
        }
        PageLoader {
            current: window.current === 6
            sourceComponent: ServerPage {
                onCopyWanted: text => window.copy(text)
            }
        }
        PageLoader {
            current: window.current === 7
            sourceComponent: ReferencePage {
                onCopyWanted: text => window.copy(text)
            }
        }
        StateOverlay {
            anchors.fill: parent
            // The page that can change the address stays within reach, and the one that needs no server.
            visible: !Dashboard.link.everLive && !Dashboard.link.needsLogin && Dashboard.link.trouble.length === 0 && slow.elapsed && window.current < 6
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
            running: true
            onTriggered: elapsed = true
        }
    }
}
