// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
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
    ListView {
        id: list

        anchors.fill: parent
        anchors.topMargin: head.height
        clip: true
        currentIndex: -1
        highlightFollowsCurrentItem: false
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        activeFocusOnTab: true
        model: table.topic.rows
        Accessible.role: Accessible.Table
        Accessible.name: table.topic.title ?? ""
        Keys.onUpPressed: contentY = Math.max(0, contentY - 40)
        Keys.onDownPressed: contentY = Math.max(0, Math.min(contentHeight - height, contentY + 40))
        T.ScrollBar.vertical: ThinScrollBar {}

        delegate: Rectangle {
            id: row

            required property int index
            required property var modelData
            readonly property string words: modelData.join(", ")

            width: list.width
            height: cells.tallest + 12
            color: index % 2 === 0 ? "transparent" : Theme.fade(Theme.raised, 0.6)
            Accessible.role: Accessible.Row
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
        }

        FocusRing {
            control: list
            anchors.margins: 1
        }
    }
}
