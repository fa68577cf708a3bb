# SPDX-License-Identifier: GPL-3.0-or-later
"""The server with `server-owned-channels` off: what is published there is taken, and nothing breaks where there is no such channel."""
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration"))

from wire import Peer, Server, http  # noqa: E402


class ServerOwned(unittest.TestCase):
    def test_a_channel_that_is_not_there_is_refused(self):
        with Server(feed="calm") as server:
            for channel in ("book.X", "ticker.NOPE", "uplink.s1", "sys.nothing", "candles.NOPE.1s", "auction.NOPE"):
                with Peer(server, "/ws", "wavetape.v1", checked=False) as peer:
                    self.assertEqual(peer.reply("publish", channel=channel, data=1).get("code"), 103, channel)
                body = json.dumps({"channel": channel, "data": 1, "key": "k"}).encode()
                self.assertEqual(http(server, "POST", "/publish", {"Content-Type": "application/json"}, body).status, 403, channel)
            with Peer(server, "/ws", "wavetape.v1", checked=False) as peer:
                self.assertEqual(peer.reply("publish", channel="ticker.AAPL", data={})["type"], "ack")


if __name__ == "__main__":
    unittest.main()
