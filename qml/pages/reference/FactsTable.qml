// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Wavetape.Controls
import Wavetape.Theme

// A topic of the Reference page as a table; long texts wrap, the first column is bold.
Item {
    id: table

    // {heads, widths, rows, mono}
    property var topic: ({ heads: [], widths: [], rows: [] })

    function columnX(column: int): real {
        let x = Theme.m;
        for (let i = 0; i < column; ++i)
            x += topic.widths[i];
        return x;
    }
    function columnWidth(column: int): real {
        return column < topic.widths.length ? topic.widths[column] - Theme.s : table.width - columnX(column) - Theme.l;
    }

    Item {
        id: head

        width: parent.width
        height: 26

        Repeater {
            model: table.topic.heads

            Caption {
                required property int index
                required property string modelData

                x: table.columnX(index)
                width: table.columnWidth(index)
                height: head.height
                text: modelData
            }
        }
    }
    ChoiceList {
        id: list

        anchors.fill: parent
        anchors.topMargin: head.height
        name: table.topic.title ?? ""
        model: table.topic.rows
        Accessible.role: Accessible.Table
        onChosen: key => currentKey = key
        onModelChanged: currentKey = undefined

        delegate: Rectangle {
            id: row

            required property int index
            required property var modelData
            readonly property string words: modelData.join(", ")

            width: list.width
            height: cells.tallest + 12
            color: index === list.currentKey ? Theme.selected : index % 2 === 0 ? "transparent" : Theme.fade(Theme.raised, 0.6)
            Accessible.role: Accessible.Row
            Accessible.selected: index === list.currentKey
            Accessible.name: words

            Item {
                id: cells

                readonly property real tallest: Math.max(18, childrenRect.height)

                y: 6
                width: parent.width

                Repeater {
                    model: row.modelData

                    Label {
                        required property int index
                        required property string modelData

                        x: table.columnX(index)
                        width: table.columnWidth(index)
                        text: modelData
                        wrapMode: Text.Wrap
                        elide: Text.ElideNone
                        lineHeight: 1.15
                        font.bold: index === 0
                        font.family: table.topic.mono === true && index === row.modelData.length - 1 ? Theme.mono : Theme.family
                        font.pixelSize: table.topic.mono === true && index === row.modelData.length - 1 ? Theme.captionSize : Theme.bodySize
                        color: index === 0 ? Theme.text : index === row.modelData.length - 1 ? Theme.text : Theme.dim
                        Accessible.ignored: true
                    }
                }
            }
            TapHandler {
                onTapped: {
                    list.forceActiveFocus(Qt.MouseFocusReason);
                    list.chosen(row.index);
                }
            }
        }
    }
}
