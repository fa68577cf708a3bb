// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The simulated market: watchlist, the chosen symbol's candles, depth, book and tape.
Item {
    id: page

    readonly property bool compact: width < 1150
    readonly property bool low: height < 680

    Binding {
        target: Dashboard.market
        property: "active"
        value: page.visible
    }
    Shortcut {
        enabled: page.visible
        sequence: "P"
        onActivated: Dashboard.market.paused = !Dashboard.market.paused
    }

    Component {
        id: depth

        DepthPanel {}
    }
    RowLayout {
        anchors.fill: parent
        spacing: Theme.m

        WatchlistPanel {
            Layout.fillHeight: true
            Layout.fillWidth: false
            Layout.preferredWidth: page.compact ? 276 : 322
        }
        ColumnLayout {
            spacing: Theme.m
            Layout.fillWidth: true
            Layout.fillHeight: true

            Panel {
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: 56
                bodyMargin: 4

                SymbolHeader {
                    anchors.fill: parent
                    anchors.leftMargin: Theme.m
                    anchors.rightMargin: Theme.s + simulated.width + Theme.l
                }
                Badge {
                    id: simulated

                    anchors.right: parent.right
                    anchors.rightMargin: Theme.s
                    anchors.verticalCenter: parent.verticalCenter
                    text: qsTr("simulated")
                    tint: Theme.violet
                }
            }
            CandlePanel {
                Layout.fillWidth: true
                Layout.fillHeight: true
            }
            Loader {
                active: !page.compact
                visible: active
                Layout.fillWidth: true
                Layout.fillHeight: false
                Layout.preferredHeight: page.low ? 150 : 230
                sourceComponent: depth
            }
        }
        ColumnLayout {
            spacing: Theme.m
            Layout.fillHeight: true
            Layout.fillWidth: false
            Layout.preferredWidth: page.compact ? 236 : 286

            BookLadder {
                visible: !page.compact
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.preferredHeight: 38 + 18 + 20 * 19 + 6
                Layout.maximumHeight: 38 + 18 + 20 * 19 + 6
            }
            Loader {
                active: page.compact
                visible: active
                Layout.fillWidth: true
                Layout.preferredHeight: 220
                sourceComponent: depth
            }
            TradeList {
                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.minimumHeight: 140
            }
        }
    }
}
