// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls

// What a picture says to whoever does not see it: its owner makes the text in onTriggered, once a second and only
// while a screen reader listens and the picture is there to be seen.
Timer {
    required property Item picture
    property string text

    interval: 1000
    repeat: true
    triggeredOnStart: true
    running: ScreenReader.listening && picture.visible
}
