// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Every setting of the server. What is typed waits until it is applied; most of it holds only after a restart, which
// ends every connection.
Panel {
    id: panel

    readonly property SettingsList settings: Dashboard.settings

    readonly property int ended: Dashboard.stats.others
    readonly property string applyText: {
        if (panel.settings.edited === 0)
            return qsTr("Nothing to apply");
        if (!panel.settings.restarts)
            return panel.settings.edited === 1 ? qsTr("Apply") : qsTr("Apply %1").arg(panel.settings.edited);
        if (panel.ended === 0)
            return qsTr("Apply and restart, ends nobody's connection");
        return panel.ended === 1 ? qsTr("Apply and restart, ends 1 connection") : qsTr("Apply and restart, ends %1 connections").arg(panel.ended);
    }

    title: qsTr("Settings")
    note: Dashboard.link.remote ? "" : settings.differing > 0 ? settings.differing === 1 ? qsTr("one differs from the default") : qsTr("%1 differ from their defaults").arg(settings.differing) : qsTr("all at their defaults")
    bodyMargin: 1
    tools: [
        TextInputField {
            id: filterField

            iconName: "search"
            placeholderText: qsTr("Find a setting")
            shortcut: "Ctrl+F"
            implicitWidth: panel.settings.edited > 0 ? 120 : 190
            onTextChanged: panel.settings.filter = text.trim()
        },
        PushButton {
            visible: panel.settings.edited > 0
            text: qsTr("Forget")
            onClicked: panel.settings.forget()
        },
        PushButton {
            primary: true
            enabled: panel.settings.edited > 0
            text: panel.applyText
            onClicked: panel.settings.apply()
        }
    ]

    // Somebody else may filter, too: a link.
    Connections {
        target: panel.settings

        function onChanged() {
            if (filterField.text.trim() !== panel.settings.filter)
                filterField.text = panel.settings.filter;
        }
    }
    ListView {
        id: list

        anchors.fill: parent
        anchors.bottomMargin: 4
        clip: true
        currentIndex: -1
        highlightFollowsCurrentItem: false
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        model: panel.settings
        section.property: "section"
        // In a file with bound components Qt 6.4 makes no section delegates.
        section.delegate: Item {
            id: head

            required property string section

            width: ListView.view.width
            height: 34

            Label {
                x: Theme.m
                height: parent.height
                verticalAlignment: Text.AlignBottom
                bottomPadding: 5
                text: head.section.length > 0 ? head.section : qsTr("general")
                font.bold: true
                color: Theme.accent
            }
        }
        Accessible.role: Accessible.Table
        Accessible.name: qsTr("Settings")
        T.ScrollBar.vertical: ThinScrollBar {}

        delegate: SettingRow {
            width: ListView.view.width
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: list.count === 0
        iconName: panel.settings.filter.length > 0 ? "search" : "server"
        title: panel.settings.filter.length > 0 ? qsTr("No such setting") : qsTr("This server runs elsewhere")
        detail: panel.settings.filter.length > 0 ? "" : qsTr("Its settings are made where it was started.")
    }
}
