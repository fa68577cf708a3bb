// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// The pages, one under the other; Ctrl and the number of a page, or the arrow keys.
Rectangle {
    id: rail

    // PageEntry each.
    property var pages: []
    property int current: 0
    property int themeMode: Theme.Dark
    // "system" or a language's code.
    property string language
    readonly property Languages languages: Languages {}

    signal chosen(int page)
    signal themeChosen(int mode)
    signal languageChosen(string code)

    // Where the names have no room the icons stay; their tips tell the names.
    readonly property real entryHeight: Math.max(30, Math.min(56, (height - mark.height - 88) / Math.max(1, pages.length) - 2))
    readonly property bool named: entryHeight > 42

    implicitWidth: named ? 84 : 56
    color: Theme.rail
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Pages")

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.border
    }

    Item {
        id: mark

        width: parent.width
        height: 58

        Rectangle {
            anchors.centerIn: parent
            width: 34
            height: 34
            radius: 9
            color: Theme.fade(Theme.accent, 0.14)

            Icon {
                anchors.centerIn: parent
                name: "streams"
                color: Theme.accent
                width: 22
                height: 22
            }
        }
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("Wavetape")
    }
    Column {
        anchors.top: mark.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        spacing: 2

        Repeater {
            model: rail.pages

            T.AbstractButton {
                id: entry

                required property int index
                required property PageEntry modelData
                readonly property bool current: index === rail.current

                width: rail.width - 1
                height: rail.entryHeight
                text: modelData.title
                focusPolicy: Qt.StrongFocus
                Accessible.role: Accessible.PageTab
                Accessible.name: text
                Accessible.selected: current
                Accessible.onPressAction: entry.clicked()
                Keys.onReturnPressed: clicked()
                Keys.onDownPressed: rail.chosen(Math.min(rail.pages.length - 1, index + 1))
                Keys.onUpPressed: rail.chosen(Math.max(0, index - 1))
                onClicked: rail.chosen(index)

                background: Item {
                    Rectangle {
                        anchors.fill: parent
                        anchors.leftMargin: 8
                        anchors.rightMargin: 8
                        anchors.topMargin: 1
                        anchors.bottomMargin: 1
                        radius: Theme.radius
                        color: entry.current ? Theme.selected : entry.hovered ? Theme.hover : "transparent"

                        FocusRing {
                            radius: Theme.radius + 2
                            visible: entry.visualFocus
                        }
                    }
                    Rectangle {
                        width: 3
                        height: 26
                        radius: 1.5
                        anchors.verticalCenter: parent.verticalCenter
                        color: Theme.accent
                        visible: entry.current
                    }
                }
                Item {
                    anchors.fill: parent

                    Icon {
                        id: icon

                        anchors.horizontalCenter: parent.horizontalCenter
                        y: Math.round((parent.height - (rail.named ? 38 : height)) / 2)
                        width: 21
                        height: 21
                        name: entry.modelData.icon
                        color: entry.current ? Theme.accent : Theme.dim
                    }
                    Label {
                        visible: rail.named
                        anchors.top: icon.bottom
                        anchors.topMargin: 4
                        anchors.horizontalCenter: parent.horizontalCenter
                        width: parent.width - 4
                        horizontalAlignment: Text.AlignHCenter
                        text: entry.text
                        color: entry.current ? Theme.text : Theme.dim
                        font.pixelSize: 10
                        fontSizeMode: Text.HorizontalFit
                        minimumPixelSize: 8
                        Accessible.ignored: true
                    }
                }
                HoverTip {
                    x: entry.width + 4
                    y: Math.round((entry.height - height) / 2)
                    text: entry.index < 10 ? qsTr("%1  (Ctrl+%2)").arg(entry.text).arg((entry.index + 1) % 10) : entry.text
                    visible: entry.hovered
                }
            }
        }
    }
    IconButton {
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: theme.top
        anchors.bottomMargin: Theme.xs
        iconName: "globe"
        text: qsTr("Language: %1").arg(rail.languages.all[rail.languages.indexOf(rail.language)].name)
        Accessible.description: qsTr("Another one from the next start")
        onClicked: languageMenu.openAt(rail.languages.all.map(entry => ({
                    text: entry.code === rail.language ? entry.name : qsTr("%1, from the next start").arg(entry.name),
                    act: () => rail.languageChosen(entry.code)
                })), rail.width + 4, rail.height - 140)
    }
    ContextMenu {
        id: languageMenu

        parent: T.Overlay.overlay
    }
    IconButton {
        id: theme

        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.m
        iconName: rail.themeMode === Theme.Dark ? "moon" : rail.themeMode === Theme.Light ? "sun" : "system"
        text: rail.themeMode === Theme.Dark ? qsTr("Theme: dark") : rail.themeMode === Theme.Light ? qsTr("Theme: light") : qsTr("Theme: as the system")
        onClicked: rail.themeChosen((rail.themeMode + 1) % 3)
    }
}
