# SPDX-License-Identifier: GPL-3.0-or-later
"""Every channel agrees with every other: the feed as a reader on the wire sees it."""
import json
import statistics
import time
import unittest
import zlib

import schema
from wire import Peer, Server, eventually, http

SECONDS = 6


def setUpModule():
    """One recording of two symbols, all channels, read by one connection."""
    global messages, acks, symbols
    # Room for what this reader falls behind by on a busy machine: nothing may be lost.
    with Server(feed="open", symbols=2, QUEUE_LOW=1 << 24, QUEUE_HIGH=1 << 25, QUEUE_HARD=1 << 26) as server:
        rows = http(server, "GET", "/channels").json
        symbols = [r["channel"].split(".", 1)[1] for r in rows if r["channel"].startswith("ticker.")]
        assert len(symbols) == 2, symbols
        with Peer(server, "/ws", "wavetape.v1") as peer:
            names = [f"{kind}.{s}" for s in symbols for kind in ("book", "trades", "ticker")]
            names += [f"candles.{s}.{i}" for s in symbols for i in ("1s", "5s", "1m", "5m", "1h")] + ["index.ALL", "alerts", "news", "status"]
            peer.send({"type": "subscribe", "channels": names})
            texts = []
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                texts.append(peer.message()[1])
    messages = [json.loads(text) for text in texts]
    acks = {m["channel"]: m for m in messages if m.get("type") == "ack"}
    assert set(acks) == set(names), set(names) ^ set(acks)


def of(channel, snapshots=False):
    return [m for m in messages if m.get("channel") == channel and ("seq" in m and "ts" in m or snapshots and m.get("type") == "snapshot")]


class Feed(unittest.TestCase):
    def each(self, kind):
        for s in symbols:
            found = of(f"{kind}.{s}")
            self.assertGreater(len(found), 2, f"{kind}.{s}")
            yield s, found

    def test_shapes(self):
        for message in messages:
            schema.require("message", message)
            if "ts" in message:
                kind = message["channel"].split(".")[0]
                schema.require({"book": "data.bookDelta", "trades": "data.trade", "ticker": "data.ticker", "candles": "data.candle",
                                "index": "data.index", "alerts": "data.alert", "news": "data.newsItem",
                                "status": "data.status"}[kind], message["data"])
                self.assertLess(abs(message["ts"] / 1000 - time.time()), SECONDS + 60)

    def test_nothing_was_lost(self):
        self.assertEqual([m for m in messages if m.get("type") in ("lagged", "error", "closing")], [])
        for channel, ack in acks.items():
            seqs = [m["seq"] for m in of(channel)]
            if ack["policy"] != "conflate":
                self.assertEqual(seqs, list(range(ack["seq"] + 1, ack["seq"] + 1 + len(seqs))), channel)

    def test_the_book_replays(self):
        for s, deltas in self.each("book"):
            snapshot = of(f"book.{s}", True)[0]
            self.assertEqual(snapshot["seq"], acks[f"book.{s}"]["seq"])
            bids = {p: q for p, q in snapshot["data"]["bids"]}
            asks = {p: q for p, q in snapshot["data"]["asks"]}
            self.assertEqual(list(bids), sorted(bids, reverse=True), "best first")
            self.assertEqual(list(asks), sorted(asks))
            last, checked = snapshot["data"]["last"], 0
            for delta in deltas:
                data = delta["data"]
                self.assertEqual(data["first"], last + 1)
                self.assertGreaterEqual(data["last"], data["first"])
                last = data["last"]
                for side, changes in ((bids, data["bids"]), (asks, data["asks"])):
                    for price, size in changes:
                        if size == 0:
                            self.assertIn(price, side, "what is removed was there")
                            del side[price]
                        else:
                            side[price] = size
                self.assertTrue(bids and asks)
                self.assertLess(max(bids), min(asks), "never crossed")
                self.assertEqual("crc" in data, delta["seq"] % 50 == 0, delta["seq"])
                if "crc" in data:
                    levels = sorted(bids.items(), reverse=True)[:10] + sorted(asks.items())[:10]
                    text = "|".join(f"{number(p)}:{number(q)}" for p, q in levels)
                    self.assertEqual(data["crc"], zlib.crc32(text.encode()), text)
                    checked += 1
            if len(deltas) >= 50:
                self.assertGreater(checked, 0)
            snapshots[s] = (bids, asks)

    def test_trades_count_up_and_come_from_the_book(self):
        for s, trades in self.each("trades"):
            ids = [t["data"]["id"] for t in trades]
            self.assertEqual(ids, list(range(ids[0], ids[0] + len(ids))))
            times = [t["data"]["time"] for t in trades]
            self.assertEqual(times, sorted(times))
            levels = {p for m in of(f"book.{s}", True) for side in ("bids", "asks") for p, _ in m["data"][side]}
            strange = [t["data"]["price"] for t in trades if t["data"]["price"] not in levels]
            self.assertEqual(strange, [], "each trade's price was a level of the book")

    def test_candles_are_the_trades(self):
        for s in symbols:
            trades = [t["data"] for t in of(f"trades.{s}")]
            for interval, length in (("1s", 1000), ("5s", 5000)):
                closed = {}
                for candle in of(f"candles.{s}.{interval}"):
                    if candle["data"]["closed"]:
                        closed[candle["data"]["start"]] = candle["data"]
                whole = 0
                for start, candle in closed.items():
                    self.assertEqual(start % length, 0)
                    inside = [t for t in trades if start <= t["time"] < start + length]
                    if start < trades[0]["time"] or start + length > trades[-1]["time"]:
                        continue  # its trades are not all in the recording
                    whole += 1
                    prices = [t["price"] for t in inside]
                    self.assertTrue(prices, "none for a second without trades")
                    self.assertEqual((candle["open"], candle["high"], candle["low"], candle["close"]),
                                     (prices[0], max(prices), min(prices), prices[-1]))
                    self.assertAlmostEqual(candle["volume"], sum(t["size"] for t in inside), places=6)
                if interval == "1s":
                    self.assertGreaterEqual(whole, SECONDS - 3)

    def test_tickers_are_book_and_trades(self):
        for s, tickers in self.each("ticker"):
            prices = {t["data"]["price"] for t in of(f"trades.{s}")}
            first_trade = of(f"trades.{s}")[0]["data"]["time"]
            bests = best_pairs(s)
            for ticker in tickers[1:]:
                data = ticker["data"]
                self.assertEqual(data["symbol"], s)
                self.assertLess(data["bid"], data["ask"])
                self.assertIn((data["bid"], data["ask"]), bests, "the best of a published book state")
                if data["time"] > first_trade + 1000:
                    self.assertIn(data["price"], prices, "the price of a published trade")
                self.assertLessEqual(data["low"], data["price"])
                self.assertGreaterEqual(data["high"], data["price"])
                self.assertAlmostEqual(data["change"], data["price"] - data["open"], places=6)
                self.assertAlmostEqual(data["changePct"], 100 * (data["price"] / data["open"] - 1), places=2)

    def test_kseq_counts_up(self):
        steps = []
        for channel, ack in acks.items():
            if ack["policy"] != "conflate":
                self.assertFalse([m for m in of(channel) if "kseq" in m], channel)
                continue
            last = {}
            for m in of(channel):
                key = m["data"]["start"] if channel.startswith("candles") else None
                self.assertIn("kseq", m, channel)
                if key in last:
                    steps.append(m["kseq"] - last[key])
                last[key] = m["kseq"]
        # More than one only where a busy machine lets the market catch up in one go.
        self.assertGreater(min(steps), 0)
        self.assertEqual(statistics.median(steps), 1, "a reader that keeps up misses next to nothing")

    def test_snapshot_of_candles(self):
        for s in symbols:
            snapshot = of(f"candles.{s}.1s", True)[0]
            self.assertEqual(snapshot["type"], "snapshot")
            schema.require("data.candles", snapshot["data"])
            starts = [c["start"] for c in snapshot["data"]]
            self.assertEqual(starts, sorted(set(starts)))
            self.assertTrue(all(c["closed"] for c in snapshot["data"][:-1]))


snapshots = {}


def number(value):
    return str(int(value)) if float(value).is_integer() else repr(value)


def best_pairs(symbol):
    bids, asks, pairs = {}, {}, set()
    for m in of(f"book.{symbol}", True):
        if m.get("type") == "snapshot":
            bids, asks = dict(map(tuple, m["data"]["bids"])), dict(map(tuple, m["data"]["asks"]))
        else:
            for side, changes in ((bids, m["data"]["bids"]), (asks, m["data"]["asks"])):
                for price, size in changes:
                    if size:
                        side[price] = size
                    else:
                        side.pop(price, None)
        pairs.add((max(bids), min(asks)))
    return pairs


class Rates(unittest.TestCase):
    def test_the_default_mix(self):
        """Per symbol and second: 5 tickers, about 20 trades, 12 deltas of the book."""
        with Server(feed="calm", symbols=8) as server, Peer(server, checked=False) as peer:
            peer.send({"type": "subscribe", "channels": ["ticker.*", "trades.*", "book.*"]})
            counts = {"ticker": 0, "trades": 0, "book": 0}
            times = []
            end = time.monotonic() + 5
            while time.monotonic() < end:
                m = json.loads(peer.message()[1])
                if "ts" in m:
                    kind = m["channel"].split(".")[0]
                    counts[kind] += 1
                    if kind == "ticker":
                        times.append(m["data"]["time"])
        # By the market's own clock: a machine that is busy elsewhere delivers late, then more at once.
        seconds = (max(times) - min(times)) / 1000
        for kind, low, high in (("ticker", 4, 6), ("trades", 8, 40), ("book", 10, 14)):
            self.assertTrue(low <= counts[kind] / 8 / seconds <= high, (counts, seconds))


class Seed(unittest.TestCase):
    def trades(self, *flags):
        with Server("--seed", "42", "--speed", "20", *flags, feed="calm", symbols=3,
                    HISTORY_PUBLICATIONS=100_000, HISTORY_BYTES="64M") as server:
            symbol = next(r["channel"] for r in http(server, "GET", "/channels").json if r["channel"].startswith("trades."))
            with Peer(server) as peer:
                position = peer.subscribe(symbol)
                pages = lambda: peer.reply("history", channel=symbol, since={"epoch": position["epoch"], "seq": 0}, limit=300)  # noqa: E731
                page = eventually(lambda: next((p for p in (pages(),) if len(p["publications"]) >= 100), None))
                return [{k: v for k, v in p["data"].items() if k != "time"} for p in page["publications"]][:100]

    def test_the_same_seed_gives_the_same_trades(self):
        one, two = self.trades(), self.trades()
        self.assertEqual(len(one), 100)
        self.assertEqual(one, two)
        self.assertNotEqual(one, self.trades("--seed", "43"))


if __name__ == "__main__":
    unittest.main()
