// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import Wavetape.Controls
import Wavetape.Theme
import Wavetape.ViewModels

// The server wants to know who it is. The secret is forgotten once it was sent.
StateBanner {
    id: banner

    readonly property LinkStatus link: Dashboard.link

    function send() {
        if (user.text.length === 0 || secret.text.length === 0 || link.loggingIn)
            return;
        link.logIn(user.text, secret.text);
        secret.clear();
    }

    visible: link.needsLogin
    tint: Theme.warn
    text: qsTr("This server wants to know who you are")
    detail: link.loginError
    actions: [
        TextInputField {
            id: user

            placeholderText: qsTr("User")
            implicitWidth: 140
            maximumLength: 128
            Keys.onReturnPressed: banner.send()
        },
        TextInputField {
            id: secret

            placeholderText: qsTr("Secret")
            implicitWidth: 160
            maximumLength: 1024
            echoMode: TextInput.Password
            Keys.onReturnPressed: banner.send()
        },
        PushButton {
            primary: true
            enabled: user.text.length > 0 && secret.text.length > 0 && !banner.link.loggingIn
            text: qsTr("Log in")
            onClicked: banner.send()
        }
    ]
}
