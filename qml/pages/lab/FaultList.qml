// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme

// The rack: a row for each type of fault. Space or a click switches it, Left and Right set how much of it there is.
ChoiceList {
    id: list

    property FaultRack rack

    name: qsTr("Faults")
    model: rack
    onChosen: key => currentKey = key
    onOpened: key => rack.toggle(key)
    Keys.onLeftPressed: rack.turn(currentRow(), -1)
    Keys.onRightPressed: rack.turn(currentRow(), 1)

    delegate: Rectangle {
        id: row

        required property int index
        required property string type
        required property string title
        required property string what
        required property bool on
        required property real amount
        required property string amountText
        required property real least
        required property real most
        required property var choices
        required property string aim

        width: list.width
        height: 48
        color: index === list.currentKey ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
        Accessible.role: Accessible.ListItem
        Accessible.selected: index === list.currentKey
        Accessible.checkable: true
        Accessible.checked: on
        Accessible.name: qsTr("%1 %2, %3. %4").arg(title).arg(amountText).arg(on ? qsTr("on: %1").arg(aim) : qsTr("off")).arg(what)
        Accessible.onPressAction: list.rack.setOn(index, !on)

        Rectangle {
            width: 3
            height: parent.height
            visible: row.on
            color: Theme.warn
        }
        Toggle {
            x: Theme.m
            y: 4
            height: 24
            text: row.title
            on: row.on
            // By keyboard the row is switched.
            focusPolicy: Qt.NoFocus
            onSwitched: on => list.rack.setOn(row.index, on)
        }
        Caption {
            x: Theme.m + 22
            y: 26
            width: parent.width - x - Theme.m
            text: row.on ? row.aim : row.what
            color: row.on ? Theme.warn : Theme.dim
            elide: Text.ElideRight
            Accessible.ignored: true
        }
        ValueSlider {
            id: slider

            anchors.right: parent.right
            anchors.rightMargin: Theme.m + 4
            y: 6
            width: 104
            height: 20
            topPadding: 2
            visible: row.most > 0
            least: row.least
            most: Math.max(row.most, row.least + 1)
            amount: row.amount
            // By keyboard: Left and Right of the row.
            focusPolicy: Qt.NoFocus
            wheelEnabled: false
            Accessible.name: qsTr("%1: how much").arg(row.title)
            onChosen: amount => list.rack.setAmount(row.index, amount)
        }
        StepSlider {
            anchors.fill: slider
            visible: row.choices.length > 0
            stops: Math.max(2, row.choices.length)
            at: Math.max(0, row.choices.indexOf(row.amount))
            focusPolicy: Qt.NoFocus
            name: qsTr("%1: which").arg(row.title)
            valueText: row.amountText
            onChosen: stop => list.rack.setAmount(row.index, row.choices[stop])
        }
        Label {
            anchors.right: slider.left
            anchors.rightMargin: Theme.s
            y: 4
            width: 76
            height: 24
            horizontalAlignment: Text.AlignRight
            text: row.amountText
            Accessible.ignored: true
        }
        HoverHandler {
            id: pointer
        }
        TapHandler {
            onTapped: {
                list.forceActiveFocus(Qt.MouseFocusReason);
                list.chosen(row.index);
            }
        }
    }
}
