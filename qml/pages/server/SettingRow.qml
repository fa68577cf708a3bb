// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// One setting: its name and what it is, the value to be typed, and how it differs from the default.
Item {
    id: row

    required property string section
    required property string key
    required property string name
    required property string unit
    required property string help
    required property string allowed
    required property string value
    required property string standard
    required property string typed
    required property bool differs
    required property bool edited
    required property string problem
    required property bool many
    required property int stops
    required property int stop

    required property var choices
    // What it refused or ended so far, of a limit that counts.
    readonly property real refused: Dashboard.stats.refusedBy[key] ?? 0
    readonly property bool slides: stops > 2
    readonly property bool isSwitch: standard === "true" || standard === "false"
    // What is chosen, if it is; else it is typed.
    readonly property var offered: isSwitch ? ["false", "true"] : choices.join("").length <= (narrow ? 16 : 30) ? choices : []

    readonly property bool narrow: width < 620

    height: Math.max(46, 22 + helpText.implicitHeight + 9, list.visible ? list.y + list.height + 8 : 0)
    Accessible.role: Accessible.Row
    Accessible.name: refused > 0 ? qsTr("%1: %2, refused %3").arg(key).arg(value).arg(Format.count(refused)) : qsTr("%1: %2").arg(key).arg(value)

    Rectangle {
        width: 3
        height: parent.height - 6
        y: 3
        color: row.problem.length > 0 ? Theme.down : row.edited ? Theme.accent : Theme.warn
        visible: row.problem.length > 0 || row.edited || row.differs
    }
    Label {
        id: keyText

        x: Theme.m
        y: 4
        width: Math.min(implicitWidth, editor.x - x - Theme.m)
        text: row.key
        font.family: Theme.mono
        font.pixelSize: Theme.captionSize
        Accessible.ignored: true
    }
    Caption {
        anchors.left: keyText.right
        anchors.leftMargin: Theme.s
        y: 4
        width: Math.max(0, editor.x - x - Theme.m)
        text: row.refused > 0 ? qsTr("%1 · refused %2").arg(row.unit).arg(Format.count(row.refused)) : row.unit
        color: row.refused > 0 ? Theme.warn : Theme.dim
        Accessible.ignored: true
    }
    Caption {
        id: helpText

        x: Theme.m
        y: 22
        width: editor.x - x - Theme.m
        text: row.problem.length > 0 ? row.problem : row.help
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        color: row.problem.length > 0 ? Theme.down : Theme.dim
        Accessible.ignored: true
    }
    StepSlider {
        anchors.left: editor.left
        anchors.right: field.left
        anchors.rightMargin: Theme.s
        y: 8
        visible: row.slides
        name: qsTr("Slide %1").arg(row.key)
        valueText: row.typed
        stops: Math.max(2, row.stops)
        at: row.stop
        onChosen: stop => Dashboard.settings.slide(row.key, stop)
    }
    Item {
        id: editor

        anchors.right: standardText.left
        anchors.rightMargin: Theme.s
        y: 8
        width: row.narrow ? 150 : Math.min(300, row.width * 0.34)
    }
    Loader {
        id: list

        anchors.left: editor.left
        anchors.right: editor.right
        y: 8
        visible: row.many
        // By its name: in a delegate of a list with sections Qt 6.4 makes no bound component.
        source: row.many ? "AllowList.qml" : ""

        Binding {
            target: list.item
            property: "key"
            value: row.key
        }
        Binding {
            target: list.item
            property: "typed"
            value: row.typed
        }
    }
    TextInputField {
        id: field

        anchors.right: editor.right
        y: 8
        width: row.slides ? Math.min(96, editor.width * 0.6) : editor.width
        name: row.key
        visible: row.offered.length === 0 && !row.many
        clearable: false
        text: row.typed
        onEditingFinished: Dashboard.settings.edit(row.key, text)
    }
    SegmentedControl {
        anchors.left: editor.left
        y: 8
        visible: row.offered.length > 0
        name: row.key
        model: row.isSwitch ? [qsTr("off"), qsTr("on")] : row.offered
        currentIndex: row.offered.indexOf(row.typed)
        onActivated: index => Dashboard.settings.edit(row.key, row.offered[index])
    }
    Item {
        id: standardText

        anchors.right: parent.right
        anchors.rightMargin: Theme.m
        y: 8
        width: row.narrow ? 78 : 128
        height: Theme.controlHeight

        Caption {
            anchors.fill: parent
            visible: !row.differs && !row.edited
            text: qsTr("default")
            horizontalAlignment: Text.AlignRight
            Accessible.ignored: true
        }
        PushButton {
            anchors.right: parent.right
            visible: row.differs || row.edited
            width: parent.width
            text: row.narrow || row.standard.length > 9 ? qsTr("default") : row.standard.length > 0 ? qsTr("default: %1").arg(row.standard) : qsTr("default: none")
            Accessible.name: qsTr("Set %1 to its default, %2").arg(row.key).arg(row.standard)
            onClicked: Dashboard.settings.toDefault(row.key)
        }
    }
    HoverHandler {
        id: pointer
    }
    HoverTip {
        visible: pointer.hovered
        delay: 900
        text: qsTr("%1\nTakes %2. Default: %3").arg(row.help).arg(row.allowed).arg(row.standard.length > 0 ? row.standard : qsTr("none"))
    }
}
