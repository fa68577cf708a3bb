// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// Who is in the room of the shared text and how large it has become; it is written in a browser, where Yjs is.
DemoView {
    id: view

    readonly property SharedRoom room: SharedRoom {
        dashboard: Dashboard
        active: view.active
    }

    ColumnLayout {
        anchors.centerIn: parent
        width: Math.min(parent.width, 520)
        spacing: Theme.m

        Label {
            text: qsTr("The text is read and written in a browser")
            font.pixelSize: Theme.headingSize
            font.bold: true
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            Layout.fillWidth: true
        }
        Label {
            text: qsTr("What its updates mean is known to Yjs, a library of JavaScript; the server keeps them without reading the text, and so does this window. It sees who is in the room, and how much the room holds.")
            color: Theme.dim
            wrapMode: Text.Wrap
            elide: Text.ElideNone
            horizontalAlignment: Text.AlignHCenter
            Layout.fillWidth: true
        }
        PushButton {
            primary: true
            iconName: "link"
            text: qsTr("Write in a browser")
            enabled: view.live && view.address.length > 0
            Layout.alignment: Qt.AlignHCenter
            onClicked: Qt.openUrlExternally(view.address)
        }
        Rectangle {
            color: Theme.raised
            radius: Theme.radius
            Layout.fillWidth: true
            Layout.preferredHeight: facts.implicitHeight + 2 * Theme.m

            ColumnLayout {
                id: facts

                anchors {
                    fill: parent
                    margins: Theme.m
                }
                spacing: Theme.s

                Label {
                    text: view.room.problem.length > 0 ? qsTr("The room cannot be read: %1").arg(view.room.problem) : view.room.known ? qsTr("%Ln update(s), %1", "", view.room.updates).arg(Format.bytes(view.room.bytes)) : qsTr("Asking the room …")
                    color: view.room.problem.length > 0 ? Theme.warn : Theme.text
                    Layout.fillWidth: true
                }
                Caption {
                    text: view.room.people.length > 0 ? qsTr("Who is here") : qsTr("Nobody is in the room.")
                    Layout.fillWidth: true
                }
                PeopleRow {
                    people: view.room.people
                    view: view
                    visible: view.room.people.length > 0
                    Layout.fillWidth: true
                }
            }
        }
    }
}
