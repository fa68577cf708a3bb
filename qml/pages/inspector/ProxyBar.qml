// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// Which fault proxy, and which of its connections; how one is started and ended.
Panel {
    id: bar

    property ProxySession session
    property bool compact: false
    readonly property bool ready: session.state === ProxySession.Ready
    // None is chosen: the next one is described.
    readonly property bool adding: session.proxy.length === 0 || added
    property bool added: false

    signal connectionWanted

    function start() {
        if (upstream.text.trim().length === 0)
            return;
        session.start(upstream.text, listen.text);
        added = false;
    }

    function showLinks() {
        const entries = Array.from(session.links, link => ({
                    text: link,
                    hint: "",
                    act: () => bar.session.link = link
                }));
        entries.unshift({
            text: qsTr("Always the newest"),
            hint: "",
            act: () => bar.session.link = ""
        });
        menu.openAt(entries, width - 380, 44);
    }

    implicitHeight: column.implicitHeight + 2 * Theme.m
    Accessible.name: qsTr("Fault proxy")

    ContextMenu {
        id: menu

        width: 360
        parent: bar
    }
    ColumnLayout {
        id: column

        width: parent.width
        spacing: Theme.s

        RowLayout {
            visible: bar.adding
            spacing: Theme.s
            Layout.fillHeight: false

            TextInputField {
                id: upstream

                iconName: "link"
                name: qsTr("Server behind it")
                placeholderText: qsTr("server that is looked at, as 127.0.0.1:3000")
                font.family: Theme.mono
                enabled: bar.ready
                Layout.fillWidth: true
                Keys.onReturnPressed: bar.start()
                Keys.onEnterPressed: bar.start()
            }
            TextInputField {
                id: listen

                name: qsTr("Address for clients")
                placeholderText: qsTr("any free port")
                font.family: Theme.mono
                enabled: bar.ready
                Layout.preferredWidth: bar.compact ? 150 : 200
                Keys.onReturnPressed: bar.start()
            }
            PushButton {
                primary: true
                iconName: "play"
                text: qsTr("Start a proxy")
                enabled: bar.ready && upstream.text.trim().length > 0
                onClicked: bar.start()
            }
            PushButton {
                visible: bar.session.proxy.length > 0
                text: qsTr("Cancel")
                onClicked: bar.added = false
            }
        }
        RowLayout {
            visible: !bar.adding
            spacing: Theme.s
            Layout.fillHeight: false

            PushButton {
                text: bar.session.proxy
                iconName: enabled ? "chevron-down" : ""
                enabled: bar.session.proxies.length > 1
                Accessible.name: qsTr("Proxy %1").arg(bar.session.proxy)
                onClicked: menu.openAt(Array.from(bar.session.proxies, proxy => ({
                            text: proxy.name,
                            hint: proxy.upstream,
                            act: () => bar.session.proxy = proxy.name
                        })), 0, 44)
            }
            Label {
                text: bar.session.address + " → " + bar.session.upstream
                Accessible.name: qsTr("clients connect to %1, which leads to %2").arg(bar.session.address).arg(bar.session.upstream)
                font.family: Theme.mono
                font.pixelSize: Theme.captionSize
                Layout.fillWidth: true
            }
            IconButton {
                iconName: "copy"
                text: qsTr("Copy the address for clients")
                onClicked: Clipboard.copy(bar.session.address)
            }
            PushButton {
                readonly property string which: bar.session.shown.length > 0 ? bar.session.shown : qsTr("no connection")

                text: bar.session.link.length > 0 || bar.session.shown.length === 0 ? which : qsTr("newest: %1").arg(which)
                iconName: "chevron-down"
                enabled: bar.session.links.length > 0
                Accessible.name: qsTr("Connection %1").arg(which)
                onClicked: bar.showLinks()
            }
            PushButton {
                danger: true
                iconName: "stop"
                text: qsTr("End it")
                onClicked: bar.session.stop()

                HoverTip {
                    visible: (parent as PushButton).hovered
                    text: qsTr("The proxy is no more, and its connections end")
                }
            }
            IconButton {
                iconName: "plus"
                text: qsTr("Another proxy")
                onClicked: bar.added = true
            }
        }
        RowLayout {
            spacing: Theme.m
            Layout.fillHeight: false

            SegmentedControl {
                name: qsTr("What is inspected")
                model: [qsTr("Connection"), qsTr("Fault proxy")]
                currentIndex: 1
                onActivated: bar.connectionWanted()
            }
            Label {
                text: bar.session.outcome.length > 0 ? bar.session.outcome
                    : !bar.ready || bar.session.proxy.length === 0 ? "" : bar.session.links.length === 0 ? qsTr("waits for a client") : qsTr("%Ln WebSocket(s) pass", "", bar.session.links.length)
                color: bar.session.outcome.length > 0 ? Theme.down : Theme.dim
                Layout.fillWidth: true
            }
        }
    }
}
