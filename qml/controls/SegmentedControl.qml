// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Theme

// One of a few: arrow keys move, a click chooses. `model` is a list of words.
FocusScope {
    id: control

    property var model: []
    property int currentIndex: 0
    property string name
    readonly property string currentText: currentIndex >= 0 && currentIndex < model.length ? model[currentIndex] : ""

    signal activated(int index)

    function choose(index: int) {
        if (index < 0 || index >= model.length || index === currentIndex)
            return;
        activated(index);
    }

    implicitWidth: row.implicitWidth + 4
    implicitHeight: Theme.controlHeight
    activeFocusOnTab: true
    Accessible.role: Accessible.PageTabList
    Accessible.name: name
    Keys.onLeftPressed: choose(currentIndex - 1)
    Keys.onRightPressed: choose(currentIndex + 1)

    Rectangle {
        anchors.fill: parent
        radius: Theme.smallRadius + 1
        color: Theme.raised
        border.color: Theme.border

        FocusRing {
            control: control
        }
    }
    Row {
        id: row

        x: 2
        y: 2

        Repeater {
            model: control.model

            Rectangle {
                id: segment

                required property int index
                required property string modelData
                readonly property bool current: index === control.currentIndex

                width: label.implicitWidth + 20
                height: control.height - 4
                radius: Theme.smallRadius - 1
                color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
                Accessible.role: Accessible.PageTab
                Accessible.name: modelData
                Accessible.selected: current
                Accessible.onPressAction: control.choose(index)

                Label {
                    id: label

                    anchors.centerIn: parent
                    text: segment.modelData
                    color: segment.current ? Theme.accent : Theme.dim
                    Accessible.ignored: true
                }
                HoverHandler {
                    id: pointer
                }
                TapHandler {
                    onTapped: {
                        control.forceActiveFocus(Qt.MouseFocusReason);
                        control.choose(segment.index);
                    }
                }
            }
        }
    }
}
