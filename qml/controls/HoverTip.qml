// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtQuick.Templates as T
import Wavetape.Theme

// The sentence that explains a control under the pointer or the keyboard.
T.ToolTip {
    id: tip

    // The widest it becomes before it wraps.
    property real most: 560

    delay: 500
    timeout: 6000
    margins: 6
    padding: 6
    leftPadding: 9
    rightPadding: 9
    x: parent ? Math.round((parent.width - implicitWidth) / 2) : 0
    y: parent ? parent.height + 6 : 0
    implicitWidth: Math.min(most, contentItem.implicitWidth) + leftPadding + rightPadding
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent

    contentItem: Label {
        text: tip.text
        wrapMode: Text.Wrap
        elide: Text.ElideNone
        font.pixelSize: Theme.captionSize
    }
    background: Rectangle {
        color: Theme.raised
        border.color: Theme.borderStrong
        radius: Theme.smallRadius
    }
}
