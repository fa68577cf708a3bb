// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Small programs in five languages with the address of this very server, ready to be copied and run.
Panel {
    id: panel

    property int current: Math.max(0, Array.from(programs.names).indexOf(Dashboard.preferences.kept("reference/snippet")))
    readonly property var snippet: programs.snippets[current] ?? ({ name: "", file: "", text: "" })

    onCurrentChanged: Dashboard.preferences.keep("reference/snippet", programs.names[current] ?? "")
    title: qsTr("Snippets")
    note: snippet.file
    tools: [
        SegmentedControl {
            name: qsTr("Language")
            model: programs.names
            currentIndex: panel.current
            onActivated: index => panel.current = index
        },
        PushButton {
            iconName: "copy"
            text: qsTr("Copy")
            onClicked: Clipboard.copy(panel.snippet.text)
        }
    ]

    SnippetList {
        id: programs

        address: Dashboard.link.url
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.smallRadius
        color: Theme.raised

        Flickable {
            id: scroll

            anchors.fill: parent
            anchors.margins: 10
            clip: true
            contentWidth: Math.max(width, code.implicitWidth)
            contentHeight: code.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.vertical: ThinScrollBar {}

            TextEdit {
                id: code

                text: panel.snippet.text
                textFormat: TextEdit.PlainText
                color: Theme.text
                font.family: Theme.mono
                font.pixelSize: Theme.bodySize
                readOnly: true
                selectByMouse: true
                selectionColor: Theme.accent
                selectedTextColor: Theme.accentInk
                activeFocusOnTab: true
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("Program in %1").arg(panel.snippet.name)
            }
        }
        FocusRing {
            control: code
        }
    }
}
