// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Connections that ended: code, reason, who closed, clean or not.
ListView {
    id: list

    clip: true
    currentIndex: -1
    highlightFollowsCurrentItem: false
    reuseItems: true
    boundsBehavior: Flickable.StopAtBounds
    keyNavigationEnabled: false
    activeFocusOnTab: true
    model: Dashboard.ended
    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Ended connections")
    Keys.onUpPressed: contentY = Math.max(0, contentY - 28)
    Keys.onDownPressed: contentY = Math.max(0, Math.min(contentHeight - height, contentY + 28))
    T.ScrollBar.vertical: ThinScrollBar {}

    FocusRing {
        control: list
        parent: list
        anchors.margins: 0
    }

    delegate: Item {
        id: row

        required property string timeText
        required property string connection
        required property string address
        required property string code
        required property string reason
        required property string by
        required property bool clean
        required property string duration

        width: list.width
        height: 28
        Accessible.role: Accessible.Row
        Accessible.name: qsTr("%1 %2 ended with %3 %4, closed by %5, %6").arg(timeText).arg(connection).arg(code).arg(reason).arg(by).arg(clean ? qsTr("clean") : qsTr("not clean"))

        Row {
            x: Theme.s
            height: parent.height
            spacing: Theme.s

            Caption {
                width: 58
                height: parent.height
                text: row.timeText
                Accessible.ignored: true
            }
            Label {
                width: 40
                height: parent.height
                text: row.connection
                Accessible.ignored: true
            }
            Item {
                width: 52
                height: parent.height

                Badge {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: row.code.length > 0
                    text: row.code
                    tint: row.clean ? Theme.dim : Theme.down
                }
            }
            Caption {
                width: 70
                height: parent.height
                text: row.by.length > 0 ? qsTr("by %1").arg(row.by) : ""
                Accessible.ignored: true
            }
            Caption {
                width: 62
                height: parent.height
                text: row.clean ? qsTr("clean") : qsTr("not clean")
                color: row.clean ? Theme.dim : Theme.down
                Accessible.ignored: true
            }
            Caption {
                width: 82
                height: parent.height
                text: row.duration
                horizontalAlignment: Text.AlignRight
                Accessible.ignored: true
            }
            Label {
                width: Math.max(0, row.width - x - (place.visible ? 150 : 0))
                height: parent.height
                text: row.reason
                leftPadding: Theme.s
                Accessible.ignored: true
            }
        }
        Caption {
            id: place

            visible: row.width > 640
            anchors.right: parent.right
            anchors.rightMargin: Theme.m
            width: 134
            height: parent.height
            horizontalAlignment: Text.AlignRight
            text: row.address
            font.family: Theme.mono
            font.pixelSize: Theme.captionSize - 1
            Accessible.ignored: true
        }
    }
}
