// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// A value between two, by drag, wheel or arrow keys, with its words above it. It shows `value` and asks for
// another by chosen(). The scale is that of the value's logarithm.
T.Slider {
    id: slider

    property string title
    property string valueText
    property real least: 1
    property real most: 100
    property real amount: 1
    readonly property real decades: Math.log10(most / least)

    signal chosen(real amount)

    implicitHeight: 42
    topPadding: 22
    value: Math.log10(amount / least) / decades
    stepSize: 1 / (decades * 10)
    wheelEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Slider
    Accessible.name: title + " " + valueText
    onMoved: chosen(least * Math.pow(10, value * decades))

    background: Item {
        Rectangle {
            y: slider.topPadding + (slider.availableHeight - height) / 2
            width: parent.width
            height: 4
            radius: 2
            color: Theme.track

            Rectangle {
                width: 7 + slider.visualPosition * (parent.width - 14)
                height: parent.height
                radius: parent.radius
                color: Theme.accent
            }
        }
    }
    handle: Rectangle {
        x: slider.visualPosition * (slider.availableWidth - width)
        y: slider.topPadding + (slider.availableHeight - height) / 2
        width: 14
        height: 14
        radius: 7
        color: slider.pressed ? Theme.text : Theme.accent
        border.color: Theme.panel
        border.width: 2

        FocusRing {
            visible: slider.visualFocus
            radius: 9
        }
    }

    Caption {
        height: 18
        width: parent.width - current.implicitWidth - Theme.s
        text: slider.title
        Accessible.ignored: true
    }
    Label {
        id: current

        anchors.right: parent.right
        height: 18
        text: slider.valueText
        Accessible.ignored: true
    }
}
