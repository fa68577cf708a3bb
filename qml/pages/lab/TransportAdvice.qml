// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Lab
import Wavetape.Theme
import Wavetape.ViewModels

// What is needed, by sliders, and the transport that suits it with the rule that says so.
Item {
    id: form

    property alias adviser: adviser

    function pace(perSecond: real): string {
        return perSecond >= 1 ? qsTr("%1/s").arg(Format.fixed(perSecond, perSecond < 10 ? 1 : 0)) : perSecond * 60 >= 1 ? qsTr("%1/min").arg(Format.fixed(perSecond * 60, 1)) : qsTr("%1/h").arg(Format.fixed(perSecond * 3600, 0));
    }

    TransportAdviser {
        id: adviser
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: 6

        Flow {
            spacing: Theme.s
            Layout.fillWidth: true
            Layout.fillHeight: false

            SegmentedControl {
                name: qsTr("Direction")
                model: [qsTr("server to client"), qsTr("both ways"), qsTr("client to server")]
                currentIndex: adviser.direction
                onActivated: index => adviser.direction = index
            }
            Toggle {
                text: qsTr("binary")
                on: adviser.binary
                onSwitched: on => adviser.binary = on
            }
            SegmentedControl {
                name: qsTr("Proxies")
                model: [qsTr("no proxy"), qsTr("blocks upgrades"), qsTr("holds answers")]
                currentIndex: adviser.proxies
                onActivated: index => adviser.proxies = index
            }
        }
        RowLayout {
            spacing: Theme.l
            Layout.fillWidth: true
            Layout.fillHeight: false

            ValueSlider {
                title: qsTr("Messages")
                least: 1 / 3600
                most: 1000
                amount: adviser.perSecond
                valueText: form.pace(adviser.perSecond)
                onChosen: amount => adviser.perSecond = amount
                Layout.fillWidth: true
            }
            ValueSlider {
                title: qsTr("Latency that will do")
                least: 10
                most: 60000
                amount: adviser.latencyMs
                valueText: Format.span(adviser.latencyMs)
                onChosen: amount => adviser.latencyMs = amount
                Layout.fillWidth: true
            }
        }
        Rectangle {
            color: Theme.raised
            radius: Theme.smallRadius
            border.color: Theme.border
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.minimumHeight: verdict.implicitHeight + 2 * Theme.s
            Layout.maximumHeight: 150

            Column {
                id: verdict

                anchors.left: parent.left
                anchors.right: parent.right
                anchors.margins: Theme.m
                anchors.verticalCenter: parent.verticalCenter
                spacing: 3

                Label {
                    width: parent.width
                    text: adviser.transport
                    font.pixelSize: Theme.headingSize
                    font.bold: true
                    color: Theme.accent
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                Label {
                    width: parent.width
                    text: adviser.rule
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
                Caption {
                    width: parent.width
                    visible: text.length > 0
                    text: adviser.besides
                    wrapMode: Text.Wrap
                    elide: Text.ElideNone
                }
            }
        }
        Item {
            Layout.fillHeight: true
        }
    }
}
