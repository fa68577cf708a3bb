// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// What is wrong with the link, in one line, with the step that helps.
StateBanner {
    id: banner

    readonly property LinkStatus link: Dashboard.link
    readonly property bool trouble: link.trouble.length > 0
    readonly property bool wanted: trouble || (link.everLive && !link.live && !link.needsLogin)

    visible: wanted
    tint: trouble || link.state === LinkStatus.Closed ? Theme.down : Theme.warn
    iconName: trouble ? "warning" : "plug-off"
    text: trouble ? link.trouble : link.state === LinkStatus.Connecting ? qsTr("Reconnecting") : qsTr("Disconnected")
    detail: {
        if (trouble)
            return "";
        const parts = [];
        if (link.lastCode > 0)
            parts.push(link.lastReason.length > 0 ? qsTr("code %1, %2").arg(link.lastCode).arg(link.lastReason) : qsTr("code %1").arg(link.lastCode));
        if (link.state === LinkStatus.Waiting)
            parts.push(qsTr("attempt %1 in %2").arg(link.attempt + 1).arg(Format.span(link.retryMs)));
        parts.push(qsTr("the page shows the last that was received"));
        return parts.join(" · ");
    }
    actions: [
        PushButton {
            visible: banner.trouble && banner.link.freePort > 0
            primary: true
            text: qsTr("Use port %1").arg(banner.link.freePort)
            onClicked: banner.link.useFreePort()
        },
        PushButton {
            visible: !banner.trouble
            text: qsTr("Try now")
            onClicked: banner.link.retryNow()
        }
    ]
}
