// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The rate of a wave, changed while it runs: its subscribers are told of a new epoch.
Panel {
    id: panel

    readonly property WaveRates rates: Dashboard.waveRates

    function apply() {
        rates.set(choice.currentText, rate.text);
    }

    title: qsTr("Rate of a wave")
    note: qsTr("changed while it runs")

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        SegmentedControl {
            id: choice

            name: qsTr("Wave")
            model: panel.rates.waves
            onActivated: index => currentIndex = index
        }
        RowLayout {
            spacing: Theme.s
            Layout.fillHeight: false

            TextInputField {
                id: rate

                name: qsTr("Samples a second")
                placeholderText: qsTr("samples a second, such as 96k")
                font.family: Theme.mono
                Layout.fillWidth: true
                Keys.onReturnPressed: panel.apply()
                Keys.onEnterPressed: panel.apply()
            }
            PushButton {
                text: qsTr("Set")
                enabled: rate.text.length > 0 && choice.currentText.length > 0
                Accessible.name: qsTr("Set the rate of this wave")
                onClicked: panel.apply()
            }
        }
        Caption {
            text: panel.rates.outcome.length > 0 ? panel.rates.outcome : qsTr("From 1 to 10 M; all begin with the setting wave_rate.")
            color: panel.rates.refused ? Theme.down : Theme.dim
            Layout.fillWidth: true
        }
    }
}
