// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Ctrl+K: everything the window can do, found by typing. Arrow keys move, Enter does, Escape leaves.
T.Popup {
    id: commandPalette

    property var pages: []
    property int current: 0
    readonly property var commands: {
        const list = [];
        for (let i = 0; i < pages.length; ++i) {
            const page = pages[i].name;
            list.push({
                text: qsTr("Go to %1").arg(pages[i].title),
                hint: "Ctrl+" + (i + 1),
                icon: pages[i].icon,
                act: () => commandPalette.pageWanted(page)
            });
            for (const place of pages[i].places) {
                list.push({
                    text: qsTr("Go to %1: %2").arg(pages[i].title).arg(place.title),
                    hint: pages[i].title,
                    icon: pages[i].icon,
                    act: () => commandPalette.pageWanted(page + "/" + place.name)
                });
            }
        }
        list.push({
            text: qsTr("Help: keys of the window, and what its words mean"),
            hint: "?",
            icon: "help",
            act: () => commandPalette.helpWanted()
        }, {
            text: qsTr("Theme: dark"),
            hint: "",
            icon: "moon",
            act: () => Dashboard.preferences.themeMode = Theme.Dark
        }, {
            text: qsTr("Theme: light"),
            hint: "",
            icon: "sun",
            act: () => Dashboard.preferences.themeMode = Theme.Light
        }, {
            text: qsTr("Theme: as the system"),
            hint: "",
            icon: "system",
            act: () => Dashboard.preferences.themeMode = Theme.System
        }, {
            text: qsTr("Language: English, from the next start"),
            hint: "English",
            icon: "globe",
            act: () => Dashboard.preferences.language = "en"
        }, {
            text: qsTr("Language: German, from the next start"),
            hint: "Deutsch",
            icon: "globe",
            act: () => Dashboard.preferences.language = "de"
        }, {
            text: qsTr("Language: as the system, from the next start"),
            hint: "",
            icon: "globe",
            act: () => Dashboard.preferences.language = "system"
        }, {
            text: Dashboard.preferences.reducedMotion ? qsTr("Motion: on") : qsTr("Motion: reduced"),
            hint: "",
            icon: "play",
            act: () => Dashboard.preferences.reducedMotion = !Dashboard.preferences.reducedMotion
        }, {
            text: Dashboard.market.paused ? qsTr("Market: go on") : qsTr("Market: pause"),
            hint: "P",
            icon: Dashboard.market.paused ? "play" : "pause",
            act: () => Dashboard.market.paused = !Dashboard.market.paused
        });
        if (Dashboard.link.browserUrl.length > 0)
            list.push({
                text: qsTr("Copy the address for a browser"),
                hint: Dashboard.link.browserUrl,
                icon: "copy",
                act: () => Clipboard.copy(Dashboard.link.browserUrl)
            });
        if (!Dashboard.link.live)
            list.push({
                text: qsTr("Connect now"),
                hint: "",
                icon: "link",
                act: () => Dashboard.link.retryNow()
            });
        const watchlist = Dashboard.market.watchlist;
        for (let row = 0; row < watchlist.count; ++row) {
            const symbol = watchlist.keyAt(row);
            list.push({
                text: qsTr("Show %1").arg(symbol),
                hint: qsTr("Market"),
                icon: "market",
                act: () => {
                    Dashboard.market.symbol = symbol;
                    commandPalette.pageWanted("market");
                }
            });
        }
        const streams = Dashboard.streams;
        for (let row = 0; row < streams.count; ++row) {
            const signal = streams.keyAt(row);
            list.push({
                text: qsTr("Show or hide the signal %1").arg(signal),
                hint: qsTr("Streams"),
                icon: "streams",
                act: () => {
                    commandPalette.pageWanted("streams");
                    streams.toggle(signal);
                }
            });
        }
        for (const key of Dashboard.settings.keys) {
            list.push({
                text: qsTr("Setting %1").arg(key),
                hint: qsTr("Server"),
                icon: "server",
                act: () => commandPalette.settingWanted(key)
            });
        }
        return list;
    }
    // Every word that was typed is somewhere in the command.
    readonly property var found: {
        const words = field.text.toLowerCase().split(" ").filter(word => word.length > 0);
        return commands.filter(command => words.every(word => command.text.toLowerCase().includes(word))).slice(0, 60);
    }

    signal pageWanted(string name)
    signal helpWanted
    signal settingWanted(string key)

    function run(index: int) {
        const command = found[index];
        if (!command)
            return;
        close();
        command.act();
    }

    parent: T.Overlay.overlay
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: 90
    width: Math.min(560, parent ? parent.width - 80 : 560)
    height: found.length > 0 ? Math.min(420, (parent?.height ?? 600) - 110, 58 + list.contentHeight + 8) : 108
    padding: 8
    modal: true
    dim: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onAboutToShow: {
        field.clear();
        current = 0;
        field.forceActiveFocus(Qt.PopupFocusReason);
    }
    onFoundChanged: current = 0

    T.Overlay.modal: Rectangle {
        color: "#80000000"
    }
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius + 2
    }

    TextInputField {
        id: field

        width: parent.width
        height: 36
        iconName: "search"
        placeholderText: qsTr("What would you like to do?")
        name: qsTr("Command")
        font.pixelSize: Theme.titleSize
        Keys.onDownPressed: list.step(1)
        Keys.onUpPressed: list.step(-1)
        Keys.onPressed: event => {
            event.accepted = event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown;
            if (event.accepted)
                list.step(event.key === Qt.Key_PageUp ? -list.page : list.page);
        }
        Keys.onReturnPressed: commandPalette.run(commandPalette.current)
        Keys.onEnterPressed: commandPalette.run(commandPalette.current)
        Keys.onEscapePressed: commandPalette.close()
    }
    Label {
        visible: commandPalette.found.length === 0
        y: 52
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        color: Theme.dim
        text: qsTr("Nothing is called that. Pages, tabs, settings, signals, symbols and snippets are found.")
        elide: Text.ElideRight
    }
    ChoiceList {
        id: list

        anchors.fill: parent
        anchors.topMargin: 44
        name: qsTr("Commands")
        keyboard: field
        ringed: false
        currentKey: commandPalette.current
        model: commandPalette.found
        visible: count > 0
        onChosen: key => commandPalette.current = key

        delegate: Rectangle {
            id: row

            required property int index
            required property var modelData
            readonly property bool current: index === commandPalette.current

            width: list.width
            height: 34
            radius: Theme.smallRadius
            color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData.text
            Accessible.selected: current
            Accessible.onPressAction: commandPalette.run(index)

            Icon {
                x: 10
                anchors.verticalCenter: parent.verticalCenter
                name: row.modelData.icon
                color: row.current ? Theme.accent : Theme.dim
                width: 16
                height: 16
            }
            Label {
                x: 38
                height: parent.height
                width: parent.width - x - 150
                text: row.modelData.text
                Accessible.ignored: true
            }
            Caption {
                anchors.right: parent.right
                anchors.rightMargin: 12
                width: 150
                height: parent.height
                horizontalAlignment: Text.AlignRight
                text: row.modelData.hint
                Accessible.ignored: true
            }
            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: commandPalette.run(row.index)
            }
        }
    }
}
