// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// A handshake, forged: presets for every status, fields to change, request and answer side by side.
Experiment {
    id: tab


    function showExample(name: string) {
        send(Array.from(lab.presets).findIndex(preset => preset.status === 403));
    }
    function send(preset: int) {
        lab.choose(preset);
        lab.run();
    }
    function tintOf(status: int): color {
        return status === 101 ? Theme.up : status >= 500 ? Theme.down : status >= 400 ? Theme.warn : Theme.dim;
    }

    component Field: RowLayout {
        id: field

        property string title
        property string value

        signal edited(string value)

        spacing: Theme.s

        Caption {
            text: field.title
            Layout.preferredWidth: 92
        }
        TextInputField {
            name: field.title
            placeholderText: qsTr("left out")
            text: field.value
            font.family: Theme.mono
            font.pixelSize: Theme.captionSize
            onTextChanged: if (text !== field.value)
                field.edited(text)
            Layout.fillWidth: true
        }
    }

    HandshakeLab {
        id: lab

        server: tab.server
    }
    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        Panel {
            title: qsTr("Presets")
            bodyMargin: Theme.s
            Layout.fillWidth: false
            Layout.fillHeight: true
            Layout.preferredWidth: tab.width < 860 ? 160 : 200

            ChoiceList {
                id: list

                anchors.fill: parent
                name: qsTr("Presets")
                model: lab.presets
                currentKey: lab.preset
                onChosen: key => lab.choose(key)
                onOpened: lab.run()

                delegate: Rectangle {
                    id: entry

                    required property int index
                    required property var modelData
                    readonly property bool current: index === lab.preset

                    width: list.width
                    height: 32
                    radius: Theme.smallRadius
                    color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
                    Accessible.role: Accessible.ListItem
                    Accessible.name: qsTr("%1, %2").arg(modelData.status).arg(modelData.name)
                    Accessible.selected: current
                    Accessible.onPressAction: tab.send(index)

                    Badge {
                        x: 6
                        anchors.verticalCenter: parent.verticalCenter
                        text: entry.modelData.status
                        tint: tab.tintOf(entry.modelData.status)
                    }
                    Label {
                        x: 60
                        width: parent.width - x - 6
                        height: parent.height
                        text: entry.modelData.name
                        Accessible.ignored: true
                    }
                    HoverHandler {
                        id: pointer
                    }
                    TapHandler {
                        onTapped: {
                            list.forceActiveFocus(Qt.MouseFocusReason);
                            tab.send(entry.index);
                        }
                    }
                }
            }
        }
        Panel {
            title: qsTr("Forge")
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 380
            tools: [
                PushButton {
                    primary: true
                    iconName: "send"
                    text: lab.running ? qsTr("Waiting") : qsTr("Send")
                    enabled: !lab.running
                    onClicked: lab.run()
                }
            ]

            ColumnLayout {
                anchors.fill: parent
                spacing: 5

                Field {
                    title: qsTr("Method")
                    value: lab.method
                    onEdited: text => lab.method = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Path")
                    value: lab.path
                    onEdited: text => lab.path = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Host")
                    value: lab.host
                    onEdited: text => lab.host = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Origin")
                    value: lab.origin
                    onEdited: text => lab.origin = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Upgrade")
                    value: lab.upgrade
                    onEdited: text => lab.upgrade = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Connection")
                    value: lab.connection
                    onEdited: text => lab.connection = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Version")
                    value: lab.version
                    onEdited: text => lab.version = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Key")
                    value: lab.key
                    onEdited: text => lab.key = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Bearer token")
                    value: lab.token
                    onEdited: text => lab.token = text
                    Layout.fillHeight: false
                }
                Field {
                    title: qsTr("Padding, bytes")
                    value: lab.padding > 0 ? lab.padding : ""
                    onEdited: text => lab.padding = parseInt(text) || 0
                    Layout.fillHeight: false
                }
                Toggle {
                    text: qsTr("Stop halfway and wait")
                    on: lab.stopsHalfway
                    onSwitched: on => lab.stopsHalfway = on
                    Layout.fillHeight: false
                }
                Item {
                    Layout.fillHeight: true
                }
            }
        }
        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredWidth: 520

            Panel {
                title: qsTr("Request")
                note: lab.preset >= 0 ? lab.presets[lab.preset].note : ""
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 300

                TextBox {
                    anchors.fill: parent
                    readOnly: true
                    name: qsTr("Request")
                    text: lab.request
                }
            }
            Panel {
                title: qsTr("Answer")
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 340
                tools: [
                    Caption {
                        text: lab.running ? lab.progress : lab.status > 0 || lab.explanation.length > 0 ? qsTr("%1 %2").arg(Format.span(lab.tookMs)).arg(lab.progress) : ""
                    },
                    Badge {
                        visible: lab.status > 0
                        text: lab.status
                        tint: tab.tintOf(lab.status)
                    }
                ]

                ColumnLayout {
                    anchors.fill: parent
                    spacing: Theme.s
                    visible: lab.status > 0 || lab.explanation.length > 0

                    Label {
                        text: lab.explanation
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        font.bold: true
                        Layout.fillWidth: true
                    }
                    TextBox {
                        readOnly: true
                        name: qsTr("Answer")
                        text: lab.answer
                        placeholderText: qsTr("Nothing came.")
                        Layout.fillWidth: true
                        Layout.fillHeight: true
                    }
                }
                StateOverlay {
                    anchors.fill: parent
                    visible: lab.status === 0 && lab.explanation.length === 0
                    iconName: lab.running ? "clock" : "lab"
                    title: lab.running ? lab.progress : qsTr("Nothing was sent yet")
                    detail: lab.running ? "" : qsTr("A preset sends itself; the fields can be changed and sent again.")
                }
            }
        }
    }
}
