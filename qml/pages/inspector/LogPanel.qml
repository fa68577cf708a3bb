// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme
import Wavetape.ViewModels

// Every line, filtered and searched while it runs, and how much of it is held.
Panel {
    id: panel

    property LogSession session
    readonly property LogView log: session.log
    // What stands where nothing was said yet.
    property string emptyTitle: qsTr("Nothing was said yet")
    property string emptyDetail: qsTr("Connect to any WebSocket: each frame, refusal and close code becomes a line here.")
    readonly property bool narrow: width < 760

    signal resendWanted(string text)

    // What the log is written as, and what is read into it.
    function fileActs(): var {
        const acts = [{
                text: qsTr("Import a HAR …"),
                act: () => har.open()
            }];
        if (log.held === 0)
            return acts;
        const kinds = [[".ndjson", qsTr("Export as NDJSON"), ""], [".har", qsTr("Export as HAR"), ""], [".pcapng", qsTr("Export for Wireshark"), "pcapng"], [".mcap", qsTr("Save as a fixture"), "--replay"], [".toml", qsTr("Save as a scenario"), "TOML"]];
        return Array.from(kinds).map(kind => ({
                    text: kind[1],
                    hint: kind[2],
                    act: () => session.exportLog(kind[0])
                })).concat(acts);
    }

    title: qsTr("Log")
    titleShown: !narrow
    note: narrow ? "" : Format.si(session.perSecond, qsTr(" lines/s"))
    bodyMargin: 1
    tools: [
        SegmentedControl {
            name: qsTr("Show")
            model: panel.narrow ? [qsTr("All"), qsTr("Msg"), qsTr("Ctl"), qsTr("In"), qsTr("Out")]
                : [qsTr("All"), qsTr("Messages"), qsTr("Control"), qsTr("In"), qsTr("Out")]
            currentIndex: panel.log.only
            onActivated: index => panel.log.only = index
        },
        TextInputField {
            iconName: "filter"
            placeholderText: qsTr("Filter")
            shortcut: "Ctrl+F"
            Layout.preferredWidth: panel.narrow ? 66 : 130
            onTextChanged: panel.log.text = text
        },
        TextInputField {
            id: searchField

            iconName: "search"
            placeholderText: qsTr("Find")
            shortcut: "Ctrl+G"
            Layout.preferredWidth: panel.narrow ? 74 : 120
            onTextChanged: panel.log.find = text
            Keys.onReturnPressed: event => panel.log.findNext((event.modifiers & Qt.ShiftModifier) === 0)
            Keys.onEnterPressed: panel.log.findNext(true)
        },
        Caption {
            visible: panel.log.find.length > 0
            text: panel.log.hits === 0 ? qsTr("none") : panel.log.hit > 0 ? qsTr("%1 of %2").arg(Format.count(panel.log.hit)).arg(Format.count(panel.log.hits)) : Format.count(panel.log.hits)
            color: panel.log.hits === 0 ? Theme.warn : Theme.dim
            Accessible.name: qsTr("Found: %1").arg(text)
        },
        IconButton {
            visible: panel.log.find.length > 0
            enabled: panel.log.hits > 0
            iconName: "chevron-up"
            text: qsTr("The find before")
            shortcutText: "Shift+F3"
            onClicked: panel.log.findNext(false)
        },
        IconButton {
            visible: panel.log.find.length > 0
            enabled: panel.log.hits > 0
            iconName: "chevron-down"
            text: qsTr("The next find")
            shortcutText: "F3"
            onClicked: panel.log.findNext(true)
        },
        IconButton {
            iconName: "down"
            text: qsTr("Follow the newest line")
            checked: panel.log.follow
            onClicked: panel.log.follow = !panel.log.follow
        },
        IconButton {
            id: save

            iconName: "save"
            text: qsTr("Export or import")
            enabled: !panel.session.exporting
            onClicked: files.openAt(panel.fileActs(), panel.width - 260, 40)
        },
        IconButton {
            iconName: "close"
            text: qsTr("Clear the log")
            onClicked: panel.session.clearLog()
        }
    ]

    ContextMenu {
        id: files

        parent: panel
    }
    FileChooser {
        id: har

        title: qsTr("A HAR of any program")
        onChosen: path => panel.session.importHar(path)
    }
    LogList {
        anchors.fill: parent
        anchors.bottomMargin: 24
        session: panel.session
        onResendWanted: text => panel.resendWanted(text)
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.log.total === 0
        iconName: panel.log.held > 0 ? "filter" : "inspector"
        title: panel.log.held > 0 ? (panel.log.busy ? qsTr("Looking …") : qsTr("No line passes the filter")) : panel.emptyTitle
        detail: panel.log.held > 0 ? "" : panel.emptyDetail
    }
    Item {
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
            leftMargin: Theme.m
            rightMargin: Theme.m
        }
        height: 24

        Caption {
            width: parent.width - held.width - Theme.m
            height: parent.height
            text: panel.session.exported
        }
        Caption {
            id: held

            anchors.right: parent.right
            width: Math.min(implicitWidth, parent.width)
            height: parent.height
            color: panel.log.dropped > 0 ? Theme.warn : Theme.dim
            horizontalAlignment: Text.AlignRight
            text: qsTr("%1 shown · %2 held, %3 · %4 dropped of the oldest (bound 200,000 lines, 64 MiB)").arg(Format.count(panel.log.total)).arg(Format.count(panel.log.held)).arg(Format.bytes(panel.log.heldBytes)).arg(Format.count(panel.log.dropped))
        }
    }
}
