// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// What can be shown, and of what is shown the figures.
Panel {
    id: panel

    readonly property StreamRack rack: Dashboard.streams

    // Draws a trace higher or lower than the others.
    function rescale(channel: var, steps: int) {
        for (let i = 0; i < rack.capacity; ++i) {
            if (rack.traceAt(i).used && rack.traceAt(i).channel === channel)
                rack.traceAt(i).rescale(steps);
        }
    }

    title: qsTr("Signals")
    bodyMargin: 1
    tools: [
        Caption {
            rightPadding: Theme.xs
            text: qsTr("%1 of %2 traces").arg(panel.rack.used).arg(panel.rack.capacity)
        }
    ]

    ChoiceList {
        id: list

        anchors.fill: parent
        anchors.bottomMargin: 4
        name: qsTr("Signals")
        model: panel.rack
        onChosen: key => currentKey = key
        onOpened: key => panel.rack.toggle(key)
        Keys.onPressed: event => {
            const steps = event.key === Qt.Key_Plus ? 1 : event.key === Qt.Key_Minus ? -1 : 0;
            if (steps === 0)
                return;
            panel.rescale(currentKey, steps);
            event.accepted = true;
        }

        delegate: Rectangle {
            id: row

            required property string channel
            required property string label
            required property bool uplink
            required property int slotNumber
            required property int subscribers
            readonly property StreamSlot signalSlot: slotNumber >= 0 ? panel.rack.traceAt(slotNumber) : null
            readonly property color tint: slotNumber >= 0 ? Theme.traces[slotNumber] : Theme.dim

            width: list.width
            height: signalSlot ? 106 : 40
            color: channel === list.currentKey && list.activeFocus ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
            opacity: signalSlot !== null || panel.rack.used < panel.rack.capacity ? 1 : 0.5
            Accessible.role: Accessible.CheckBox
            Accessible.name: signalSlot && signalSlot.scale !== 1 ? qsTr("%1, drawn %2 times as high").arg(channel).arg(signalSlot.scale) : channel
            Accessible.checkable: true
            Accessible.checked: signalSlot !== null
            Accessible.selected: channel === list.currentKey
            Accessible.onPressAction: panel.rack.toggle(channel)
            Accessible.onToggleAction: panel.rack.toggle(channel)

            Rectangle {
                visible: row.signalSlot !== null
                width: 3
                height: parent.height
                color: row.tint
            }
            HoverHandler {
                id: pointer
            }
            TapHandler {
                onTapped: {
                    list.forceActiveFocus(Qt.MouseFocusReason);
                    list.chosen(row.channel);
                    list.opened(row.channel);
                }
            }
            Item {
                anchors.fill: parent

                Rectangle {
                    id: box

                    x: Theme.m
                    y: 12
                    width: 16
                    height: 16
                    radius: 4
                    color: row.signalSlot ? row.tint : "transparent"
                    border.color: row.signalSlot ? row.tint : Theme.borderStrong

                    Icon {
                        anchors.centerIn: parent
                        width: 12
                        height: 12
                        name: "check"
                        visible: row.signalSlot !== null
                        color: Theme.accentInk
                    }
                }
                Label {
                    anchors.left: box.right
                    anchors.leftMargin: Theme.s
                    anchors.right: origin.left
                    y: 10
                    height: 20
                    text: row.label
                    font.bold: row.signalSlot !== null
                    Accessible.ignored: true
                }
                Caption {
                    id: origin

                    anchors.right: parent.right
                    anchors.rightMargin: Theme.m
                    y: 10
                    height: 20
                    text: row.uplink ? qsTr("client") : qsTr("generator")
                    color: row.uplink ? Theme.violet : Theme.dim
                    Accessible.ignored: true
                }
                // By keys: plus and minus.
                Row {
                    x: box.x + box.width + Theme.s
                    y: 78
                    spacing: 2
                    visible: row.signalSlot !== null

                    Caption {
                        height: 22
                        width: 62
                        verticalAlignment: Text.AlignVCenter
                        text: qsTr("drawn ×%1").arg(row.signalSlot?.scale ?? 1)
                        color: (row.signalSlot?.scale ?? 1) !== 1 ? row.tint : Theme.dim
                        font.pixelSize: Theme.captionSize - 1
                        Accessible.ignored: true
                    }
                    IconButton {
                        width: 22
                        height: 22
                        focusPolicy: Qt.NoFocus
                        iconName: "chevron-down"
                        text: qsTr("Draw %1 lower").arg(row.label)
                        shortcutText: "-"
                        onClicked: row.signalSlot?.rescale(-1)
                    }
                    IconButton {
                        width: 22
                        height: 22
                        focusPolicy: Qt.NoFocus
                        iconName: "chevron-up"
                        text: qsTr("Draw %1 higher").arg(row.label)
                        shortcutText: "+"
                        onClicked: row.signalSlot?.rescale(1)
                    }
                }
                Grid {
                    id: figures

                    x: box.x + box.width + Theme.s
                    y: 34
                    columns: 2
                    columnSpacing: Theme.m
                    rowSpacing: 3
                    visible: row.signalSlot !== null

                    readonly property var figures: row.signalSlot ? [
                        [qsTr("rate"), Format.si(row.signalSlot.rateHz, "S/s")],
                        [qsTr("p–p"), Format.fixed(row.signalSlot.peakToPeak, 3)],
                        [qsTr("arriving"), Format.si(row.signalSlot.arrivingHz, "S/s")],
                        [qsTr("rms"), Format.fixed(row.signalSlot.rms, 3)]
                    ] : []

                    Repeater {
                        // By number: new values must not make new rows.
                        model: figures.figures.length

                        Item {
                            id: figure

                            required property int index
                            readonly property var modelData: figures.figures[index] ?? ["", ""]

                            width: (list.width - 64) * (index % 2 === 0 ? 0.6 : 0.4)
                            height: 18

                            Caption {
                                text: figure.modelData[0]
                                font.pixelSize: Theme.captionSize - 1
                                Accessible.ignored: true
                            }
                            Label {
                                anchors.right: parent.right
                                text: figure.modelData[1]
                                font.pixelSize: Theme.captionSize - 1
                                Accessible.ignored: true
                            }
                        }
                    }
                }
            }
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: panel.rack.count === 0
        iconName: "streams"
        title: qsTr("No streams yet")
        detail: qsTr("The server's generators and what clients send as Float32 show here.")
    }
}
