// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// `?` or F1: every key of the window, and what its words mean.
T.Popup {
    id: help

    property var pages: []
    readonly property var keys: [
        { title: qsTr("Everywhere"), rows: [
                ["Ctrl+K", qsTr("find and do anything")],
                ["?, F1", qsTr("this page")],
                [qsTr("Ctrl+1 … %1").arg(Math.min(10, pages.length) % 10), qsTr("the pages, in the order of the rail")],
                ["Tab, Shift+Tab", qsTr("the next control, the one before")],
                ["F11", qsTr("full screen, the page alone; again: as it was")],
                ["Ctrl+F", qsTr("the filter or the search of the page")],
                ["Ctrl+C", qsTr("copy the chosen row; the menu key offers other forms")],
                [qsTr("Esc"), qsTr("clear a field, close what is open")]
            ] },
        { title: qsTr("Lists"), rows: [
                [qsTr("Up, Down, Page Up, Page Down, Home, End"), qsTr("choose a row")],
                [qsTr("Enter, Space"), qsTr("open it")],
                [qsTr("Left, Right, R"), qsTr("Clients: sort by another column; turn the order round")]
            ] },
        { title: qsTr("Market"), rows: [["P", qsTr("pause, go on")], ["+ −", qsTr("zoom")], [qsTr("Left, Right"), qsTr("scroll in time")], [qsTr("Home"), qsTr("back to now")]] },
        { title: qsTr("Streams"), rows: [["P", qsTr("pause, go on")], ["T", qsTr("trigger; Up and Down move its level")], ["S", qsTr("spectrum")], ["+ −", qsTr("zoom")], [qsTr("Home"), qsTr("back to now")]] },
        { title: qsTr("Inspector"), rows: [["Ctrl+L", qsTr("the address")], ["Ctrl+Enter", qsTr("send the message")], ["F3, Shift+F3", qsTr("the next find, the one before")]] }
    ]

    parent: T.Overlay.overlay
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? Math.max(12, Math.round((parent.height - height) / 2)) : 0
    width: Math.min(860, parent ? parent.width - 40 : 860)
    height: Math.min(content.implicitHeight + 2 * padding + 48, parent ? parent.height - 24 : 600)
    padding: Theme.l
    modal: true
    dim: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onOpened: scroll.forceActiveFocus(Qt.PopupFocusReason)

    T.Overlay.modal: Rectangle {
        color: "#80000000"
    }
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius + 2
    }

    component Line: Item {
        id: line

        property string name
        property string meaning

        height: Math.max(20, sentence.implicitHeight + 4)
        Accessible.role: Accessible.StaticText
        Accessible.name: name + ": " + meaning

        Label {
            width: 168
            text: line.name
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
        Label {
            id: sentence

            x: 180
            width: parent.width - x
            text: line.meaning
            color: Theme.dim
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            Accessible.ignored: true
        }
    }

    Label {
        id: heading

        text: qsTr("Keys and words")
        font.pixelSize: Theme.headingSize
        font.bold: true
    }
    IconButton {
        anchors.right: parent.right
        iconName: "close"
        text: qsTr("Close")
        onClicked: help.close()
    }
    Flickable {
        id: scroll

        anchors.fill: parent
        anchors.topMargin: 40
        clip: true
        contentHeight: content.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        Accessible.role: Accessible.Pane
        Accessible.name: heading.text
        T.ScrollBar.vertical: ThinScrollBar {}
        Keys.onUpPressed: flick(0, 500)
        Keys.onDownPressed: flick(0, -500)

        Column {
            id: content

            width: scroll.width - Theme.m
            spacing: 4

            Repeater {
                model: help.keys

                Column {
                    id: group

                    required property var modelData

                    width: content.width
                    bottomPadding: 6

                    Label {
                        height: 24
                        text: group.modelData.title
                        font.bold: true
                        color: Theme.accent
                    }
                    Repeater {
                        model: group.modelData.rows

                        Line {
                            required property var modelData

                            width: group.width
                            name: modelData[0]
                            meaning: modelData[1]
                        }
                    }
                }
            }
            Label {
                height: 24
                text: qsTr("Words")
                font.bold: true
                color: Theme.accent
            }
            Repeater {
                model: glossary.entries

                Line {
                    required property var modelData

                    width: content.width
                    name: modelData.title
                    meaning: modelData.meaning
                }
            }
        }
    }
    Glossary {
        id: glossary
    }
}
