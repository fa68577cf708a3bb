// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Plotting
import Wavetape.Theme

// The chosen line: the header's bytes under their names, then the payload in the form that suits.
Item {
    id: view

    property FrameDetail frame
    property int form: 0
    // Of the value that the caret is at.
    readonly property string path: form === 1 ? frame.pathAt(payload.cursorPosition) : ""

    signal columnWanted(string path)

    Connections {
        target: view.frame

        function onChanged() {
            // Whoever compares goes on comparing.
            view.form = view.frame.comparedTitle.length > 0 ? 5 : view.frame.suggested;
        }
    }
    StateOverlay {
        anchors.fill: parent
        visible: !view.frame.chosen
        iconName: "inspector"
        title: qsTr("No line is chosen")
        detail: qsTr("Choose one in the log: with the pointer, or with the arrow keys.")
    }
    Column {
        id: head

        width: parent.width
        visible: view.frame.chosen
        spacing: 2

        Row {
            spacing: 4
            visible: view.frame.headerBits.length > 0

            Repeater {
                model: view.frame.headerBits

                Rectangle {
                    id: part

                    required property var modelData

                    width: Math.max(bytes.implicitWidth, name.implicitWidth) + 14
                    height: 38
                    radius: Theme.smallRadius
                    color: Theme.raised
                    border.color: Theme.border
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.name + ": " + modelData.bytes

                    Label {
                        id: bytes

                        x: 7
                        y: 4
                        text: part.modelData.bytes
                        font.family: Theme.mono
                        Accessible.ignored: true
                    }
                    Caption {
                        id: name

                        x: 7
                        y: 21
                        text: part.modelData.name
                        font.pixelSize: 10
                        Accessible.ignored: true
                    }
                }
            }
        }
        Item {
            width: 1
            height: 4
        }
        Repeater {
            model: view.frame.fields

            Item {
                id: field

                required property var modelData

                width: head.width
                height: 19
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.name + ": " + modelData.value

                Caption {
                    width: 92
                    height: parent.height
                    text: field.modelData.name
                    Accessible.ignored: true
                }
                Label {
                    x: 96
                    width: parent.width - x
                    height: parent.height
                    text: field.modelData.value
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
            }
        }
        Item {
            width: 1
            height: 4
        }
        SegmentedControl {
            name: qsTr("Payload as")
            model: view.frame.comparedTitle.length > 0 ? [qsTr("Text"), qsTr("JSON"), qsTr("Hex"), qsTr("Float32"), qsTr("Decoded"), qsTr("Diff")]
                : [qsTr("Text"), qsTr("JSON"), qsTr("Hex"), qsTr("Float32"), qsTr("Decoded")]
            currentIndex: view.form
            onActivated: index => view.form = index
        }
    }
    Item {
        anchors {
            top: head.bottom
            topMargin: Theme.s
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        visible: view.frame.chosen

        Row {
            id: place

            anchors.bottom: parent.bottom
            width: parent.width
            height: visible ? Theme.controlHeight : 0
            visible: view.path.length > 0
            spacing: 4

            Label {
                width: place.width - tools.width - 4
                height: parent.height
                verticalAlignment: Text.AlignVCenter
                text: view.path
                elide: Text.ElideLeft
                font.family: Theme.mono
                font.pixelSize: Theme.captionSize
            }
            Row {
                id: tools

                spacing: 4

                IconButton {
                    iconName: "link"
                    text: qsTr("Copy the path")
                    onClicked: Clipboard.copy(view.path)
                }
                IconButton {
                    iconName: "copy"
                    text: qsTr("Copy the value")
                    onClicked: Clipboard.copy(view.frame.valueAt(view.path))
                }
                IconButton {
                    iconName: "plus"
                    text: qsTr("Watch as column")
                    onClicked: view.columnWanted(view.path)
                }
            }
        }
        TextBox {
            id: payload

            anchors.fill: parent
            anchors.bottomMargin: place.visible ? place.height + 4 : 0
            visible: view.form < 3
            readOnly: true
            wrap: view.form !== 2
            name: qsTr("Payload")
            text: view.form === 1 ? view.frame.json : view.form === 2 ? view.frame.hex : view.frame.text
            placeholderText: view.form === 1 ? qsTr("This is not JSON.") : view.form === 2 ? qsTr("No payload.") : qsTr("No text.")
        }
        Item {
            id: decoded

            anchors.fill: parent
            visible: view.form === 4

            FileChooser {
                id: schema

                title: qsTr("A .proto file")
                onChosen: path => view.frame.loadSchema(path)
            }
            ContextMenu {
                id: messages

                parent: chosenMessage
            }
            Row {
                id: how

                width: parent.width
                height: Theme.controlHeight
                spacing: Theme.s

                Label {
                    width: parent.width - tool.width - (chosenMessage.visible ? chosenMessage.width + Theme.s : 0) - Theme.s
                    height: parent.height
                    verticalAlignment: Text.AlignVCenter
                    text: view.frame.schemaProblem.length > 0 ? view.frame.schemaProblem : view.frame.decodedAs
                    color: view.frame.schemaProblem.length > 0 ? Theme.down : Theme.text
                    elide: Text.ElideMiddle
                }
                PushButton {
                    id: chosenMessage

                    visible: view.frame.schemaMessages.length > 1
                    text: qsTr("Message…")
                    onClicked: messages.openAt(Array.from(view.frame.schemaMessages).map(name => ({
                                    text: name,
                                    hint: name === view.frame.schemaMessage ? qsTr("now") : "",
                                    act: () => view.frame.schemaMessage = name
                                })), 0, height)
                }
                PushButton {
                    id: tool

                    text: qsTr("Open a .proto…")
                    onClicked: schema.open()
                }
            }
            TextBox {
                anchors.fill: parent
                anchors.topMargin: how.height + 4
                readOnly: true
                wrap: true
                name: qsTr("Decoded payload")
                text: view.frame.decoded
                placeholderText: qsTr("Neither the handshake nor the bytes tell what this is. Known here are MessagePack, CBOR, Protocol Buffers by their .proto, STOMP, Socket.IO, graphql-ws and Centrifuge.")
            }
        }
        DiffView {
            anchors.fill: parent
            visible: view.form === 5
            against: view.frame.comparedTitle
            lines: visible ? view.frame.diff : []
        }
        Rectangle {
            anchors.fill: parent
            visible: view.form === 3
            radius: Theme.smallRadius
            color: Theme.raised
            border.color: Theme.border

            Caption {
                x: 8
                y: 6
                width: parent.width - 16
                text: view.frame.floats.length > 1 ? view.frame.floatFacts : qsTr("A plot needs eight bytes at least, in steps of four.")
            }
            Sparkline {
                anchors.fill: parent
                anchors.margins: 10
                anchors.topMargin: 28
                visible: view.frame.floats.length > 1
                values: view.frame.floats
                color: Theme.accent
                fill: 0.1
                Accessible.role: Accessible.Chart
                Accessible.name: qsTr("Payload as a curve")
                Accessible.description: view.frame.floatFacts
            }
        }
    }
}
