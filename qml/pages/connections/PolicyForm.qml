// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Gives a subscription another policy, and a conflating one a rate, while it runs.
Column {
    id: form

    // As ConnectionDetail.subscriptions has it; null: none is chosen.
    property var subscription: null
    readonly property string channel: subscription ? subscription.channel : ""
    readonly property var policies: ["conflate", "drop-oldest", "drop-newest", "disconnect"]
    property string policy

    visible: subscription !== null
    spacing: Theme.xs
    topPadding: Theme.xs
    onChannelChanged: {
        policy = subscription ? subscription.policy : "";
        rateField.text = subscription && subscription.rate > 0 ? subscription.rate : "";
    }

    Flow {
        width: parent.width
        spacing: Theme.xs

        Repeater {
            model: form.policies

            PushButton {
                required property string modelData

                checkable: true
                checked: form.policy === modelData
                primary: checked
                text: modelData
                Accessible.name: qsTr("Policy %1").arg(modelData)
                onClicked: form.policy = modelData
            }
        }
    }
    Row {
        spacing: Theme.s

        TextInputField {
            id: rateField

            width: 150
            enabled: form.policy === "conflate"
            opacity: enabled ? 1 : 0.45
            name: qsTr("At most so many messages per second")
            placeholderText: qsTr("at most … /s")
            maximumLength: 7
            validator: DoubleValidator {
                bottom: 0.01
                top: 10000
                decimals: 2
                notation: DoubleValidator.StandardNotation
            }
        }
        PushButton {
            text: qsTr("Apply")
            enabled: form.policy.length > 0
            onClicked: Dashboard.detail.setPolicy(form.channel, form.policy, form.policy === "conflate" && rateField.acceptableInput ? Number.fromLocaleString(Qt.locale(), rateField.text) : 0)
        }
    }
}
