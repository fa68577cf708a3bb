// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme

// Whom the faults of the rack hit, and how often.
Flow {
    id: aim

    property FaultRack rack

    spacing: Theme.s

    SegmentedControl {
        name: qsTr("Whom they hit")
        model: [qsTr("everybody else"), qsTr("the Lab's clients"), qsTr("this window")]
        currentIndex: aim.rack.whom
        onActivated: index => aim.rack.whom = index
    }
    TextInputField {
        width: 120
        visible: aim.rack.whom === FaultRack.Clients
        name: qsTr("Which clients")
        placeholderText: "lab-*"
        onTextChanged: aim.rack.client = text
    }
    SegmentedControl {
        name: qsTr("Transport")
        model: [qsTr("any"), "WebSocket", "SSE", qsTr("long poll")]
        currentIndex: aim.rack.transport
        onActivated: index => aim.rack.transport = index
    }
    SegmentedControl {
        name: qsTr("When")
        model: [qsTr("always"), qsTr("after 3 s"), qsTr("every 10th")]
        currentIndex: aim.rack.moment
        onActivated: index => aim.rack.moment = index
    }
    TextInputField {
        width: 130
        name: qsTr("Which channels")
        placeholderText: qsTr("channel, book.*")
        onTextChanged: aim.rack.channel = text
    }
    ValueSlider {
        width: 150
        title: qsTr("How likely")
        valueText: qsTr("%1 %").arg(Math.round(aim.rack.share * 100))
        least: 1
        most: 100
        amount: aim.rack.share * 100
        onChosen: amount => aim.rack.share = Math.round(amount) / 100
    }
}
