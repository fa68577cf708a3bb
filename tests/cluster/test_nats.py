# SPDX-License-Identifier: GPL-3.0-or-later
"""Two nodes and a real nats-server: what test_nodes.py and test_feed.py hold to at a Redis, where the broker decides it."""
import os
import unittest

from nodes import Nats, envelope, needs

import test_feed
import test_nodes


@needs("nats-server")
class Channels(test_nodes.TwoNodes):
    BROKER = Nats
    test_nothing_is_lost_or_twice = test_nodes.Moving.test_nothing_is_lost_or_twice_while_readers_hop_under_load
    test_who_is_there = test_nodes.Moving.test_who_is_there_is_told_on_each_node
    test_who_reads = test_nodes.Moving.test_who_reads_is_told_on_every_node_and_a_node_that_dies_takes_its_readers_along
    test_a_list_of_channels = test_nodes.Moving.test_a_list_of_channels_is_one_list
    test_a_node_is_killed = test_nodes.Moving.test_readers_of_a_node_that_is_killed_go_on_on_the_other
    test_dies_and_comes_back_empty = test_nodes.Trouble.test_a_broker_that_dies_and_comes_back_empty
    test_paused = test_nodes.Trouble.test_a_paused_broker_and_what_it_had_been_asked
    test_found_later = test_nodes.Trouble.test_a_node_starts_without_its_broker_and_finds_it_later

    def strangers_node(self):
        for name, said in ((b"evil", envelope("/nodes", "status", 1, b'"x":1', key=b"z" * 32)), (b"evil2", b'{"x":1}')):
            self.broker.ask("wt.wavetape.state.node." + name.decode(), b"life " + said)


@needs("nats-server")
class Feed(test_feed.OnOneBroker):
    BROKER = Nats
    test_the_same_bytes = test_feed.OneFeed.test_the_same_bytes_under_the_same_numbers_on_both_nodes
    test_the_leader_is_killed = test_feed.OneFeed.test_the_leader_is_killed_and_its_readers_go_on_on_the_other
    test_a_paused_leader = test_feed.OneFeed.test_a_leader_that_was_paused_is_not_believed_and_has_missed_nothing
    test_the_broker_dies_comes_back_empty = test_feed.OneFeed.test_the_broker_dies_comes_back_empty_and_nobody_notices
    test_two_that_began_apart = test_feed.OneFeed.test_two_that_began_apart_are_one_and_say_so


@needs("nats-server")
class Beginning(test_nodes.Refusing):
    def test_what_is_wrong_is_said_in_one_line(self):
        nats = Nats("--user", "ann", "--pass", "secret")
        self.addCleanup(nats.stop)
        place, key = f"127.0.0.1:{nats.port}", ("--cluster-key", nats.key_file)
        self.assertIn("TLS to NATS is not spoken", self.refused("--cluster", "tls://x", *key))
        self.assertIn("a broker is redis://", self.refused("--cluster", nats.url + "/1", *key))
        self.assertIn("wants a user and password", self.refused("--cluster", nats.url, *key))
        self.assertIn("the password is refused", self.refused("--cluster", f"nats://ann:wrong@{place}", *key))
        url = f"nats://ann:secret@{place}"
        other = os.path.join(nats.folder.name, "other")
        with open(other, "w", encoding="ascii") as file:
            file.write("z" * 32)
        os.chmod(other, 0o600)
        with test_nodes.Started("--cluster", url, *key, "--node", "n1"):
            self.assertIn("has another key", self.refused("--cluster", url, "--cluster-key", other, "--node", "n2"))
            self.assertIn("has a node named n1 already", self.refused("--cluster", url, *key, "--node", "n1"))

    def test_a_server_that_will_not_do(self):
        def info(text):
            return b'INFO {"server_id":"x","headers":true,"jetstream":true,"max_payload":1048576,' + text + b"}\r\n"

        self.assert_answered("nats", info(b'"version":"2.8.4"'), "this is NATS 2.8.4, and 2.9 is the oldest that will do")
        self.assert_answered("nats", info(b'"version":"2.10.1","tls_required":true'), "it wants TLS")
        self.assert_answered("nats", b"+PONG\r\n", "this is no NATS")
        self.assert_answered("nats", info(b'"version":"2.9.10"').replace(b'"jetstream":true,', b"") + b"PONG\r\n", "JetStream is off")

    def test_too_small_a_store(self):
        nats = Nats()
        self.addCleanup(nats.stop)
        nats.kill()
        config = os.path.join(nats.folder.name, "config")
        with open(config, "w", encoding="ascii") as file:
            file.write("jetstream { max_file: 1MB }")
        nats.arguments = ("-c", config)
        nats.start()
        self.assertIn("JetStream refuses the stream WT-wavetape", self.refused("--cluster", nats.url, "--cluster-key", nats.key_file))


if __name__ == "__main__":
    unittest.main()
