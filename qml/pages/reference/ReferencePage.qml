// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// What one looks up: the protocol's facts, codes, states, messages, limits; programs to start from.
Page {
    id: page

    property int current: 0
    readonly property string place: texts.places[current].name

    onCurrentChanged: Dashboard.preferences.keep("reference/topic", texts.places[current].name)
    Component.onCompleted: showPlace(Dashboard.preferences.kept("reference/topic"))

    function showPlace(name: string) {
        const at = texts.places.findIndex(place => place.name === name);
        if (at >= 0)
            current = at;
    }
    function showExample(name: string) {
        showPlace(name.length > 0 ? name : texts.places[0].name);
    }

    ReferenceTexts {
        id: texts
    }
    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        Panel {
            title: qsTr("Topics")
            bodyMargin: 1
            Layout.fillWidth: false
            Layout.fillHeight: true
            Layout.preferredWidth: 196

            ChoiceList {
                id: topics

                anchors.fill: parent
                anchors.bottomMargin: 6
                name: qsTr("Topics")
                currentKey: page.current
                model: texts.places.map(place => place.title)
                Accessible.role: Accessible.PageTabList
                onChosen: key => page.current = key

                delegate: Rectangle {
                    id: entry

                    required property int index
                    required property string modelData
                    readonly property bool current: index === page.current

                    width: topics.width
                    height: 34
                    color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
                    Accessible.role: Accessible.PageTab
                    Accessible.name: modelData
                    Accessible.selected: current
                    Accessible.onPressAction: page.current = index

                    Rectangle {
                        width: 3
                        height: parent.height
                        color: Theme.accent
                        visible: entry.current
                    }
                    Label {
                        x: Theme.m
                        width: parent.width - 2 * x
                        height: parent.height
                        text: entry.modelData
                        font.bold: entry.current
                        color: entry.current ? Theme.text : Theme.dim
                        Accessible.ignored: true
                    }
                    HoverHandler {
                        id: pointer
                    }
                    TapHandler {
                        onTapped: {
                            topics.forceActiveFocus(Qt.MouseFocusReason);
                            page.current = entry.index;
                        }
                    }
                }
            }
        }
        Panel {
            id: tablePanel

            readonly property var topic: texts.topics[Math.min(page.current, texts.topics.length - 1)]

            visible: page.current < texts.topics.length
            title: topic.title
            note: topic.note
            bodyMargin: 1
            Layout.fillWidth: true
            Layout.fillHeight: true

            FactsTable {
                anchors.fill: parent
                anchors.bottomMargin: 4
                topic: tablePanel.topic
            }
        }
        SnippetPanel {
            visible: page.place === "snippets"
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }
}
