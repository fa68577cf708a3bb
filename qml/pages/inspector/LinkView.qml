// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Inspector
import Wavetape.Theme

// What is known of the connection: both heads of the handshake, how long each step took, the
// certificate, the body of a refusal.
Flickable {
    id: view

    property InspectorSession session

    contentHeight: column.implicitHeight
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    T.ScrollBar.vertical: ThinScrollBar {}

    component Facts: Column {
        id: facts

        property string title
        property var rows: []

        width: column.width
        visible: rows.length > 0

        Label {
            height: 24
            text: facts.title
            font.bold: true
        }
        Repeater {
            model: facts.rows

            Item {
                id: fact

                required property var modelData

                width: facts.width
                height: Math.max(20, value.implicitHeight + 4)
                Accessible.role: Accessible.StaticText
                Accessible.name: modelData.name + ": " + modelData.value

                Caption {
                    y: 2
                    width: 92
                    text: fact.modelData.name
                    Accessible.ignored: true
                }
                Label {
                    id: value

                    x: 96
                    y: 2
                    width: parent.width - x
                    text: fact.modelData.value
                    wrapMode: Text.WrapAnywhere
                    elide: Text.ElideNone
                    font.pixelSize: Theme.captionSize
                    Accessible.ignored: true
                }
            }
        }
    }
    component Block: Column {
        id: block

        property string title
        property string text

        width: column.width
        visible: text.length > 0
        spacing: 4

        Label {
            text: block.title
            font.bold: true
        }
        TextBox {
            width: parent.width
            height: Math.min(220, block.text.split("\n").length * 14 + 22)
            readOnly: true
            name: block.title
            text: block.text
        }
    }

    StateOverlay {
        width: view.width
        height: view.height
        visible: !view.session.started
        iconName: "link"
        title: qsTr("Not connected yet")
        detail: qsTr("The handshake's two halves, its timing and the server's certificate stand here.")
    }
    Column {
        id: column

        width: view.width - 10
        spacing: Theme.m
        visible: view.session.started

        Facts {
            title: qsTr("Connection")
            rows: view.session.facts
        }
        Rectangle {
            width: column.width
            height: trust.implicitHeight + 16
            radius: Theme.smallRadius
            color: Theme.fade(Theme.down, 0.12)
            visible: view.session.certificateProblem.length > 0

            Label {
                id: trust

                x: 8
                y: 8
                width: parent.width - 16
                wrapMode: Text.Wrap
                elide: Text.ElideNone
                color: Theme.down
                text: qsTr("Not trusted: %1").arg(view.session.certificateProblem)
            }
        }
        Facts {
            title: qsTr("Certificate")
            rows: view.session.certificate
        }
        Block {
            title: qsTr("Request")
            text: view.session.request
        }
        Block {
            title: qsTr("Answer")
            text: view.session.response
        }
        Block {
            title: qsTr("Body")
            text: view.session.body
        }
    }
}
