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
        return qsTr("Apply and restart, ends %Ln connection(s)", "", panel.ended);
    }

    title: qsTr("Settings")
    note: Dashboard.link.remote ? "" : settings.differing > 0 ? qsTr("%Ln not at the default", "", settings.differing) : qsTr("all at their defaults")
    bodyMargin: 1
    tools: [
        TextInputField {
            id: filterField

            iconName: "search"
            placeholderText: qsTr("Find a setting")
            shortcut: "Ctrl+F"
            implicitWidth: panel.settings.edited > 0 ? 120 : 160
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
    Languages {
        id: languages
    }
    // The one setting of the window that is chosen by a word, also where the server is another's.
    Row {
        id: language

        x: Theme.m
        width: parent.width - 2 * Theme.m
        height: Theme.controlHeight
        spacing: Theme.s

        Label {
            height: parent.height
            text: qsTr("Window language")
            Accessible.ignored: true
        }
        SegmentedControl {
            name: qsTr("Window language")
            Accessible.description: qsTr("from the next start")
            model: languages.all.map(language => language.name)
            currentIndex: languages.indexOf(Dashboard.preferences.language)
            onActivated: index => Dashboard.preferences.language = languages.all[index].code
        }
        Caption {
            height: parent.height
            visible: x + implicitWidth <= parent.width
            text: qsTr("from the next start")
        }
    }
    ListView {
        id: list

        anchors.fill: parent
        anchors.topMargin: language.height + Theme.s
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
        anchors.fill: list
        visible: list.count === 0
        iconName: panel.settings.filter.length > 0 ? "search" : "server"
        title: panel.settings.filter.length > 0 ? qsTr("No such setting") : qsTr("This server runs elsewhere")
        detail: panel.settings.filter.length > 0 ? "" : qsTr("Its settings are made where it was started.")
    }
}
