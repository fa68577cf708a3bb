# SPDX-License-Identifier: GPL-3.0-or-later
"""What a publication asks of the allocator once everything is warm: counted by a library that is preloaded into this one process."""
import json
import os
import struct
import tempfile
import unittest
import unittest.mock

from wire import Peer, Server

V1 = "wavetape.v1"
WARM, COUNTED = 3000, 2000


class Allocations(unittest.TestCase):
    def setUp(self):
        shim = os.environ.get("ALLOCATION_SHIM_LIBRARY")
        self.assertTrue(shim and os.path.exists(shim), "ALLOCATION_SHIM_LIBRARY names no library")
        self.count = tempfile.NamedTemporaryFile()
        self.addCleanup(self.count.close)
        self.count.write(bytes(8))
        self.count.flush()
        with unittest.mock.patch.dict(os.environ, {"LD_PRELOAD": shim, "ALLOCATION_SHIM_COUNT": self.count.name}):
            self.server = Server("--limits", "off", threads=1)
        self.addCleanup(self.server.stop)

    def counted(self):
        self.count.seek(0)
        return struct.unpack("<q", self.count.read(8))[0]

    def per_publication(self, readers):
        """Allocations per publication, of which each of so many readers has had every one."""
        channel = f"chat.r{readers}"
        peers = [Peer(self.server, "/ws", V1) for _ in range(readers)]
        with Peer(self.server, "/ws", V1) as publisher:
            for peer in peers:
                peer.subscribe(channel)

            def say(count):
                for n in range(count):
                    publisher.send(json.dumps({"type": "publish", "channel": channel, "data": n}))
                    for peer in peers:
                        peer.until(lambda m: m.get("channel") == channel and "data" in m)

            say(WARM)
            before = self.counted()
            say(COUNTED)
            found = (self.counted() - before) / COUNTED
        for peer in peers:
            peer.close()
        return found

    def test_what_a_publication_allocates_whoever_reads_it(self):
        one, five = self.per_publication(1), self.per_publication(5)
        # None: publication, acknowledgement and their frames lie where those before them did. A rest is the housekeeping's, by the second.
        self.assertLess(one, 0.5)
        self.assertLess(five, 0.5)


if __name__ == "__main__":
    unittest.main()
