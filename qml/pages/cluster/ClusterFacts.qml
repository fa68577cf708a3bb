// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The broker and the feed's lease, as the node sees them that this window is connected to.
Column {
    id: facts

    required property ClusterTable table

    component Fact: Item {
        id: fact

        property string name
        property string value
        property color ink: Theme.text

        width: facts.width
        height: 24
        Accessible.role: Accessible.StaticText
        Accessible.name: name + ": " + value

        Caption {
            width: parent.width * 0.5
            height: parent.height
            text: fact.name
            Accessible.ignored: true
        }
        Label {
            anchors.right: parent.right
            width: parent.width * 0.5
            height: parent.height
            horizontalAlignment: Text.AlignRight
            text: fact.value
            color: fact.ink
            Accessible.ignored: true
        }
    }

    Fact {
        name: qsTr("Broker")
        value: facts.table.brokerUp ? qsTr("up") : qsTr("away")
        ink: facts.table.brokerUp ? Theme.up : Theme.down
    }
    Fact {
        name: qsTr("Lost so far")
        value: Format.count(facts.table.losses)
        ink: facts.table.losses > 0 ? Theme.warn : Theme.text
    }
    Fact {
        name: qsTr("Channels in step")
        value: Format.count(facts.table.followed)
    }
    Fact {
        name: qsTr("Leads the feed")
        value: facts.table.leader.length > 0 ? facts.table.leader : qsTr("nobody that is known")
        ink: facts.table.leader.length > 0 ? Theme.text : Theme.warn
    }
    Fact {
        name: qsTr("This node")
        value: facts.table.role
    }
    Fact {
        name: qsTr("Lease, from each beat")
        value: Format.span(facts.table.leaseMs)
    }
    Fact {
        name: qsTr("Beats of this feed")
        value: Format.count(facts.table.beats)
    }
    Fact {
        name: qsTr("Changes of the leader")
        value: Format.count(facts.table.leaders)
    }
}
