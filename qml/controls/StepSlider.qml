// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme

// Chooses one of `stops` places. It shows `at` and asks for another by chosen().
T.Slider {
    id: slider

    property string name
    property string valueText
    property int stops: 2
    property int at: 0

    signal chosen(int stop)

    implicitWidth: 120
    implicitHeight: Theme.controlHeight
    focusPolicy: Qt.StrongFocus
    from: 0
    to: stops - 1
    stepSize: 1
    snapMode: T.Slider.SnapAlways
    value: at
    onMoved: chosen(value)
    // What was asked for may not be had: then it goes back.
    onAtChanged: value = at
    Accessible.role: Accessible.Slider
    Accessible.name: name
    Accessible.description: valueText
    Accessible.onIncreaseAction: chosen(Math.min(to, at + 1))
    Accessible.onDecreaseAction: chosen(Math.max(0, at - 1))

    background: Rectangle {
        x: slider.leftPadding
        y: (slider.height - height) / 2
        width: slider.availableWidth
        height: 4
        radius: 2
        color: Theme.track

        Rectangle {
            width: parent.width * slider.visualPosition
            height: parent.height
            radius: 2
            color: Theme.accent
        }
    }
    handle: Rectangle {
        x: slider.leftPadding + slider.visualPosition * (slider.availableWidth - width)
        y: (slider.height - height) / 2
        width: 14
        height: 14
        radius: 7
        color: slider.pressed ? Theme.accent : slider.hovered ? Theme.hover : Theme.raised
        border.color: Theme.accent
        border.width: 2

        FocusRing {
            visible: slider.visualFocus
            radius: 9
        }
    }
}
