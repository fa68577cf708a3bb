// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Who is connected, who was, and everything about one of them.
Page {
    id: page

    leastHeight: narrow && details.visible ? 820 : 420
    readonly property ConnectionTable table: Dashboard.connections

    function showPlace(name: string) {
        Dashboard.detail.connection = name;
    }
    // The frames of the chosen connection.
    function showExample(name: string) {
        if (name === "frames")
            details.watchFrames();
    }

    // As they were sorted when they were left.
    Component.onCompleted: {
        const [key, way] = Dashboard.preferences.kept("connections/sort", "").split(" ");
        if (key.length > 0 && key !== table.sortKey)
            table.sortBy(key);
        if (key.length > 0 && key === table.sortKey && table.descending !== (way === "down"))
            table.sortBy(key);
    }

    Connections {
        target: page.table

        function onViewChanged() {
            Dashboard.preferences.keep("connections/sort", page.table.sortKey + (page.table.descending ? " down" : " up"));
        }
    }
    Binding {
        target: page.table
        property: "active"
        value: page.visible
    }

    PageGrid {
        anchors.fill: parent
        columns: page.narrow ? 1 : 2
        columnSpacing: Theme.m
        rowSpacing: Theme.m

        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            Panel {
                title: qsTr("Clients")
                bodyMargin: 1
                Layout.fillWidth: true
                Layout.fillHeight: true
                tools: [
                    Badge {
                        visible: page.table.lagging > 0
                        text: qsTr("%1 too slow").arg(page.table.lagging)
                        tint: Theme.warn
                        iconName: "warning"
                    },
                    Caption {
                        text: page.table.filter.length > 0 ? qsTr("%1 of %2").arg(page.table.count).arg(page.table.total) : qsTr("%1 connected, and this window").arg(page.table.others)
                    },
                    TextInputField {
                        iconName: "search"
                        placeholderText: qsTr("Filter")
                        shortcut: "Ctrl+F"
                        Layout.preferredWidth: 190
                        onTextChanged: page.table.filter = text.trim()
                    }
                ]

                ConnectionList {
                    anchors.fill: parent
                    anchors.bottomMargin: 4
                }
                StateOverlay {
                    anchors.fill: parent
                    visible: page.table.count === 0
                    iconName: page.table.filter.length > 0 ? "search" : "connections"
                    title: page.table.filter.length > 0 ? qsTr("No connection matches") : qsTr("No data yet")
                    detail: page.table.filter.length > 0 ? "" : qsTr("The list comes with the server's next second.")
                }
            }
            Panel {
                title: qsTr("Ended")
                note: qsTr("code, who closed, clean or not")
                bodyMargin: 1
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: page.height < 620 ? 150 : 210

                EndedList {
                    anchors.fill: parent
                    anchors.bottomMargin: 4
                    visible: Dashboard.ended.count > 0
                }
                StateOverlay {
                    anchors.fill: parent
                    visible: Dashboard.ended.count === 0
                    iconName: "check"
                    title: qsTr("None has ended yet")
                }
            }
        }
        DetailPanel {
            id: details

            visible: !page.compact || Dashboard.detail.chosen
            Layout.fillWidth: page.narrow
            Layout.fillHeight: true
            Layout.preferredWidth: page.narrow ? 600 : page.compact ? 320 : 384
        }
    }
}
