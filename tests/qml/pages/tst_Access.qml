// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.ViewModels

// The window at a server that is not protected and wants to know who asks.
TestCase {
    id: test

    property Main window: null

    function seen(text: string): bool {
        return probe.names(window).some(name => name.includes(text));
    }

    name: "Access"

    Component {
        id: main

        Main {}
    }

    function initTestCase() {
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => Dashboard.link.live, 10000);
    }
    function cleanupTestCase() {
        otherServer.leave();
        tryVerify(() => Dashboard.link.live && !Dashboard.link.insecure, 10000);
        verify(!seen("Not secured"));
        window.destroy();
    }

    function test_aStrangerLogsIn() {
        verify(!seen("Not secured"));
        verify(!seen("who you are"));
        verify(otherServer.visit());
        tryVerify(() => Dashboard.link.needsLogin, 10000);
        tryVerify(() => seen("who you are"), 5000);
        Dashboard.link.logIn("alice", "guessed");
        tryVerify(() => Dashboard.link.loginError.length > 0, 10000);
        tryVerify(() => seen(Dashboard.link.loginError), 5000);
        const said = Dashboard.link.loginError;
        Dashboard.link.logIn("nobody", "wonderland");
        tryVerify(() => !Dashboard.link.loggingIn, 10000);
        compare(Dashboard.link.loginError, said);
        verify(!Dashboard.link.live);
        Dashboard.link.logIn("alice", "wonderland");
        tryVerify(() => Dashboard.link.live, 10000);
        verify(!Dashboard.link.needsLogin);
        tryVerify(() => !seen("who you are"), 5000);
        verify(Dashboard.link.insecure);
        tryVerify(() => seen("Not secured"), 5000);
    }
}
