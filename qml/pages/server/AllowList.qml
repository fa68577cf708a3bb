// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// A setting that is a list: its parts as chips, a field for one more; origins and hosts can be tried on the server as it
// runs.
Column {
    id: list

    property string key
    property string typed
    readonly property bool tries: (key === "access.origins" || key === "access.hosts") && !Dashboard.link.remote
    readonly property string outcome: lab.running ? qsTr("asking") : lab.status === 101 ? qsTr("%1: let in").arg(lab.tried)
        : lab.status > 0 ? qsTr("%1: refused, %2").arg(lab.tried).arg(lab.status) : lab.explanation

    function add() {
        Dashboard.settings.addTo(key, field.text);
        field.clear();
    }
    // With nothing typed, as somebody who should not come in.
    function tryIt() {
        lab.tried = field.text.trim() || (key === "access.origins" ? "https://evil.example" : "evil.example");
        lab.server = Dashboard.link.url;
        lab.choose(0);
        if (key === "access.origins")
            lab.origin = lab.tried;
        else
            lab.host = lab.tried;
        lab.run();
    }

    spacing: 4

    HandshakeLab {
        id: lab

        property string tried
    }
    ChipList {
        width: parent.width
        visible: parts.length > 0
        name: qsTr("Parts of %1").arg(list.key)
        parts: list.typed.length > 0 ? list.typed.split(", ") : []
        onRemoved: part => Dashboard.settings.takeFrom(list.key, part)
    }
    // Above the buttons, whose tips would cover it.
    Label {
        width: parent.width
        visible: text.length > 0
        text: list.outcome
        color: lab.running ? Theme.dim : lab.status === 101 ? Theme.up : Theme.down
        font.pixelSize: Theme.captionSize
    }
    Row {
        width: parent.width
        spacing: 4

        TextInputField {
            id: field

            width: parent.width - addButton.width - (tryButton.visible ? tryButton.width + 4 : 0) - 4
            name: qsTr("One more of %1").arg(list.key)
            placeholderText: list.key === "access.origins" ? "https://…" : ""
            clearable: false
            onAccepted: list.add()
        }
        IconButton {
            id: addButton

            iconName: "plus"
            text: qsTr("Add to %1").arg(list.key)
            enabled: field.text.trim().length > 0
            onClicked: list.add()
        }
        IconButton {
            id: tryButton

            visible: list.tries
            iconName: "send"
            text: qsTr("Try it: a handshake as the server is now")
            onClicked: list.tryIt()
        }
    }
}
