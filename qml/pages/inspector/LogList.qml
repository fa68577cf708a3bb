// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// As many lines as fit. The rows stay where they are and change what they show, so that fifty thousand
// new lines a second cost as little as one.
FocusScope {
    id: list

    property LogSession session
    // A connection of the Inspector's own; null: it looks at others' only.
    readonly property InspectorSession own: session as InspectorSession
    readonly property LogView log: session.log
    readonly property int rowHeight: 22
    // What is watched stands in a column at the right.
    readonly property bool watches: log.column.length > 0
    readonly property int watchedWidth: watches ? Math.min(220, width / 4) : 0
    readonly property int page: Math.max(1, Math.floor((height - heads.height) / rowHeight))

    // To the send box.
    signal resendWanted(string text)

    function showMenu(x: real, y: real) {
        const number = log.current;
        const copy = (text, form) => ({ text: text, act: () => Clipboard.copy(session.lineAs(number, form)) });
        const about = own ? [
            { text: qsTr("Copy the connection as curl"), act: () => Clipboard.copy(own.curl()) },
            { text: qsTr("Copy the connection as JavaScript"), act: () => Clipboard.copy(own.snippet()) }
        ] : [];
        if (watches)
            about.unshift({ text: qsTr("Watch %1 no more").arg(log.column), hint: qsTr("Escape"), act: () => log.column = "" });
        const line = number < 0 ? [] : [
            Object.assign(copy(qsTr("Copy as text"), "text"), { hint: "Ctrl+C" }),
            copy(qsTr("Copy as JSON"), "json"),
            copy(qsTr("Copy as hex"), "hex"),
            copy(qsTr("Copy the line as NDJSON"), "line"),
            { text: qsTr("Put it into the send box"), act: () => list.resendWanted(session.lineAs(number, "text")) },
            session.frame.comparedTitle.length > 0 ? { text: qsTr("Compare no more"), act: () => session.compareWith(-1) }
                : { text: qsTr("Compare others with this line"), act: () => session.compareWith(number) }
        ];
        menu.openAt(line.concat(about), x, y);
    }

    activeFocusOnTab: true
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Lines of the log")
    Keys.onEscapePressed: event => {
        event.accepted = watches;
        log.column = "";
    }
    Keys.onUpPressed: log.step(-1)
    Keys.onDownPressed: log.step(1)
    Keys.onPressed: event => {
        if (event.matches(StandardKey.Copy) || event.key === Qt.Key_Menu || event.key === Qt.Key_F3
                || (event.key === Qt.Key_F10 && event.modifiers & Qt.ShiftModifier)) {
            if (event.key === Qt.Key_F3)
                log.findNext((event.modifiers & Qt.ShiftModifier) === 0);
            else if (event.matches(StandardKey.Copy))
                Clipboard.copy(session.lineAs(log.current, "text"));
            else
                showMenu(126, heads.height);
            event.accepted = true;
            return;
        }
        if (event.key === Qt.Key_PageUp)
            log.step(-page);
        else if (event.key === Qt.Key_PageDown)
            log.step(page);
        else if (event.key === Qt.Key_Home)
            log.step(-log.total);
        else if (event.key === Qt.Key_End)
            log.step(log.total);
        else
            return;
        log.follow = event.key === Qt.Key_End;
        event.accepted = true;
    }

    Binding {
        target: list.log
        property: "rows"
        value: list.visible ? list.page : 0
    }
    WheelHandler {
        onWheel: event => list.log.top = Math.max(0, list.log.top - Math.round(event.angleDelta.y / 40))
    }

    Connections {
        target: list.log

        function onCurrentChanged() {
            for (let row = 0; row < lines.count; ++row) {
                const line = lines.itemAt(row);
                if (list.activeFocus && line["current"])
                    ScreenReader.point(line);
            }
        }
    }

    component Head: Caption {
        height: heads.height
        Accessible.role: Accessible.ColumnHeader
        Accessible.name: text
    }

    Item {
        id: heads

        width: parent.width
        height: 20

        Head {
            x: Theme.m
            text: qsTr("Time")
        }
        Head {
            x: 126
            text: qsTr("Kind")
        }
        Head {
            x: 196
            width: 72
            horizontalAlignment: Text.AlignRight
            text: qsTr("Bytes")
        }
        Head {
            x: 272
            width: 30
            text: qsTr("Hdr")
        }
        Head {
            x: 308
            text: qsTr("Content")
        }
        Head {
            x: parent.width - list.watchedWidth
            width: list.watchedWidth - 34
            visible: list.watches
            text: list.log.column
            elide: Text.ElideLeft
        }
        IconButton {
            anchors.right: parent.right
            anchors.rightMargin: 8
            width: 20
            height: 20
            visible: list.watches
            // By keys: Escape, and in the menu.
            focusPolicy: Qt.NoFocus
            iconName: "close"
            text: qsTr("Watch %1 no more").arg(list.log.column)
            onClicked: list.log.column = ""
        }
    }
    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: eventPoint => {
            list.forceActiveFocus(Qt.MouseFocusReason);
            const line = lines.itemAt(Math.floor((eventPoint.position.y - heads.height) / list.rowHeight));
            if (line && line["shown"])
                list.log.current = line["number"];
            list.showMenu(eventPoint.position.x, eventPoint.position.y);
        }
    }
    ContextMenu {
        id: menu

        parent: list
    }
    Column {
        anchors.fill: parent
        anchors.topMargin: heads.height
        anchors.rightMargin: 10
        clip: true

        Repeater {
            id: lines

            model: list.log

            Rectangle {
                id: line

                required property double number
                required property string timeText
                required property string kind
                required property bool outgoing
                required property string size
                required property string header
                required property string summary
                required property bool current
                required property bool shown
                required property string watched
                readonly property color ink: kind === "close" ? Theme.down : kind === "ping" || kind === "pong" ? Theme.violet
                    : kind === "binary" ? Theme.warn : kind === "note" || kind === "request" || kind === "response" ? Theme.dim
                    : outgoing ? Theme.accent : Theme.up

                width: parent ? parent.width : 0
                height: list.rowHeight
                color: current ? Theme.selected : pointer.hovered && shown ? Theme.hover : "transparent"
                Accessible.role: Accessible.ListItem
                Accessible.name: (kind === "note" ? "" : outgoing ? qsTr("sent") : qsTr("received")) + " " + kind + " " + summary + (watched.length > 0 ? qsTr(", %1 %2").arg(list.log.column).arg(watched) : "")
                Accessible.selected: current
                Accessible.ignored: !shown
                Accessible.onPressAction: list.log.current = line.number

                Caption {
                    x: Theme.m
                    width: 92
                    height: parent.height
                    text: line.timeText
                    font.family: Theme.mono
                    Accessible.ignored: true
                }
                Icon {
                    x: 108
                    width: 12
                    height: 12
                    anchors.verticalCenter: parent.verticalCenter
                    visible: line.shown && line.kind !== "note"
                    name: line.outgoing ? "up" : "down"
                    color: line.ink
                }
                Label {
                    x: 126
                    width: 66
                    height: parent.height
                    text: line.kind
                    color: line.ink
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Label {
                    x: 196
                    width: 72
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: line.size
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Caption {
                    x: 272
                    width: 22
                    height: parent.height
                    horizontalAlignment: Text.AlignRight
                    text: line.header
                    Accessible.ignored: true
                }
                Label {
                    x: 308
                    width: parent.width - x - 4 - list.watchedWidth
                    height: parent.height
                    text: line.summary
                    color: line.kind === "note" ? Theme.dim : Theme.text
                    font.family: Theme.mono
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                Label {
                    x: parent.width - list.watchedWidth + 10
                    width: list.watchedWidth - 10
                    height: parent.height
                    visible: list.watches
                    text: line.watched
                    color: Theme.accent
                    font.family: Theme.mono
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
                HoverHandler {
                    id: pointer
                }
                TapHandler {
                    onTapped: {
                        list.forceActiveFocus(Qt.MouseFocusReason);
                        if (line.shown)
                            list.log.current = line.number;
                    }
                }
            }
        }
    }
    ThinScrollBar {
        id: bar

        anchors {
            right: parent.right
            top: parent.top
            bottom: parent.bottom
        }
        orientation: Qt.Vertical
        policy: T.ScrollBar.AsNeeded
        size: list.log.total > 0 ? Math.min(1, list.page / list.log.total) : 1
        position: list.log.total > 0 ? list.log.top / list.log.total : 0
        active: true
        onPositionChanged: if (pressed)
            list.log.top = Math.round(position * list.log.total)
    }
    FocusRing {
        control: list
        anchors.fill: parent
        anchors.margins: 0
    }
}
