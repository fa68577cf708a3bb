// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Wavetape.Shell
import Wavetape.ViewModels

// The Cluster page: a server that is on none, and what `sys.cluster` says of one.
TestCase {
    id: test

    property Main window: null
    property bool visiting: false

    name: "PagesCluster"

    Component {
        id: main

        Main {}
    }

    function init() {
        Dashboard.preferences.width = 1400;
        Dashboard.preferences.height = 900;
        window = main.createObject(null) as Main;
        verify(window);
        tryVerify(() => window.visible, 20000);
        tryVerify(() => Dashboard.link.live, 20000);
        window.showPage("cluster");
        tryVerify(() => says("This server is on no cluster"), 20000);
    }
    function cleanup() {
        window.showPage("reference");
        wait(100); // rows that a list has let go of are deleted before the window is
        window.destroy();
        window = null;
        if (visiting)
            otherServer.leave();
        visiting = false;
        tryVerify(() => Dashboard.link.live && Dashboard.link.node !== "fast", 20000);
    }
    function says(words: string): bool {
        return probe.names(window).some(name => name.startsWith(words));
    }
    function tableOf(item: var): var {
        if (item["table"]?.standing !== undefined)
            return item["table"];
        for (let i = 0; i < item.children.length; ++i) {
            const found = tableOf(item.children[i]);
            if (found)
                return found;
        }
        return null;
    }
    function told(): var {
        return {
            time: 1000,
            cluster: "wavetape",
            node: "a",
            broker: { state: "up", losses: 0, followed: 3, probeMs: 0.4, hopMs: { p50: 0.5, p99: 2 } },
            feed: { role: "follower", leader: "b", leaseMs: 3000, leaders: 1, beats: 20 },
            nodes: [
                {
                    node: "a",
                    role: "follower",
                    hopMs: { p50: 0.5, p99: 2 },
                    uptimeMs: 61000,
                    draining: false,
                    connections: 12,
                    sockets: 13,
                    messagesIn: 5,
                    messagesOut: 6,
                    messagesInPerSecond: 1.5,
                    messagesOutPerSecond: 2500
                },
                { node: "b", role: "leader", draining: true, connections: 1234 }
            ]
        };
    }

    function test_theNodesAndWhoLeads() {
        const table = tableOf(window.contentItem);
        verify(table);
        table.apply(told());
        compare(table.standing, ClusterTable.Member);
        verify(!says("This server is on no cluster"));
        const at = (row, role) => table.data(table.index(row, 0), role);
        compare([0, 1].map(row => table.keyAt(row)), ["a", "b"]);
        compare([0, 1].map(row => at(row, ClusterTable.Here)), [true, false]);
        compare([0, 1].map(row => at(row, ClusterTable.Part)), ["follows", "leads the feed"]);
        compare([0, 1].map(row => at(row, ClusterTable.Connections)), ["12", Format.count(1234)]);
        compare([0, 1].map(row => at(row, ClusterTable.Hop)), [Format.micros(2000), "–"]);
        compare([0, 1].map(row => at(row, ClusterTable.Draining)), [false, true]);
        tryVerify(() => says("Leads the feed: b"), 5000);
        verify(says("Lease, from each beat: " + Format.span(3000)));
        verify(says("Broker: up"));
        // A point a second; where nothing went round there is none.
        const next = told();
        next.time = 2000;
        next.broker.hopMs = { p50: 0, p99: 0 };
        table.apply(next);
        compare(table.probe.points().length, 2);
        compare(table.hopP99.points().length, 1);
        compare(table.hopP99.last, 2000);
        // Another node's way is another one.
        next.node = "b";
        next.time = 3000;
        table.apply(next);
        compare(table.probe.points().length, 1);
        compare(table.hopP99.points().length, 0);
    }
    function test_theBrokerIsAway() {
        const table = tableOf(window.contentItem);
        const away = told();
        away.broker = { state: "away", trouble: "127.0.0.1:1: does not answer", losses: 1, followed: 3, hopMs: { p50: 0, p99: 0 } };
        away.nodes = [{ node: "a" }];
        table.apply(away);
        tryVerify(() => says("The broker is away. "), 5000);
        verify(probe.names(window).some(name => name.includes("127.0.0.1:1: does not answer")));
        compare(table.count, 1);
        table.apply(told());
        tryVerify(() => !says("The broker is away"), 5000);
        compare(table.count, 2);
    }
    function test_aServerIsAStranger() {
        const table = tableOf(window.contentItem);
        table.apply({ nodes: [1, { node: 7, connections: "x" }], broker: [], feed: null, node: {} });
        compare(table.standing, ClusterTable.Member);
        compare(table.count, 2);
        compare(table.data(table.index(1, 0), ClusterTable.Connections), "–");
        table.apply({ nodes: Array.from({ length: 2000 }, (_, i) => ({ node: "n" + i })) });
        verify(table.count <= 256);
    }
    // Of this window's own server there is nothing to drain; another one is asked.
    function test_drainsTheNodeItIsConnectedTo() {
        visiting = true;
        verify(otherServer.visitFast());
        tryVerify(() => Dashboard.link.live && Dashboard.link.node === "fast", 20000);
        const table = tableOf(window.contentItem);
        table.apply(told());
        tryVerify(() => says("Drain a"), 5000);
        // Another one that is chosen is asked over the broker, which this server has none of.
        table.target = "b";
        verify(table.draining); // as its row says
        const idle = told();
        idle.nodes[1].draining = false;
        table.apply(idle);
        verify(!table.draining);
        tryVerify(() => says("Drain b"), 5000);
        table.drain();
        verify(table.draining);
        tryVerify(() => table.problem.length > 0, 20000);
        verify(!table.draining);
        table.target = "";
        compare(table.target, "a");
        table.drain();
        verify(table.draining);
        tryVerify(() => !Dashboard.link.live, 20000); // this window is told to go, too
        compare(table.problem, "");
    }
}
