# SPDX-License-Identifier: GPL-3.0-or-later
"""Framing, control frames, reserved bits, opcodes: RFC 6455 sections 5.1, 5.2, 5.5."""
import os
import struct

from harness import CLIENT, SERVER, case, expect
from wire import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, close_payload, frame

SIZES = [0, 1, 2, 7, 8, 63, 64, 65, 124, 125, 126, 127, 128, 255, 256, 1000, 4096, 16383, 65534, 65535, 65536, 65537,
         131072, 500000, 1 << 20]


def lengths():
    for size in SIZES:
        @case("framing", f"text of {size} bytes")
        def _(t, size=size):
            c = t.open()
            c.echoes(TEXT, b"x" * size)
            c.finish()

        @case("framing", f"binary of {size} bytes")
        def _(t, size=size):
            c = t.open()
            c.echoes(BINARY, os.urandom(size))
            c.finish()


lengths()


@case("framing", "every byte value")
def _(t):
    c = t.open()
    c.echoes(BINARY, bytes(range(256)) * 3)
    c.finish()


@case("framing", "a payload that looks like frames")
def _(t):
    c = t.open()
    c.echoes(BINARY, frame(CLOSE, close_payload(1000)) * 20)
    c.finish()


for size in (0, 5, 125, 126, 300):
    @case("framing", f"a frame of {size} bytes, byte by byte")
    def _(t, size=size):
        c = t.open()
        c.send_pieces(c.encode(TEXT, b"y" * size))
        c.expect_message(TEXT, b"y" * size)
        c.finish()

for size, cuts in ((10, 6), (200, 8), (70000, 14)):
    @case("framing", f"a header of a {size}-byte frame cut at every byte")
    def _(t, size=size, cuts=cuts):
        c = t.open()
        payload = os.urandom(size)
        for cut in range(1, cuts + 1):
            whole = c.encode(BINARY, payload)
            c.send(whole[:cut])
            c.expect_quiet(0.01)
            c.send(whole[cut:])
            c.expect_message(BINARY, payload)
        c.finish()


@case("framing", "200 messages in one segment come back in order")
def _(t):
    c = t.open()
    c.send(b"".join(c.encode(TEXT, f"message {i}") for i in range(200)))
    for i in range(200):
        c.expect_message(TEXT, f"message {i}")
    c.finish()


@case("framing", "messages of mixed sizes in one go come back in order")
def _(t):
    c = t.open()
    payloads = [os.urandom(n) for n in (0, 1, 126, 70000, 125, 3, 65535, 2, 65536, 0)]
    c.send(b"".join(c.encode(BINARY, p) for p in payloads))
    for payload in payloads:
        c.expect_message(BINARY, payload)
    c.finish()


@case("framing", "one and a half frames in a segment, then the rest")
def _(t):
    c = t.open()
    two = c.encode(TEXT, "first") + c.encode(TEXT, "second")
    c.send(two[:-3])
    c.expect_message(TEXT, "first")
    c.send(two[-3:])
    c.expect_message(TEXT, "second")
    c.finish()


@case("framing", "text and binary keep their kinds")
def _(t):
    c = t.open()
    c.echoes(TEXT, "same")
    c.echoes(BINARY, b"same")
    c.echoes(TEXT, "same")
    c.finish()


for form, size in ((16, 0), (16, 1), (16, 125), (64, 0), (64, 1), (64, 125), (64, 126), (64, 65535)):
    @case("framing", f"{size} bytes with a length of {form} bits are refused")
    def _(t, form=form, size=size):
        c = t.open()
        c.send_anyway(c.encode(BINARY, b"z" * size, form=form))
        c.expect_failure(1002)

for form, size in ((16, 126), (16, 65535), (64, 65536)):
    @case("framing", f"{size} bytes with a length of {form} bits are taken")
    def _(t, form=form, size=size):
        c = t.open()
        c.frame(BINARY, b"z" * size, form=form)
        c.expect_message(BINARY, b"z" * size)
        c.finish()


@case("framing", "a length of 64 bits with its highest bit set is refused")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(BINARY, form=64, declared=1 << 63))
    c.expect_failure(1002)


@case("framing", "a length of 2^64-1 is refused")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(BINARY, form=64, declared=(1 << 64) - 1))
    c.expect_failure(1002)


@case("framing", "a wrong length is refused before its payload comes")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(BINARY, form=16, declared=100))
    c.expect_failure(1002)


@case("framing", "a good message before a wrong frame is answered")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, "good") + c.encode(TEXT, "bad", rsv=2))
    c.expect_message(TEXT, "good")
    c.expect_failure(1002)


@case("framing", "nothing after a wrong frame is answered")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, "bad", rsv=2) + c.encode(TEXT, "late") + c.encode(PING, b"late"))
    c.expect_failure(1002)


for opcode, name in ((TEXT, "text"), (BINARY, "binary"), (PING, "ping"), (PONG, "pong"), (CLOSE, "close")):
    @case("framing", f"an unmasked {name} from a client is refused", SERVER)
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(opcode, close_payload(1000) if opcode == CLOSE else b"abc", wrong_mask=True))
        c.expect_failure(1002)

    @case("framing", f"a masked {name} from a server is refused", CLIENT)
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(opcode, close_payload(1000) if opcode == CLOSE else b"abc", wrong_mask=True))
        c.expect_failure(1002)


@case("framing", "an empty frame with the wrong masking is refused")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, b"", wrong_mask=True))
    c.expect_failure(1002)


@case("framing", "wrong masking in a later fragment is refused")
def _(t):
    c = t.open()
    c.send_anyway(c.encode(TEXT, b"one", fin=False) + c.encode(CONTINUATION, b"two", wrong_mask=True))
    c.expect_failure(1002)


for key in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\1", b"\x80\0\0\0"):
    @case("framing", f"mask key {key.hex()}", SERVER)
    def _(t, key=key):
        c = t.open()
        c.frame(BINARY, bytes(range(255)), key=key)
        c.expect_message(BINARY, bytes(range(255)))
        c.finish()


@case("framing", "the client takes a fresh mask key for each frame", CLIENT)
def _(t):
    c = t.open()
    keys = set()
    for _ in range(8):
        c.text("same")
        keys.add(c.read().mask)
    expect(len(keys) == 8, "a mask key came twice")
    c.finish()


# Control frames ------------------------------------------------------------------------------------------------------

for size in (0, 1, 8, 124, 125):
    @case("control frames", f"a ping of {size} bytes is answered alike")
    def _(t, size=size):
        c = t.open()
        payload = os.urandom(size)
        c.frame(PING, payload)
        c.expect_pong(payload)
        c.finish()

    @case("control frames", f"an unasked pong of {size} bytes is ignored")
    def _(t, size=size):
        c = t.open()
        c.frame(PONG, os.urandom(size))
        c.expect_alive()
        c.finish()

for opcode, name in ((PING, "ping"), (PONG, "pong"), (CLOSE, "close")):
    for size in (126, 127, 1000, 65536):
        @case("control frames", f"a {name} of {size} bytes is refused")
        def _(t, opcode=opcode, size=size):
            c = t.open()
            payload = b"\x03\xe8" + b"p" * (size - 2)
            c.send_anyway(c.encode(opcode, payload))
            c.expect_failure(1002)

    @case("control frames", f"a {name} whose length takes 16 bits is refused")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(opcode, b"\x03\xe8", form=16))
        c.expect_failure(1002)

    @case("control frames", f"a fragmented {name} is refused")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(opcode, b"\x03\xe8", fin=False))
        c.expect_failure(1002)

    @case("control frames", f"a fragmented {name} inside a message is refused")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(TEXT, "a", fin=False) + c.encode(opcode, b"", fin=False))
        c.expect_failure(1002)

    @case("control frames", f"a long {name} is refused at its second byte")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(bytes([0x80 | opcode, 126 | (0x80 if t.subject == "server" else 0)]))
        c.expect_failure(1002)


@case("control frames", "a ping byte by byte")
def _(t):
    c = t.open()
    c.send_pieces(c.encode(PING, b"slowly"))
    c.expect_pong(b"slowly")
    c.finish()


@case("control frames", "a ping is binary: any bytes")
def _(t):
    c = t.open()
    c.frame(PING, b"\xff\xfe\x00\xed\xa0\x80")
    c.expect_pong(b"\xff\xfe\x00\xed\xa0\x80")
    c.finish()


@case("control frames", "a pong of any bytes is ignored")
def _(t):
    c = t.open()
    c.frame(PONG, b"\xff\xfe\xed\xa0\x80")
    c.expect_alive()
    c.finish()


@case("control frames", "ten pings at once: the newest is answered, none twice, in order")
def _(t):
    c = t.open()
    c.send(b"".join(c.encode(PING, f"ping {i}") for i in range(10)))
    last = -1
    while last < 9:
        got = c.read()
        expect(got is not None and got.opcode == PONG, f"expected a pong, got {got}")
        number = int(got.payload.split()[1])
        expect(number > last, f"pong {number} after pong {last}")
        last = number
    c.finish()


@case("control frames", "a ping inside a fragmented message is answered before its end")
def _(t):
    c = t.open()
    c.frame(TEXT, "first ", fin=False)
    c.frame(PING, b"now")
    c.expect_pong(b"now")
    c.frame(CONTINUATION, "last")
    c.expect_message(TEXT, "first last")
    c.finish()


@case("control frames", "a ping between all fragments")
def _(t):
    c = t.open()
    c.frame(BINARY, b"0", fin=False)
    for i in range(1, 6):
        c.frame(PING, bytes([i]))
        c.expect_pong(bytes([i]))
        c.frame(CONTINUATION, str(i), fin=i == 5)
    c.expect_message(BINARY, b"012345")
    c.finish()


@case("control frames", "pongs between fragments are ignored")
def _(t):
    c = t.open()
    c.send(c.encode(TEXT, "a", fin=False) + c.encode(PONG, b"x") + c.encode(PONG) + c.encode(CONTINUATION, "b"))
    c.expect_message(TEXT, "ab")
    c.finish()


@case("control frames", "a ping after a message in the same segment")
def _(t):
    c = t.open()
    c.send(c.encode(TEXT, "message") + c.encode(PING, b"p"))
    got = {c.read().opcode, c.read().opcode}
    expect(got == {TEXT, PONG}, f"got opcodes {got}")
    c.finish()


@case("control frames", "a ping after a close is not answered")
def _(t):
    c = t.open()
    c.closed_by_us = True
    c.send_anyway(c.encode(CLOSE, close_payload(1000)) + c.encode(PING, b"late"))
    c.expect_close(1000)


@case("control frames", "500 pings, each answered")
def _(t):
    c = t.open()
    for i in range(500):
        payload = struct.pack("!I", i)
        c.frame(PING, payload)
        c.expect_pong(payload)
    c.finish()


# Reserved bits -------------------------------------------------------------------------------------------------------

for rsv in range(1, 8):
    for opcode, name in ((TEXT, "text"), (BINARY, "binary"), (PING, "ping"), (PONG, "pong"), (CLOSE, "close")):
        @case("reserved bits", f"bits {rsv:03b} on a {name}")
        def _(t, rsv=rsv, opcode=opcode):
            c = t.open()
            c.send_anyway(c.encode(opcode, close_payload(1000) if opcode == CLOSE else b"abc", rsv=rsv))
            c.expect_failure(1002)

    @case("reserved bits", f"bits {rsv:03b} on a continuation")
    def _(t, rsv=rsv):
        c = t.open()
        c.send_anyway(c.encode(TEXT, "a", fin=False) + c.encode(CONTINUATION, "b", rsv=rsv))
        c.expect_failure(1002)

    @case("reserved bits", f"bits {rsv:03b} are refused at the first byte")
    def _(t, rsv=rsv):
        c = t.open()
        c.send_anyway(bytes([0x81 | rsv << 4]))
        c.expect_failure(1002)


@case("reserved bits", "a reserved bit after good messages")
def _(t):
    c = t.open()
    c.echoes(TEXT, "good")
    c.send_anyway(c.encode(PING, b"", rsv=1))
    c.expect_failure(1002)


# Opcodes -------------------------------------------------------------------------------------------------------------

for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
    @case("opcodes", f"opcode {opcode}")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(opcode, b"payload"))
        c.expect_failure(1002)

    @case("opcodes", f"opcode {opcode}, empty")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(opcode))
        c.expect_failure(1002)

    @case("opcodes", f"opcode {opcode}, not final")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(opcode, b"x", fin=False))
        c.expect_failure(1002)

    @case("opcodes", f"opcode {opcode} inside a message")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(c.encode(TEXT, "a", fin=False) + c.encode(opcode, b"x"))
        c.expect_failure(1002)

    @case("opcodes", f"opcode {opcode} after a message")
    def _(t, opcode=opcode):
        c = t.open()
        c.echoes(TEXT, "before")
        c.send_anyway(c.encode(opcode, b"x"))
        c.expect_failure(1002)

    @case("opcodes", f"opcode {opcode} is refused at its first byte")
    def _(t, opcode=opcode):
        c = t.open()
        c.send_anyway(bytes([0x80 | opcode]))
        c.expect_failure(1002)
