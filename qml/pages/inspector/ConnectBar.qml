// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme
import Wavetape.ViewModels

// Where to, and how it stands: address, connect or close, the four ready states, options on wish.
Panel {
    id: bar

    property InspectorSession session
    property string ownAddress
    property bool compact: false
    property bool optionsShown: false
    readonly property bool tight: width < 800
    readonly property bool idle: session.readyState === 3

    signal anotherWanted
    signal proxyWanted

    function showRecent() {
        recent.openAt(Array.from(bar.session.recent, url => ({
                    text: url,
                    act: () => {
                        bar.session.url = url;
                        bar.session.open();
                    }
                })), 0, address.height + 2);
    }

    implicitHeight: column.implicitHeight + 2 * Theme.m
    Accessible.name: qsTr("Connection")

    ColumnLayout {
        id: column

        width: parent.width
        spacing: Theme.s

        RowLayout {
            spacing: Theme.s
            Layout.fillHeight: false

            TextInputField {
                id: address

                iconName: "link"
                name: qsTr("Address")
                placeholderText: qsTr("ws://, wss://, or http:// of events and polls")
                shortcut: "Ctrl+L"
                text: bar.session.url
                font.family: Theme.mono
                Layout.fillWidth: true
                onTextChanged: if (text !== bar.session.url)
                    bar.session.url = text
                Keys.onReturnPressed: bar.session.open()
                Keys.onEnterPressed: bar.session.open()
                Keys.onDownPressed: bar.showRecent()

                ContextMenu {
                    id: recent

                    width: address.width
                    parent: address
                }
            }
            IconButton {
                iconName: "clock"
                text: qsTr("Recent addresses")
                shortcutText: qsTr("Down, in the address")
                enabled: bar.session.recent.length > 0
                onClicked: bar.showRecent()
            }
            TextInputField {
                name: qsTr("Subprotocols")
                placeholderText: qsTr("subprotocols")
                text: bar.session.protocols
                onTextChanged: bar.session.protocols = text
                Layout.preferredWidth: bar.compact ? 130 : 170
                Keys.onReturnPressed: bar.session.open()
            }
            PushButton {
                primary: bar.idle
                text: bar.idle ? qsTr("Connect") : qsTr("Close")
                iconName: bar.idle ? "link" : "close"
                Layout.preferredWidth: 104
                onClicked: bar.idle ? bar.session.open() : bar.session.close(1000, "")
            }
            PushButton {
                text: qsTr("Cut TCP")
                danger: true
                enabled: !bar.idle
                onClicked: bar.session.cut()

                HoverTip {
                    visible: (parent as PushButton).hovered
                    text: qsTr("Ends the connection with a reset: both ends see 1006")
                }
            }
            IconButton {
                iconName: "plus"
                text: qsTr("Another connection, in a tab")
                shortcutText: "Ctrl+T"
                onClicked: bar.anotherWanted()
            }
            IconButton {
                iconName: bar.optionsShown ? "chevron-up" : "chevron-down"
                text: bar.optionsShown ? qsTr("Fewer options") : qsTr("Headers, cookies, token, TLS, proxy")
                onClicked: bar.optionsShown = !bar.optionsShown
            }
        }
        ConnectOptions {
            visible: bar.optionsShown
            session: bar.session
            Layout.fillWidth: true
            Layout.fillHeight: false
        }
        RowLayout {
            spacing: Theme.m
            Layout.fillHeight: false

            SegmentedControl {
                name: qsTr("What is inspected")
                model: bar.tight ? [qsTr("Own"), qsTr("Proxy")] : [qsTr("Connection"), qsTr("Fault proxy")]
                onActivated: bar.proxyWanted()
            }
            ReadyStateDiagram {
                state4: bar.session.readyState
                started: bar.session.started
                Layout.preferredWidth: implicitWidth
                Layout.preferredHeight: implicitHeight
            }
            Label {
                readonly property string trouble: bar.session.problem.length > 0 ? bar.session.problem : bar.session.error

                text: trouble.length > 0 ? trouble : bar.session.phase.length > 0 ? qsTr("waiting for: %1").arg(bar.session.phase)
                    : bar.session.readyState === 1 ? qsTr("open") : bar.session.ending
                color: trouble.length > 0 ? Theme.down : Theme.dim
                Layout.fillWidth: true
            }
            Badge {
                id: end

                visible: bar.session.started && bar.idle && bar.session.problem.length === 0
                text: bar.session.ending
                tint: bar.session.closeCode === 1000 ? Theme.up : Theme.warn
            }
            Caption {
                visible: !(bar.tight && end.visible)
                text: qsTr("bufferedAmount %1").arg(Format.count(bar.session.bufferedAmount))
                Layout.preferredWidth: 150
                horizontalAlignment: Text.AlignRight
            }
        }
    }
}
