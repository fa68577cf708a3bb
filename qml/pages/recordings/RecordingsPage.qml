// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Layouts
import Wavetape.Controls
import Wavetape.Recordings
import Wavetape.Theme
import Wavetape.ViewModels

// What was recorded: files, what is in them, the one that is being made and the one that is replayed.
Page {
    id: page

    leastHeight: narrow ? 860 : 480

    // A file by its name.
    function showPlace(name: string) {
        view.file = files.folder + "/" + name;
    }
    // The newest one; "damaged": the newest that is.
    function showExample(name: string) {
        for (let row = 0; row < files.count; ++row) {
            if (name !== "damaged" || [RecordingFolder.Damaged, RecordingFolder.Unfinished].includes(files.conditionAt(row))) {
                view.file = files.keyAt(row);
                return;
            }
        }
    }

    readonly property RecordingFolder listed: RecordingFolder {
        id: files

        folder: Dashboard.recording.folder
        growing: Dashboard.recording.running && Dashboard.recording.folder.length > 0 ? Dashboard.recording.file : ""
        active: page.visible
    }
    readonly property RecordingView opened: RecordingView {
        id: view
    }

    ColumnLayout {
        id: bars

        width: parent.width
        spacing: Theme.m

        RecordBar {
            Layout.fillWidth: true
        }
        ReplayStrip {
            Layout.fillWidth: true
        }
    }
    PageGrid {
        anchors {
            fill: parent
            topMargin: bars.height + Theme.m
        }
        columns: page.narrow ? 1 : 2
        columnSpacing: Theme.m
        rowSpacing: Theme.m

        Panel {
            title: qsTr("Files")
            note: files.folder.split("/").pop()
            bodyMargin: 1
            Layout.fillWidth: page.narrow
            Layout.fillHeight: !page.narrow
            Layout.preferredHeight: page.narrow ? 260 : -1
            Layout.preferredWidth: page.narrow ? 600 : page.compact ? 330 : 420

            FileList {
                anchors.fill: parent
                anchors.bottomMargin: 4
                visible: files.count > 0
                files: files
                currentKey: view.file.length > 0 ? view.file : undefined
                onChosen: key => view.file = key
                onOpened: key => {
                    if (Dashboard.replay.choosable)
                        Dashboard.replay.choose(key);
                }
            }
            StateOverlay {
                anchors.fill: parent
                visible: files.count === 0
                iconName: files.problem.length > 0 ? "warning" : "recordings"
                title: files.problem.length > 0 ? files.problem : qsTr("No recordings yet")
                detail: qsTr("What this server publishes is recorded at the press of the button above, or with --record FILE.")
            }
        }
        RecordingPanel {
            view: view
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }
}
