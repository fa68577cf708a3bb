// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// Connections that ended: code, reason, who closed, clean or not.
ChoiceList {
    id: list

    name: qsTr("Ended connections")
    reuseItems: true
    model: Dashboard.ended
    Accessible.role: Accessible.Table
    onChosen: key => {
        currentKey = key;
        Dashboard.detail.connection = Dashboard.ended.connectionOf(key);
    }

    Connections {
        target: Dashboard.ended

        function onCountChanged() {
            list.follow();
        }
    }

    delegate: Rectangle {
        id: row

        required property double number
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
        color: number === list.currentKey ? Theme.selected : "transparent"
        Accessible.role: Accessible.Row
        Accessible.selected: number === list.currentKey
        Accessible.name: Phrase.filled(qsTr("%1 %2 ended with %3 %4, closed by %5, %6"), [timeText, connection, code, reason, by, clean ? qsTr("clean") : qsTr("not clean")])

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
                width: Math.max(0, row.width - parent.x - x - (place.visible ? 150 : Theme.s))
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
        TapHandler {
            onTapped: {
                list.forceActiveFocus(Qt.MouseFocusReason);
                list.chosen(row.number);
            }
        }
    }
}
