# SPDX-License-Identifier: GPL-3.0-or-later
"""permessage-deflate: RFC 7692."""
import os
import random
import zlib

from harness import BOTH, CLIENT, SERVER, case, expect
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Deflate, close_payload, deflated

SAMPLE = b'{"channel":"ticker.ACME","data":{"price":101.25,"volume":1200}}' * 20


def deflate_case(name, subjects=BOTH, setting="deflate"):
    return case("deflate", name, subjects, setting)


# Negotiation ---------------------------------------------------------------------------------------------------------

OFFERS = [
    ("permessage-deflate", "permessage-deflate"),
    ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
    ("permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover"),
    ("permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=8"),
    ("permessage-deflate; server_max_window_bits=15", "permessage-deflate; server_max_window_bits=15"),
    ('permessage-deflate; server_max_window_bits="10"', "permessage-deflate; server_max_window_bits=10"),
    ("permessage-deflate;server_max_window_bits=12;server_no_context_takeover",
     "permessage-deflate; server_no_context_takeover; server_max_window_bits=12"),
    ("permessage-bzip2, permessage-deflate", "permessage-deflate"),
    ("permessage-deflate; server_max_window_bits=7, permessage-deflate", "permessage-deflate"),
    ("permessage-deflate; what=1, permessage-deflate; server_no_context_takeover",
     "permessage-deflate; server_no_context_takeover"),
]
for offer, answer in OFFERS:
    @deflate_case(f"offer {offer}", SERVER)
    def _(t, offer=offer, answer=answer):
        c = t.open_server(headers=[("Sec-WebSocket-Extensions", offer)])
        got = c.response.get("Sec-WebSocket-Extensions")

        def parts(text):
            return sorted(part.strip() for part in text.split(";") if not part.strip().startswith("client_"))
        expect(parts(got) == parts(answer), f"answered {got!r}")
        c.finish()

DECLINED = [
    "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=7",
    "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=08",
    "permessage-deflate; server_max_window_bits=abc", "permessage-deflate; client_max_window_bits=7",
    "permessage-deflate; client_max_window_bits=16", "permessage-deflate; server_no_context_takeover=1",
    "permessage-deflate; client_no_context_takeover=1", "permessage-deflate; unknown_parameter",
    "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
    "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
    "permessage-deflate; client_max_window_bits; client_max_window_bits", "permessage-bzip2", "x-webkit-deflate-frame",
]
for offer in DECLINED:
    @deflate_case(f"offer {offer} is declined", SERVER)
    def _(t, offer=offer):
        c = t.open_server(headers=[("Sec-WebSocket-Extensions", offer)])
        got = c.response.get("Sec-WebSocket-Extensions")
        expect(got == "", f"answered {got!r}")
        c.echoes(TEXT, "plain")
        c.finish()


@deflate_case("offers in two header lines", SERVER)
def _(t):
    c = t.open_server(headers=[("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=99"),
                               ("Sec-WebSocket-Extensions", "permessage-deflate")])
    expect(c.response.get("Sec-WebSocket-Extensions") == "permessage-deflate", "the second line was not taken")
    c.finish()


@deflate_case("without an offer nothing is compressed", SERVER)
def _(t):
    c = t.open_server()
    expect(c.response.get("Sec-WebSocket-Extensions") == "", "an extension was answered that nobody offered")
    c.echoes(TEXT, SAMPLE)
    c.send_anyway(c.encode(TEXT, deflated(b"Hello"), rsv=4))
    c.expect_failure(1002)


@case("deflate", "it is off by default", SERVER)
def _(t):
    c = t.open_server(headers=[("Sec-WebSocket-Extensions", "permessage-deflate")])
    expect(c.response.get("Sec-WebSocket-Extensions") == "", "it was answered")
    c.send_anyway(c.encode(TEXT, deflated(b"Hello"), rsv=4))
    c.expect_failure(1002)


FULL_OFFER = ("permessage-deflate; client_max_window_bits=12; server_max_window_bits=11; server_no_context_takeover")
GOOD = "permessage-deflate; server_no_context_takeover; server_max_window_bits=11"
for answer in (GOOD, GOOD + "; client_max_window_bits=10", GOOD + "; client_no_context_takeover",
               GOOD.replace("=11", '="9"')):
    @deflate_case(f"answer {answer} is taken", CLIENT)
    def _(t, answer=answer):
        c = t.open_client(["--deflate", FULL_OFFER], answer)
        c.expect_alive()
        c.finish()

for answer in ("permessage-deflate", "permessage-deflate; server_no_context_takeover",
               GOOD.replace("=11", "=12"), GOOD + "; client_max_window_bits", GOOD + "; client_max_window_bits=16",
               GOOD + "; unknown", GOOD + "; server_no_context_takeover", GOOD + ", permessage-deflate",
               "permessage-bzip2", "permessage-deflate;;", GOOD.replace("=11", "=011")):
    @deflate_case(f"answer {answer} is refused", CLIENT)
    def _(t, answer=answer):
        c = t.open_client(["--deflate", FULL_OFFER], answer)
        outcome = t.client_outcome(c.process)
        expect(outcome["handshake"] != "ok", f"the client took it: {outcome}")


@deflate_case("an answer that was not offered is refused", CLIENT)
def _(t):
    c = t.open_client([], "permessage-deflate")
    outcome = t.client_outcome(c.process)
    expect(outcome["handshake"] != "ok", f"the client took it: {outcome}")


# Messages ------------------------------------------------------------------------------------------------------------

for name, payload, fin in (
        ("one block", "f248cdc9c90700", True), ("sharing the window", "f200110000", False),
        ("no compression", "000500faff48656c6c6f00", True), ("a final block", "f348cdc9c907000000"[:16], True),
        ("two blocks", "f248050000 00ffffcac9c90700".replace(" ", ""), True)):
    @deflate_case(f"the RFC's Hello: {name}")
    def _(t, payload=payload, fin=fin):
        c = t.open_deflate()
        if not fin:
            c.frame(TEXT, bytes.fromhex("f248cdc9c90700"), rsv=4)
            c.expect_message(TEXT, "Hello")
        c.frame(TEXT, bytes.fromhex(payload), rsv=4)
        c.expect_message(TEXT, "Hello")
        c.finish()


@deflate_case("the RFC's Hello in two fragments")
def _(t):
    c = t.open_deflate()
    c.frame(TEXT, bytes.fromhex("f248cd"), fin=False, rsv=4)
    c.frame(CONTINUATION, bytes.fromhex("c9c90700"))
    c.expect_message(TEXT, "Hello")
    c.finish()


@deflate_case("uncompressed messages stay allowed")
def _(t):
    c = t.open_deflate()
    deflate = Deflate()
    for i in range(6):
        text = f"message {i} " * 5
        if i % 2:
            c.text(text)
        else:
            c.frame(TEXT, deflate.message(text.encode()), rsv=4)
        c.expect_message(TEXT, text)
    c.finish()


@deflate_case("empty messages, compressed as one byte")
def _(t):
    c = t.open_deflate()
    for opcode in (TEXT, BINARY):
        c.frame(opcode, b"\0", rsv=4)
        c.expect_message(opcode, b"")
    c.echoes(TEXT, b"")
    c.finish()


for size in (1, 10, 126, 1000, 65535, 65536, 300000, 1 << 20):
    for name, make in (("text", lambda n: (SAMPLE * (n // len(SAMPLE) + 1))[:n]), ("noise", os.urandom)):
        @deflate_case(f"{size} bytes of {name}")
        def _(t, size=size, make=make):
            c = t.open_deflate()
            data = make(size)
            c.frame(BINARY, deflated(data), rsv=4)
            c.expect_message(BINARY, data)
            c.finish()

for level in (0, 1, 9):
    for name, strategy in (("default", zlib.Z_DEFAULT_STRATEGY), ("Huffman only", zlib.Z_HUFFMAN_ONLY),
                           ("fixed codes", zlib.Z_FIXED), ("runs", zlib.Z_RLE)):
        @deflate_case(f"level {level}, {name}")
        def _(t, level=level, strategy=strategy):
            c = t.open_deflate()
            deflate = Deflate(15, level, strategy)
            for i in range(5):
                data = SAMPLE[i * 7:] + os.urandom(50)
                c.frame(BINARY, deflate.message(data), rsv=4)
                c.expect_message(BINARY, data)
            c.finish()


@deflate_case("context takeover over many messages")
def _(t):
    c = t.open_deflate()
    deflate = Deflate()
    generator = random.Random(7)
    for i in range(60):
        data = bytes(SAMPLE[generator.randrange(600):][:generator.randrange(400)]) + b"%d" % i
        c.frame(TEXT, deflate.message(data), rsv=4)
        c.expect_message(TEXT, data)
    c.finish()


for parameters in ("server_no_context_takeover", "client_no_context_takeover",
                   "server_no_context_takeover; client_no_context_takeover"):
    @deflate_case(f"with {parameters}")
    def _(t, parameters=parameters):
        c = t.open_deflate(parameters)
        sender = "client" if t.subject == "server" else "server"
        deflate = Deflate()
        for i in range(10):
            if sender + "_no_context_takeover" in parameters:
                deflate.reset()
            c.frame(TEXT, deflate.message(SAMPLE + b"%d" % i), rsv=4)
            c.expect_message(TEXT, SAMPLE + b"%d" % i)
        c.finish()

for bits in range(8, 16):
    @deflate_case(f"the subject compresses with a window of {bits} bits")
    def _(t, bits=bits):
        own = t.subject
        c = t.open_deflate(f"{own}_max_window_bits={bits}")
        for i in range(6):
            data = (SAMPLE + bytes(range(256))) * 3 + b"%d" % i
            c.frame(BINARY, deflated(data), rsv=4)
            c.expect_message(BINARY, data)
        c.finish()

    @deflate_case(f"the subject inflates a window of {bits} bits")
    def _(t, bits=bits):
        other = "client" if t.subject == "server" else "server"
        parameters = f"{other}_max_window_bits={bits}"
        c = t.open_deflate(parameters)
        deflate = Deflate(bits)
        for i in range(6):
            data = (SAMPLE + bytes(range(256))) * 3 + b"%d" % i
            c.frame(BINARY, deflate.message(data), rsv=4)
            c.expect_message(BINARY, data)
        c.finish()


@deflate_case("fragments cut at every byte")
def _(t):
    c = t.open_deflate()
    packed = deflated(b"Hello over fragments, \xe2\x82\xac")
    for cut in range(len(packed) + 1):
        c.frame(TEXT, packed[:cut], fin=False, rsv=4)
        c.frame(CONTINUATION, packed[cut:])
        c.expect_message(TEXT, b"Hello over fragments, \xe2\x82\xac")
    c.finish()


@deflate_case("a compressed frame byte by byte")
def _(t):
    c = t.open_deflate()
    c.send_pieces(c.encode(TEXT, deflated(b"one byte at a time"), rsv=4))
    c.expect_message(TEXT, "one byte at a time")
    c.finish()


@deflate_case("empty fragments around compressed ones")
def _(t):
    c = t.open_deflate()
    packed = deflated(SAMPLE)
    c.frame(TEXT, b"", fin=False, rsv=4)
    c.frame(CONTINUATION, packed[:9], fin=False)
    c.frame(CONTINUATION, b"", fin=False)
    c.frame(CONTINUATION, packed[9:], fin=False)
    c.frame(CONTINUATION, b"")
    c.expect_message(TEXT, SAMPLE)
    c.finish()


@deflate_case("control frames between compressed fragments are not compressed")
def _(t):
    c = t.open_deflate()
    packed = deflated(SAMPLE)
    c.frame(TEXT, packed[:9], fin=False, rsv=4)
    c.frame(PING, SAMPLE[:100])
    c.expect_pong(SAMPLE[:100])
    c.frame(CONTINUATION, packed[9:])
    c.expect_message(TEXT, SAMPLE)
    c.finish()


@deflate_case("a message of several flushed blocks")
def _(t):
    c = t.open_deflate()
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = b""
    for i in range(5):
        packed += stream.compress(b"block %d " % i) + stream.flush(zlib.Z_SYNC_FLUSH)
    c.frame(TEXT, packed[:-4], rsv=4)
    c.expect_message(TEXT, b"".join(b"block %d " % i for i in range(5)))
    c.finish()


@deflate_case("the context goes on after a final block")
def _(t):
    c = t.open_deflate()
    c.frame(TEXT, bytes.fromhex("f348cdc9c9070000"), rsv=4)
    c.expect_message(TEXT, "Hello")
    c.frame(TEXT, bytes.fromhex("f200110000"), rsv=4)
    c.expect_message(TEXT, "Hello")
    c.finish()


for name, opcode, payload in (("ping", PING, b"x"), ("pong", PONG, b"x"), ("close", CLOSE, close_payload(1000))):
    @deflate_case(f"RSV1 on a {name} is refused")
    def _(t, opcode=opcode, payload=payload):
        c = t.open_deflate()
        c.closed_by_us = opcode == CLOSE
        c.send_anyway(c.encode(opcode, payload, rsv=4))
        c.expect_failure(1002)


@deflate_case("RSV1 on a continuation is refused")
def _(t):
    c = t.open_deflate()
    packed = deflated(SAMPLE)
    c.send_anyway(c.encode(TEXT, packed[:9], fin=False, rsv=4) + c.encode(CONTINUATION, packed[9:], rsv=4))
    c.expect_failure(1002)


for rsv in (1, 2, 3, 5, 6, 7):
    @deflate_case(f"reserved bits {rsv:03b} are refused")
    def _(t, rsv=rsv):
        c = t.open_deflate()
        c.send_anyway(c.encode(TEXT, deflated(b"Hello"), rsv=rsv))
        c.expect_failure(1002)

for name, payload in (("not deflate", b"\xff\xff\xff\xff"), ("a reserved block type", b"\x07\x00"),
                      ("a stored block of wrong length", b"\x00\x05\x00\x00\x00abc"), ("cut short", deflated(SAMPLE)[:-8]),
                      ("a stored block without its end", bytes.fromhex("0064009bff") + b"hello"),
                      ("only a block's first bits", b"\x02"),
                      ("a reference to nothing", bytes.fromhex("f200110000")), ("plain text", b"plain text, not deflate")):
    @deflate_case(f"{name} is refused")
    def _(t, payload=payload):
        c = t.open_deflate()
        c.send_anyway(c.encode(TEXT, payload, rsv=4))
        c.expect_failure(1007, 1002)


@deflate_case("without context takeover a reference to the message before is refused")
def _(t):
    sender = "client" if t.subject == "server" else "server"
    c = t.open_deflate(sender + "_no_context_takeover")
    c.frame(TEXT, bytes.fromhex("f248cdc9c90700"), rsv=4)
    c.expect_message(TEXT, "Hello")
    c.send_anyway(c.encode(TEXT, bytes.fromhex("f200110000"), rsv=4))
    c.expect_failure(1007, 1002)


@deflate_case("wrong UTF-8 inside is refused")
def _(t):
    c = t.open_deflate()
    c.send_anyway(c.encode(TEXT, deflated(b"wrong \xff text"), rsv=4))
    c.expect_failure(1007)


@deflate_case("a cut character inside is refused")
def _(t):
    c = t.open_deflate()
    c.send_anyway(c.encode(TEXT, deflated(b"cut \xe2\x82"), rsv=4))
    c.expect_failure(1007)


@deflate_case("wrong UTF-8 inside is refused before the last fragment")
def _(t):
    c = t.open_deflate()
    stream = zlib.compressobj(0, zlib.DEFLATED, -15)
    packed = stream.compress(b"wrong \xff text") + stream.flush(zlib.Z_SYNC_FLUSH)
    c.send_anyway(c.encode(TEXT, packed, fin=False, rsv=4))
    c.expect_failure(1007)


@deflate_case("binary may hold anything")
def _(t):
    c = t.open_deflate()
    c.frame(BINARY, deflated(b"\xff\xfe\xed\xa0\x80"), rsv=4)
    c.expect_message(BINARY, b"\xff\xfe\xed\xa0\x80")
    c.finish()


@deflate_case("a message over the limit once inflated is refused")
def _(t):
    c = t.open_deflate()
    c.send_anyway(c.encode(BINARY, deflated(b"\0" * ((1 << 20) + 1)), rsv=4))
    c.expect_failure(1009)


@deflate_case("a bomb of 256 MiB is refused")
def _(t):
    stream = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = b"".join(stream.compress(b"\0" * (1 << 20)) for _ in range(256)) + stream.flush(zlib.Z_SYNC_FLUSH)
    c = t.open_deflate()
    c.send_anyway(c.encode(BINARY, packed[:-4], rsv=4))
    c.expect_failure(1009)


@deflate_case("a bomb in fragments is refused before its end")
def _(t):
    c = t.open_deflate()
    packed = deflated(b"\0" * (8 << 20))
    c.send_anyway(c.encode(BINARY, packed[:len(packed) // 2], fin=False, rsv=4))
    c.expect_failure(1009)


@deflate_case("200 messages at once come back in order")
def _(t):
    c = t.open_deflate()
    deflate = Deflate()
    c.send(b"".join(c.encode(TEXT, deflate.message(b"message %d" % i), rsv=4) for i in range(200)))
    for i in range(200):
        c.expect_message(TEXT, b"message %d" % i)
    c.finish()


@deflate_case("a close is never compressed")
def _(t):
    c = t.open_deflate()
    c.frame(TEXT, deflated(b"Hello"), rsv=4)
    c.expect_message(TEXT, "Hello")
    c.close(1000, "bye bye bye bye")
    c.expect_close(1000)


for size in (16, 1024, 32768, 131072):
    @deflate_case(f"100 JSON messages of {size} bytes with context takeover", setting="big-deflate")
    def _(t, size=size):
        c = t.open_deflate("" if t.subject == "server" else "client_max_window_bits=15")
        c.timeout *= 4
        deflate = Deflate()
        generator = random.Random(size)
        text = b"".join(b'{"id":%d,"price":%.2f}' % (i, generator.random() * 1000) for i in range(size // 15 + 4))
        for i in range(100):
            data = text[i:i + size] if len(text) >= size + i else text[:size]
            c.frame(TEXT, deflate.message(data), rsv=4)
            c.expect_message(TEXT, data)
        c.finish()


@deflate_case("16 MiB where that is allowed", setting="big-deflate")
def _(t):
    data = SAMPLE * ((16 << 20) // len(SAMPLE))
    packed = deflated(data)
    c = t.open_deflate()
    c.timeout *= 4
    if t.subject == "client":
        c.send_anyway(c.encode(TEXT, packed, rsv=4))
        c.expect_failure(1009)
        return
    c.frame(TEXT, packed, rsv=4)
    c.expect_message(TEXT, data)
    c.finish()
