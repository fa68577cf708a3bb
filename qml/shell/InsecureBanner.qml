// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The server says that others can reach it unprotected. Stays for as long as it is so.
StateBanner {
    visible: Dashboard.link.insecure
    tint: Theme.down
    text: qsTr("Not secured")
    detail: qsTr("Other machines reach this server without TLS or without a token: they can read along and publish.")
}
