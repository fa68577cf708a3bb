// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// Everybody's pointer, this window's too.
DemoView {
    id: view

    readonly property CursorField field: CursorField {
        dashboard: Dashboard
        visitor: view.visitor
        active: view.active
    }

    source: field

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.m

        RateBar {
            rates: Array.of(60, 30, 20, 5).map(hz => ({
                        rate: hz,
                        text: qsTr("%1 Hz").arg(hz)
                    }))
            rate: view.field.rate
            figures: view.field.figures
            onChosen: rate => view.field.rate = rate
            Layout.fillWidth: true
        }
        Rectangle {
            id: area

            radius: Theme.radius
            color: Theme.page
            border.color: activeFocus ? Theme.focus : Theme.border
            border.width: activeFocus ? 2 : 1
            clip: true
            activeFocusOnTab: true
            Layout.fillWidth: true
            Layout.fillHeight: true
            Accessible.role: Accessible.Canvas
            Accessible.name: qsTr("Move the pointer here; arrow keys work too")
            Keys.onLeftPressed: view.field.step(-0.02, 0)
            Keys.onRightPressed: view.field.step(0.02, 0)
            Keys.onUpPressed: view.field.step(0, -0.02)
            Keys.onDownPressed: view.field.step(0, 0.02)

            MouseArea {
                anchors.fill: parent
                hoverEnabled: true
                cursorShape: Qt.CrossCursor
                onPositionChanged: mouse => view.field.move(mouse.x / width, mouse.y / height)
                onPressed: area.forceActiveFocus(Qt.MouseFocusReason)
            }
            Repeater {
                model: view.field

                Item {
                    id: pointer

                    required property string name
                    required property double across
                    required property double down
                    required property int hue
                    required property bool own
                    readonly property color tint: view.ink(hue)

                    x: across * area.width
                    y: down * area.height
                    Accessible.role: Accessible.StaticText
                    Accessible.name: name

                    Icon {
                        width: 16
                        height: 16
                        name: "pointer"
                        color: pointer.tint
                    }
                    Rectangle {
                        x: 12
                        y: 13
                        width: label.implicitWidth + 12
                        height: 18
                        radius: 4
                        color: Theme.panel
                        border.color: pointer.tint
                        border.width: pointer.own ? 2 : 1

                        Label {
                            id: label

                            anchors.centerIn: parent
                            text: pointer.name
                            font.pixelSize: Theme.captionSize
                            Accessible.ignored: true
                        }
                    }
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: view.field.count === 0
                ground: Theme.page
                title: qsTr("Nobody's pointer is here")
                detail: qsTr("Move yours over this area, here and in a browser.")
            }
        }
    }
}
