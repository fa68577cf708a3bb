# SPDX-License-Identifier: GPL-3.0-or-later
"""Fragmentation, UTF-8, closing, limits: RFC 6455 sections 5.4, 5.5.1, 7 and 8.1."""
import os
import time

from harness import SERVER, SMALL_FRAGMENTS, SMALL_MESSAGE, case, expect
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close_payload


def send_fragments(c, opcode, parts):
    for i, part in enumerate(parts):
        c.frame(opcode if i == 0 else CONTINUATION, part, fin=i == len(parts) - 1)


# Fragmentation -------------------------------------------------------------------------------------------------------

for name, parts in (("two", [b"Hel", b"lo"]), ("three", [b"a", b"b", b"c"]), ("empty first", [b"", b"ab"]),
                    ("empty last", [b"ab", b""]), ("empty in the middle", [b"a", b"", b"b"]),
                    ("all empty", [b"", b"", b""]), ("twenty of one byte", [b"x"] * 20),
                    ("growing", [b"g" * n for n in range(60)]), ("one of 64 KiB", [b"s", b"L" * 65536, b"s"]),
                    ("a thousand", [b"t"] * 1000)):
    for opcode, kind in ((TEXT, "text"), (BINARY, "binary")):
        @case("fragmentation", f"{kind} in fragments: {name}")
        def _(t, opcode=opcode, parts=parts):
            c = t.open()
            c.send(b"".join(c.encode(opcode if i == 0 else CONTINUATION, part, fin=i == len(parts) - 1)
                            for i, part in enumerate(parts)))
            c.expect_message(opcode, b"".join(parts))
            c.finish()


@case("fragmentation", "fragments byte by byte")
def _(t):
    c = t.open()
    c.send_pieces(c.encode(TEXT, "frag", fin=False) + c.encode(CONTINUATION, "men", fin=False)
                  + c.encode(CONTINUATION, "ted"))
    c.expect_message(TEXT, "fragmented")
    c.finish()


@case("fragmentation", "nothing is answered before the last fragment")
def _(t):
    c = t.open()
    c.frame(TEXT, "first", fin=False)
    c.expect_quiet()
    c.frame(CONTINUATION, "last")
    c.expect_message(TEXT, "firstlast")
    c.finish()


@case("fragmentation", "a fragmented message, then a whole one")
def _(t):
    c = t.open()
    send_fragments(c, TEXT, ["a", "b"])
    c.binary(b"whole")
    c.expect_message(TEXT, "ab")
    c.expect_message(BINARY, b"whole")
    c.finish()


@case("fragmentation", "fifty fragmented messages at once")
def _(t):
    c = t.open()
    c.send(b"".join(c.encode(TEXT, f"{i}-", fin=False) + c.encode(CONTINUATION, "end") for i in range(50)))
    for i in range(50):
        c.expect_message(TEXT, f"{i}-end")
    c.finish()


WRONG_ORDERS = [
    ("a continuation first", [(CONTINUATION, True)]),
    ("a continuation first, not final", [(CONTINUATION, False)]),
    ("a continuation after a whole message", [(TEXT, True), (CONTINUATION, True)]),
    ("a continuation after a finished one", [(TEXT, False), (CONTINUATION, True), (CONTINUATION, True)]),
    ("text inside text", [(TEXT, False), (TEXT, True)]),
    ("text inside text, not final", [(TEXT, False), (TEXT, False)]),
    ("binary inside text", [(TEXT, False), (BINARY, True)]),
    ("text inside binary", [(BINARY, False), (TEXT, True)]),
    ("binary inside binary", [(BINARY, False), (BINARY, False)]),
    ("text after two fragments", [(TEXT, False), (CONTINUATION, False), (TEXT, True)]),
    ("a continuation after a ping", [(PING, True), (CONTINUATION, True)]),
    ("a continuation after a pong", [(PONG, True), (CONTINUATION, False)]),
]
for name, order in WRONG_ORDERS:
    for payload in (b"x", b""):
        @case("fragmentation", f"{name} is refused" + ("" if payload else " (empty frames)"))
        def _(t, order=order, payload=payload):
            c = t.open()
            c.send_anyway(b"".join(c.encode(opcode, payload, fin) for opcode, fin in order))
            while True:
                got = c.read()
                expect(got is not None, "the stream ended without a close frame")
                if got.opcode == CLOSE:
                    break
            expect(got.code == 1002, f"closed with {got.code}")


@case("fragmentation", "a continuation is refused at its first byte")
def _(t):
    c = t.open()
    c.send_anyway(b"\x80")
    c.expect_failure(1002)


@case("fragmentation", "a new message inside another is refused at its first byte")
def _(t):
    c = t.open()
    c.frame(TEXT, "a", fin=False)
    c.send_anyway(b"\x82")
    c.expect_failure(1002)


for size in (4 << 20, 16 << 20):
    for opcode, kind in ((TEXT, "text"), (BINARY, "binary")):
        @case("limits", f"{kind} of {size >> 20} MiB where that is allowed", setting="big")
        def _(t, opcode=opcode, size=size):
            c = t.open()
            c.timeout *= 4
            c.echoes(opcode, b"*" * size)
            c.finish()

for piece in (64, 256, 1024, 65536):
    @case("fragmentation", f"4 MiB in fragments of {piece} bytes", setting="big")
    def _(t, piece=piece):
        c = t.open()
        c.timeout *= 4
        count = (4 << 20) // piece
        first, more, last = (c.encode(*kind, key=b"\x01\x02\x03\x04") for kind in (
            (TEXT, b"*" * piece, False), (CONTINUATION, b"*" * piece, False), (CONTINUATION, b"*" * piece)))
        c.send(first + more * (count - 2) + last)
        c.expect_message(TEXT, b"*" * (4 << 20))
        c.finish()

for piece in (64, 1024, 2048):
    @case("framing", f"a megabyte of text written in pieces of {piece} bytes", setting="big")
    def _(t, piece=piece):
        c = t.open()
        c.timeout *= 4
        payload = "aé€😀".encode() * (1 << 17)
        whole = c.encode(TEXT, payload[:1000000])
        for at in range(0, len(whole), piece):
            c.send(whole[at:at + piece])
        c.expect_message(TEXT, payload[:1000000])
        c.finish()


# UTF-8 ---------------------------------------------------------------------------------------------------------------

VALID = ["\0", "\x7f", "\x80", "\u07ff", "\u0800", "\u0fff", "\u1000", "\ucfff", "\ud000", "\ud7ff", "\ue000", "\ufffd",
         "\ufffe", "\uffff", "\ufeff", "\ufdd0", "\U00010000", "\U0003ffff", "\U00040000", "\U000fffff", "\U00100000",
         "\U0010ffff", "κόσμε", "Grüße, 世界 🌊📈"]
INVALID = {
    "a lone continuation byte": b"\x80", "two continuation bytes": b"\xbf\x80", "byte C0": b"\xc0\x80",
    "byte C1": b"\xc1\xbf", "byte F5": b"\xf5\x80\x80\x80", "byte F8": b"\xf8\x88\x80\x80\x80",
    "byte FC": b"\xfc\x84\x80\x80\x80\x80", "byte FE": b"\xfe", "byte FF": b"\xff",
    "overlong slash in two bytes": b"\xc0\xaf", "overlong slash in three bytes": b"\xe0\x80\xaf",
    "overlong slash in four bytes": b"\xf0\x80\x80\xaf", "overlong U+07FF": b"\xe0\x9f\xbf",
    "overlong U+FFFF": b"\xf0\x8f\xbf\xbf", "first surrogate": b"\xed\xa0\x80", "last surrogate": b"\xed\xbf\xbf",
    "a surrogate pair": b"\xed\xa0\xbd\xed\xb8\x80", "U+110000": b"\xf4\x90\x80\x80", "U+1FFFFF": b"\xf7\xbf\xbf\xbf",
    "a lead byte before ASCII": b"\xc3A", "a lead byte before a lead byte": b"\xe2\xe2\x82\xac",
    "three bytes cut by ASCII": b"\xe2\x82A", "four bytes cut by ASCII": b"\xf0\x9f\x98A",
    "Latin-1": "Grüße".encode("latin-1"), "UTF-16": "hi \u20ac".encode("utf-16-be"),
}
TRUNCATED = {"one of two": b"\xc3", "one of three": b"\xe2", "two of three": b"\xe2\x82", "one of four": b"\xf0",
             "two of four": b"\xf0\x9f", "three of four": b"\xf0\x9f\x98"}

for text in VALID:
    name = "U+%04X" % ord(text) if len(text) == 1 else text

    @case("UTF-8", f"{name} is taken")
    def _(t, text=text):
        c = t.open()
        c.echoes(TEXT, text.encode())
        c.echoes(TEXT, ("a" * 61 + text + "b" * 70).encode())
        c.finish()

    @case("UTF-8", f"{name} is taken in fragments split at every byte")
    def _(t, text=text):
        c = t.open()
        data = ("<" + text + ">").encode()
        for cut in range(len(data) + 1):
            send_fragments(c, TEXT, [data[:cut], data[cut:]])
            c.expect_message(TEXT, data)
        send_fragments(c, TEXT, [data[i:i + 1] for i in range(len(data))])
        c.expect_message(TEXT, data)
        c.finish()

for name, data in INVALID.items():
    @case("UTF-8", f"{name} is refused")
    def _(t, data=data):
        c = t.open()
        c.send_anyway(c.encode(TEXT, b"ok " + data + b" ok"))
        c.expect_failure(1007)

    @case("UTF-8", f"{name} is refused before the frame is whole")
    def _(t, data=data):
        c = t.open()
        whole = c.encode(TEXT, b"good " + data + b"r" * 1000)
        c.send_anyway(whole[:-1000])
        c.expect_failure(1007)

    @case("UTF-8", f"{name} is refused before the last fragment")
    def _(t, data=data):
        c = t.open()
        c.send_anyway(c.encode(TEXT, b"g" * 80, fin=False) + c.encode(CONTINUATION, data + b"A", fin=False))
        c.expect_failure(1007)

for name, data in TRUNCATED.items():
    @case("UTF-8", f"text that ends after {name} bytes of a character is refused")
    def _(t, data=data):
        c = t.open()
        c.send_anyway(c.encode(TEXT, b"text " + data))
        c.expect_failure(1007)

    @case("UTF-8", f"fragments that end after {name} bytes of a character are refused")
    def _(t, data=data):
        c = t.open()
        c.send_anyway(c.encode(TEXT, b"text " + data, fin=False) + c.encode(CONTINUATION, b""))
        c.expect_failure(1007)

    @case("UTF-8", f"{name} bytes of a character alone are waited for")
    def _(t, data=data):
        c = t.open()
        c.frame(TEXT, data, fin=False)
        c.expect_alive()
        rest = {1: {0xc3: b"\xa9", 0xe2: b"\x82\xac", 0xf0: b"\x9f\x98\x80"}.get(data[0]),
                2: {0xe2: b"\xac", 0xf0: b"\x98\x80"}.get(data[0]), 3: b"\x80"}[len(data)]
        c.frame(CONTINUATION, rest)
        c.expect_message(TEXT, data + rest)
        c.finish()


@case("UTF-8", "a wrong second byte of a surrogate is refused at once")
def _(t):
    c = t.open()
    c.frame(TEXT, b"\xed", fin=False)
    c.expect_alive()
    c.send_anyway(c.encode(CONTINUATION, b"\xa0", fin=False))
    c.expect_failure(1007)


@case("UTF-8", "a second byte above U+10FFFF is refused at once")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, b"\xf4\x90", fin=False))
    c.expect_failure(1007)


@case("UTF-8", "a ping between the bytes of a character")
def _(t):
    c = t.open()
    c.frame(TEXT, b"\xf0\x9f", fin=False)
    c.frame(PING, b"\xff")
    c.expect_pong(b"\xff")
    c.frame(CONTINUATION, b"\x98\x80")
    c.expect_message(TEXT, "😀")
    c.finish()


@case("UTF-8", "a new text starts anew")
def _(t):
    c = t.open()
    send_fragments(c, TEXT, [b"\xe2\x82", b"\xac"])
    c.expect_message(TEXT, "€")
    c.echoes(TEXT, b"plain")
    c.send_anyway(c.encode(TEXT, b"\xac"))
    c.expect_failure(1007)


@case("UTF-8", "binary may hold anything")
def _(t):
    c = t.open()
    for data in INVALID.values():
        c.echoes(BINARY, data)
    send_fragments(c, BINARY, [b"\xff", b"\xed\xa0", b"\x80"])
    c.expect_message(BINARY, b"\xff\xed\xa0\x80")
    c.finish()


@case("UTF-8", "200 KiB of mixed text, byte runs of every kind")
def _(t):
    c = t.open()
    text = ("plain ascii " * 7 + "äöü" * 5 + "日本語" * 4 + "🌊" * 3 + "\0") * 1200
    c.echoes(TEXT, text.encode()[:200000].decode(errors="ignore").encode())
    c.finish()


# Close ---------------------------------------------------------------------------------------------------------------

for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4308, 4999):
    @case("close", f"code {code} is taken and given back")
    def _(t, code=code):
        c = t.open()
        c.close(code, "because")
        c.expect_close(code)
        if c.process:
            outcome = t.client_outcome(c.process)
            expect(outcome.get("close") == code and outcome.get("reason") == "because", f"the client saw {outcome}")

for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1099, 1100, 2000, 2999, 5000, 9999, 32768, 65535):
    @case("close", f"code {code} is refused")
    def _(t, code=code):
        c = t.open()
        c.closed_by_us = True
        c.send_anyway(c.encode(CLOSE, close_payload(code)))
        c.expect_failure(1002)


@case("close", "an empty close is answered by an empty one or 1000")
def _(t):
    c = t.open()
    c.close(None)
    c.expect_close(None, 1000)


@case("close", "a close of one byte is refused")
def _(t):
    c = t.open()
    c.closed_by_us = True
    c.send_anyway(c.encode(CLOSE, b"\x03"))
    c.expect_failure(1002)


for size in (1, 122, 123):
    @case("close", f"a reason of {size} bytes")
    def _(t, size=size):
        c = t.open()
        c.close(1000, "r" * size)
        c.expect_close(1000)


@case("close", "a reason of 124 bytes is refused")
def _(t):
    c = t.open()
    c.closed_by_us = True
    c.send_anyway(c.encode(CLOSE, close_payload(1000, "r" * 124)))
    c.expect_failure(1002)


@case("close", "a reason in UTF-8")
def _(t):
    c = t.open()
    c.close(1000, "auf Wiedersehen 👋")
    c.expect_close(1000)


for name, reason in (("an invalid", b"\xff"), ("a cut", b"bye \xe2\x82"), ("a surrogate in the", b"\xed\xa0\x80")):
    @case("close", f"{name} reason is refused")
    def _(t, reason=reason):
        c = t.open()
        c.closed_by_us = True
        c.send_anyway(c.encode(CLOSE, close_payload(1000, reason)))
        c.expect_failure(1007)


@case("close", "byte by byte")
def _(t):
    c = t.open()
    c.closed_by_us = True
    c.send_pieces(c.encode(CLOSE, close_payload(1000, "slowly")))
    c.expect_close(1000)


@case("close", "inside a fragmented message")
def _(t):
    c = t.open()
    c.frame(TEXT, "never finished", fin=False)
    c.close(1001)
    c.expect_close(1001)


@case("close", "a message before the close is answered before it")
def _(t):
    c = t.open()
    c.closed_by_us = True
    c.send(c.encode(TEXT, "last words") + c.encode(CLOSE, close_payload(1000)))
    c.expect_message(TEXT, "last words")
    c.expect_close(1000)


for name, late in (("text", (TEXT, b"late")), ("a second close", (CLOSE, b"\x03\xe9")), ("a wrong frame", (3, b"x")),
                   ("half a message", (CONTINUATION, b"x"))):
    @case("close", f"{name} after the close is ignored")
    def _(t, late=late):
        c = t.open()
        c.closed_by_us = True
        c.send_anyway(c.encode(CLOSE, close_payload(1000)) + c.encode(*late))
        c.expect_close(1000)


@case("close", "garbage after the close is ignored")
def _(t):
    c = t.open()
    c.closed_by_us = True
    c.send_anyway(c.encode(CLOSE, close_payload(3001)) + b"\xff" * 3000)
    c.expect_close(3001)


@case("close", "a wrong frame followed by a megabyte: the close frame still arrives")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, b"\xff") + b"g" * (1 << 20))
    c.expect_failure(1007)


@case("close", "the server ends the connection first", SERVER)
def _(t):
    c = t.open()
    c.close(1000)
    started = time.monotonic()
    c.expect_close(1000)
    expect(time.monotonic() - started < 1, "it took longer than a second")


@case("close", "half-close after a message: it is answered, then the stream ends", SERVER, plain_only=True)
def _(t):
    c = t.open()
    c.text("before the end")
    c.half_close()
    c.expect_message(TEXT, "before the end")
    got = c.read()
    expect(got is None or got.opcode == CLOSE, f"got a {got}")
    if got:
        c.expect_end()


@case("close", "half-close after a close frame", SERVER, plain_only=True)
def _(t):
    c = t.open()
    c.close(1000)
    c.half_close()
    c.expect_close(1000)


@case("close", "half-close without a word ends the stream", SERVER, plain_only=True)
def _(t):
    c = t.open()
    c.half_close()
    got = c.read()
    expect(got is None or got.opcode == CLOSE, f"got a {got}")


@case("close", "half-close inside a frame ends the stream", SERVER, plain_only=True)
def _(t):
    c = t.open()
    c.send(c.encode(TEXT, "cut short")[:-4])
    c.half_close()
    got = c.read()
    expect(got is None or got.opcode == CLOSE, f"got a {got}")


@case("close", "a large echo is delivered before the answer to the close")
def _(t):
    c = t.open()
    payload = os.urandom(600000)
    c.closed_by_us = True
    c.send(c.encode(BINARY, payload) + c.encode(CLOSE, close_payload(1000)))
    c.expect_message(BINARY, payload)
    c.expect_close(1000)


# Limits --------------------------------------------------------------------------------------------------------------

@case("limits", "a message of exactly the limit", setting="small")
def _(t):
    c = t.open()
    c.echoes(BINARY, b"m" * SMALL_MESSAGE)
    c.finish()


for over in (1, 2, 1000, 1 << 20):
    @case("limits", f"a message {over} over the limit", setting="small")
    def _(t, over=over):
        c = t.open()
        c.send_anyway(c.encode(BINARY, b"m" * (SMALL_MESSAGE + over)))
        c.expect_failure(1009)

for declared in (SMALL_MESSAGE + 1, 1 << 32, (1 << 63) - 1):
    @case("limits", f"a header that claims {declared} bytes is enough", setting="small")
    def _(t, declared=declared):
        c = t.open()
        c.send_anyway(c.encode(BINARY, b"", form=64, declared=declared))
        c.expect_failure(1009)

    @case("limits", f"a fragment that claims {declared} bytes is enough", setting="small")
    def _(t, declared=declared):
        c = t.open()
        c.frame(TEXT, "begin", fin=False)
        c.send_anyway(c.encode(CONTINUATION, b"", form=64, declared=declared))
        c.expect_failure(1009)


@case("limits", "fragments of exactly the limit together", setting="small")
def _(t):
    c = t.open()
    parts = [b"f" * (SMALL_MESSAGE // 4)] * 4
    send_fragments(c, BINARY, parts)
    c.expect_message(BINARY, b"".join(parts))
    c.finish()


@case("limits", "fragments over the limit together are refused at the header", setting="small")
def _(t):
    c = t.open()
    c.frame(BINARY, b"f" * SMALL_MESSAGE, fin=False)
    c.send_anyway(c.encode(CONTINUATION, b"", declared=1))
    c.expect_failure(1009)


@case("limits", "as many fragments as allowed", setting="small")
def _(t):
    c = t.open()
    send_fragments(c, TEXT, [b"n"] * SMALL_FRAGMENTS)
    c.expect_message(TEXT, b"n" * SMALL_FRAGMENTS)
    c.finish()


for name, part in (("", b"n"), ("empty ", b"")):
    @case("limits", f"one {name}fragment more than allowed", setting="small")
    def _(t, part=part):
        c = t.open()
        c.send_anyway(c.encode(TEXT, part, fin=False) + c.encode(CONTINUATION, part, fin=False) * (SMALL_FRAGMENTS - 1)
                      + c.encode(CONTINUATION, part))
        c.expect_failure(1009, 1008)


@case("limits", "pings do not count as fragments", setting="small")
def _(t):
    c = t.open()
    c.frame(TEXT, "a", fin=False)
    for _ in range(3 * SMALL_FRAGMENTS):
        c.frame(PING, b"p")
        c.expect_pong(b"p")
    c.frame(CONTINUATION, "b")
    c.expect_message(TEXT, "ab")
    c.finish()


@case("limits", "the limits are counted per message", setting="small")
def _(t):
    c = t.open()
    for _ in range(4):
        send_fragments(c, BINARY, [b"x" * 4000] * SMALL_FRAGMENTS)
        c.expect_message(BINARY, b"x" * 4000 * SMALL_FRAGMENTS)
    c.finish()


@case("limits", "good messages before one over the limit are answered", setting="small")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, "good") + c.encode(TEXT, b"b" * (SMALL_MESSAGE + 1)))
    c.expect_message(TEXT, "good")
    c.expect_failure(1009)


@case("limits", "text over the limit that is wrong as well: either reason will do", setting="small")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, b"\xff" * (SMALL_MESSAGE + 1)))
    c.expect_failure(1009, 1007)
