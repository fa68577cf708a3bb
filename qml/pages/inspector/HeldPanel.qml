// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// Breakpoints of a fault proxy, and the message that stands still: read, changed, sent on, left out.
Panel {
    id: panel

    property ProxySession session
    property bool ready: false
    // The one that is looked at, of two at most: each way has one.
    property int place: 0
    readonly property var message: session.held.length > 0 ? session.held[Math.min(place, session.held.length - 1)] : null
    property bool narrow: true
    readonly property bool editable: message !== null && message.text && !message.hidden && !message.cut
    readonly property string key: message === null ? "" : message.connection + message.up + message.payload

    // What stands there anew; what somebody has typed stays while it is the same.
    onKeyChanged: box.text = message === null ? "" : message.payload
    // Once the layout around it stands: in a row that is being arranged Qt 6.4 forgets that words are longer by now.
    onWidthChanged: measured.restart()

    Timer {
        id: measured

        interval: 0
        onTriggered: panel.narrow = panel.width < 720
    }

    title: qsTr("Breakpoint")
    note: {
        if (message === null)
            return session.holdsDown || session.holdsUp ? qsTr("the next message stands still") : "";
        const way = message.up ? qsTr("to the server") : qsTr("to the client");
        return (message.cut ? qsTr("%1 holds a message %2; its beginning is shown") : qsTr("%1 holds a message %2")).arg(message.connection).arg(way);
    }
    tools: [
        SegmentedControl {
            visible: panel.session.held.length > 1
            name: qsTr("Held messages")
            model: Array.from(panel.session.held, one => one.up ? qsTr("to the server") : qsTr("to the client"))
            currentIndex: Math.min(panel.place, panel.session.held.length - 1)
            onActivated: index => panel.place = index
        },
        PushButton {
            iconName: "down"
            text: panel.narrow ? qsTr("Server's next") : qsTr("Hold the next of the server's")
            Accessible.name: qsTr("Hold the next of the server's")
            primary: panel.session.holdsDown
            enabled: panel.ready
            Accessible.checkable: true
            Accessible.checked: panel.session.holdsDown
            onClicked: panel.session.hold(false, !panel.session.holdsDown)
        },
        PushButton {
            iconName: "up"
            text: panel.narrow ? qsTr("Client's next") : qsTr("Hold the next of a client's")
            Accessible.name: qsTr("Hold the next of a client's")
            primary: panel.session.holdsUp
            enabled: panel.ready
            Accessible.checkable: true
            Accessible.checked: panel.session.holdsUp
            onClicked: panel.session.hold(true, !panel.session.holdsUp)
        }
    ]

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        TextBox {
            id: box

            name: qsTr("Held message")
            readOnly: !panel.editable
            placeholderText: panel.message === null ? qsTr("Nothing stands still. Where a message does, all behind it on its connection waits, for 5 min at most.")
                : panel.message.hidden ? qsTr("It may carry a token, and is not shown.") : ""
            Layout.fillWidth: true
            Layout.fillHeight: true
            onSubmitted: if (panel.editable)
                panel.session.replace(panel.message.connection, panel.message.up, text)
        }
        RowLayout {
            spacing: Theme.s
            Layout.fillHeight: false

            PushButton {
                primary: panel.message !== null
                iconName: "send"
                text: qsTr("Let it go on")
                enabled: panel.message !== null
                onClicked: panel.session.letGo(panel.message.connection, panel.message.up)
            }
            PushButton {
                text: panel.narrow ? qsTr("Send changed") : qsTr("Send on what is written")
                Accessible.name: qsTr("Send on what is written")
                enabled: panel.editable && box.text !== panel.message.payload
                onClicked: panel.session.replace(panel.message.connection, panel.message.up, box.text)
            }
            PushButton {
                danger: true
                text: qsTr("Leave it out")
                enabled: panel.message !== null
                onClicked: panel.session.leaveOut(panel.message.connection, panel.message.up)
            }
            Item {
                Layout.fillWidth: true
            }
            IconButton {
                iconName: "save"
                text: qsTr("Save as a scenario")
                enabled: panel.session.log.held > 0 && !panel.session.exporting
                onClicked: panel.session.exportLog(".toml")
            }
        }
    }
}
