// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Wavetape.Controls
import Wavetape.Plotting
import Wavetape.Theme
import Wavetape.ViewModels

// Writes the samples in view of one trace to a file.
T.Popup {
    id: form

    required property TraceItem scope
    property var usedSlots: []
    property int chosen: 0
    property int ending: 0
    property string outcome
    property bool good: true
    readonly property var endings: ["csv", "wav", "f32"]
    readonly property StreamSlot slot: usedSlots[Math.min(chosen, usedSlots.length - 1)] ?? null

    function propose() {
        outcome = "";
        if (slot)
            file.text = Dashboard.streams.fileFor(slot.label, endings[ending]);
    }
    function save() {
        const path = file.text.trim();
        const problem = scope.save("file://" + path.split("/").map(encodeURIComponent).join("/"), slot.number);
        good = problem.length === 0;
        outcome = good ? qsTr("Saved.") : problem;
    }

    width: 430
    height: 142
    padding: Theme.m
    modal: false
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onAboutToShow: {
        chosen = 0;
        propose();
        file.forceActiveFocus(Qt.PopupFocusReason);
    }
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.s

        Label {
            text: qsTr("Save the samples in view")
            font.bold: true
            font.pixelSize: Theme.titleSize
        }
        RowLayout {
            spacing: Theme.s

            SegmentedControl {
                name: qsTr("Signal")
                model: form.usedSlots.map(slot => slot.label)
                currentIndex: form.chosen
                onActivated: index => {
                    form.chosen = index;
                    form.propose();
                }
            }
            SegmentedControl {
                name: qsTr("Form")
                model: ["CSV", "WAV", "float32"]
                currentIndex: form.ending
                onActivated: index => {
                    form.ending = index;
                    form.propose();
                }
            }
        }
        RowLayout {
            spacing: Theme.s

            TextInputField {
                id: file

                name: qsTr("File")
                placeholderText: qsTr("File")
                Layout.fillWidth: true
                Keys.onReturnPressed: form.save()
            }
            PushButton {
                primary: true
                iconName: "save"
                text: qsTr("Save")
                enabled: form.slot !== null && file.text.trim().startsWith("/")
                onClicked: form.save()
            }
        }
        Caption {
            text: form.outcome
            color: form.good ? Theme.up : Theme.down
            wrapMode: Text.Wrap
            Layout.fillWidth: true
            Layout.preferredHeight: Math.max(14, implicitHeight)
        }
    }
}
