// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// Names in capsules, each in its own colour: {name, hue, own}.
Flow {
    id: flow

    required property var people
    required property DemoView view
    property string name: qsTr("Who is here")

    spacing: 4
    Accessible.role: Accessible.List
    Accessible.name: name

    Repeater {
        model: flow.people

        Badge {
            required property var modelData

            text: modelData.own ? qsTr("%1 (you)").arg(modelData.name) : modelData.name
            tint: flow.view.ink(modelData.hue)
        }
    }
}
