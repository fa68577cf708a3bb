// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Demos
import Wavetape.Theme
import Wavetape.ViewModels

// The demos that a server shows in a browser, as views of this window's own connection: who is here and who is in a
// browser meet on the same channels. Only the one that is seen reads anything.
Page {
    id: page

    property int current: 0
    readonly property DemoTabs tabs: DemoTabs {}
    readonly property DemoTab demo: tabs.all[current]
    readonly property string address: Dashboard.link.browserUrl.length > 0 ? Dashboard.link.browserUrl.replace(/\/?$/, "/demo/") + demo.name : ""

    leastHeight: 500
    onCurrentChanged: Dashboard.preferences.keep("demos/current", demo.name)
    Component.onCompleted: showPlace(Dashboard.preferences.kept("demos/current"))

    function showPlace(name: string) {
        const at = Array.from(tabs.all).findIndex(one => one.name === name);
        if (at >= 0)
            current = at;
    }
    function showExample(name: string) {
        showPlace(name.length > 0 ? name : tabs.all[0].name);
    }

    readonly property Visitor visitor: Visitor {}


    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        Panel {
            title: qsTr("Demos")
            bodyMargin: 1
            Layout.fillWidth: false
            Layout.fillHeight: true
            Layout.preferredWidth: page.compact ? 180 : 230

            ChoiceList {
                id: list

                anchors.fill: parent
                anchors.bottomMargin: 6
                name: qsTr("Demos")
                currentKey: page.current
                model: Array.from(page.tabs.all).map(one => one.title)
                Accessible.role: Accessible.PageTabList
                onChosen: key => page.current = key

                delegate: Rectangle {
                    id: entry

                    required property int index
                    required property string modelData
                    readonly property bool current: index === page.current

                    width: list.width
                    height: 34
                    color: current ? Theme.selected : pointer.hovered ? Theme.hover : "transparent"
                    Accessible.role: Accessible.PageTab
                    Accessible.name: modelData
                    Accessible.selected: current
                    Accessible.onPressAction: page.current = index

                    Rectangle {
                        width: 3
                        height: parent.height
                        color: Theme.accent
                        visible: entry.current
                    }
                    Label {
                        x: Theme.m
                        width: parent.width - 2 * x
                        height: parent.height
                        text: entry.modelData
                        font.bold: entry.current
                        color: entry.current ? Theme.text : Theme.dim
                        Accessible.ignored: true
                    }
                    HoverHandler {
                        id: pointer
                    }
                    TapHandler {
                        onTapped: {
                            list.forceActiveFocus(Qt.MouseFocusReason);
                            page.current = entry.index;
                        }
                    }
                }
            }
        }
        Panel {
            id: stage

            title: page.demo.title
            note: width > 900 ? page.demo.says : ""
            Layout.fillWidth: true
            Layout.fillHeight: true
            tools: [
                Caption {
                    visible: stage.width > 620
                    text: qsTr("You are")
                },
                TextInputField {
                    id: name

                    name: qsTr("Your name")
                    text: page.visitor.name
                    maximumLength: 24
                    clearable: false
                    Layout.preferredWidth: 120
                    onEditingFinished: {
                        page.visitor.name = text;
                        text = page.visitor.name;
                    }
                },
                PushButton {
                    iconName: "link"
                    text: qsTr("Open in a browser")
                    enabled: page.address.length > 0
                    Accessible.name: qsTr("Open %1 in a browser").arg(page.demo.title)
                    onClicked: Qt.openUrlExternally(page.address)
                },
                IconButton {
                    iconName: "copy"
                    text: qsTr("Copy the address of %1").arg(page.demo.title)
                    enabled: page.address.length > 0
                    onClicked: Clipboard.copy(page.address)
                }
            ]

            Loader {
                id: loader

                anchors.fill: parent
                source: page.demo.source

                Binding {
                    target: loader.item
                    property: "visitor"
                    value: page.visitor
                }
                Binding {
                    target: loader.item
                    property: "address"
                    value: page.address
                }
                Binding {
                    target: loader.item
                    property: "active"
                    value: page.visible
                }
            }
        }
    }
}
