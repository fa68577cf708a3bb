// SPDX-License-Identifier: GPL-3.0-or-later
// Node's `ws` as a client of wavetape-server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { crc32 } from './crc32.mjs';
import { Client, DEADLINE_MS, startServer } from './peers.mjs';
import WebSocket from 'ws';

const V1 = 'wavetape.v1';
let server;

before(async () => {
  server = await startServer('--feed', 'open', '--speed', '4', '--limits', 'off');
});
after(async () => {
  assert.equal(await server.stop(), 0, 'the server ends well on SIGTERM');
});

async function withClients(count, path, protocol, body) {
  const clients = [];
  try {
    for (let i = 0; i < count; ++i) clients.push(await Client.open(server.url(path), protocol));
    await body(...clients);
  } finally {
    for (const client of clients) client.socket.terminate();
  }
}

async function firstChannel(client, prefix) {
  client.send({ type: 'list', id: 'list', prefix });
  const list = await client.nextWhere((m) => m.type === 'list' && m.id === 'list');
  assert.ok(list.channels.length > 0, `there are channels ${prefix}`);
  return list.channels[0].channel;
}

test('handshake without a subprotocol', () => withClients(1, '/ws', undefined, async (client) => {
  assert.equal(client.socket.protocol, '');
  client.send({ type: 'ping', t: 7 });
  const first = await client.next();
  assert.equal(first.type, 'pong', 'nothing comes before the first answer');
  assert.equal(first.t, 7);
}));

test('handshake with wavetape.v1 is welcomed', () => withClients(1, '/ws', V1, async (client) => {
  assert.equal(client.socket.protocol, V1);
  const welcome = await client.next();
  assert.equal(welcome.type, 'welcome');
  assert.match(welcome.server, /^wavetape\//);
  assert.equal(welcome.limits.messageBytes, 1 << 20);
}));

// What a browser does too: offers that are not answered end the connection.
for (const [path, protocol] of [['/ws', 'wavetape.plain'], ['/echo', 'wavetape.bare'], ['/echo/text', 'wavetape.bare'], ['/broadcast', 'wavetape.bare'],
  ['/ws/ticker.AAPL', 'wavetape.bare'], ['/ws/chat.fresh', 'wavetape.bare'], ['/stream?streams=ticker.AAPL/chat.fresh', 'wavetape.bare']]) {
  test(`${path} answers ${protocol}`, async () => {
    const socket = new WebSocket(server.url(path), ['other', protocol]);
    await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
    assert.equal(socket.protocol, protocol);
    socket.terminate();
  });
}

test('a name of ours that is not spoken there is refused with 400', async () => {
  for (const [path, protocol] of [['/echo', V1], ['/ws/ticker.AAPL', 'wavetape.plain'], ['/ws', 'wavetape.bare']]) {
    const client = new Client(server.url(path), protocol);
    await client.closed;
    assert.match(client.error.message, /400/);
  }
});

test('an unknown path is refused with 404', async () => {
  const client = new Client(server.url('/nowhere'));
  await client.closed;
  assert.match(client.error.message, /404/);
});

for (const size of [0, 125, 126, 65535, 65536, 1 << 20]) {
  test(`echo of ${size} bytes`, async () => {
    const socket = new WebSocket(server.url('/echo'), { perMessageDeflate: false });
    await once(socket, 'open');
    const bytes = Buffer.alloc(size);
    for (let i = 0; i < size; ++i) bytes[i] = 0x20 + (i * 7) % 0x5f;
    for (const binary of [false, true]) {
      socket.send(bytes, { binary });
      const [data, isBinary] = await once(socket, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) });
      assert.equal(isBinary, binary);
      assert.ok(data.equals(bytes));
    }
    socket.terminate();
  });
}

test('echo of a fragmented message with a ping between the fragments', async () => {
  const socket = new WebSocket(server.url('/echo'), { perMessageDeflate: false });
  await once(socket, 'open');
  const text = 'grüße €😀 '.repeat(200);
  const bytes = Buffer.from(text);
  const pong = once(socket, 'pong', { signal: AbortSignal.timeout(DEADLINE_MS) });
  const echo = once(socket, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) });
  // Pieces of 7 bytes cut characters apart.
  for (let at = 0; at < bytes.length; at += 7) {
    socket.send(bytes.subarray(at, at + 7), { binary: false, fin: at + 7 >= bytes.length });
    if (at === 70) socket.ping('between');
  }
  assert.equal((await pong)[0].toString(), 'between');
  const [data, isBinary] = await echo;
  assert.equal(isBinary, false);
  assert.equal(data.toString(), text);
  socket.terminate();
});

for (const [code, reason] of [[1000, ''], [1000, 'bye'], [3000, 'library'], [4999, 'ünser']]) {
  test(`close ${code} "${reason}" is answered with the same code`, () => withClients(1, '/echo', undefined, async (client) => {
    const end = await client.close(code, reason);
    assert.equal(end.code, code);
  }));
}

test('the server closes: 1003 for binary where only text goes, 1009 for too much', async () => {
  const text = await Client.open(server.url('/echo/text'));
  text.socket.send(Buffer.from([1, 2, 3]));
  assert.equal((await text.closed).code, 1003);
  const big = await Client.open(server.url('/echo'));
  big.socket.send(Buffer.alloc((1 << 20) + 1));
  assert.equal((await big.closed).code, 1009);
});

test('ten errors end a connection: 4400, or 1008 for plain clients', async () => {
  for (const [protocol, code] of [[V1, 4400], [undefined, 1008]]) {
    const client = await Client.open(server.url('/ws'), protocol);
    for (let i = 0; i < 10; ++i) client.socket.send('{"type":');
    assert.equal((await client.closed).code, code);
  }
});

test('ticker: acknowledgement, snapshot, then live with kseq', () => withClients(1, '/ws', V1, async (client) => {
  await client.next();
  const channel = await firstChannel(client, 'ticker.');
  client.send({ type: 'subscribe', id: 1, channel });
  const ack = await client.next();
  assert.equal(ack.type, 'ack');
  assert.equal(ack.id, 1);
  assert.equal(ack.policy, 'conflate');
  const snapshot = await client.next();
  assert.equal(snapshot.type, 'snapshot');
  assert.equal(snapshot.epoch, ack.epoch);
  let kseq = 0;
  for (let i = 0; i < 5; ++i) {
    const live = await client.next();
    assert.equal(live.channel, channel);
    assert.equal(live.data.symbol, channel.slice('ticker.'.length));
    assert.ok(live.data.bid <= live.data.ask);
    assert.ok(live.seq > ack.seq);
    assert.ok(live.kseq > kseq);
    kseq = live.kseq;
  }
}));

test('trades: seq rises by one from the acknowledged position', () => withClients(1, '/ws', V1, async (client) => {
  await client.next();
  const channel = await firstChannel(client, 'trades.');
  client.send({ type: 'subscribe', id: 1, channel });
  let { seq } = await client.next();
  for (let i = 0; i < 10; ++i) {
    const live = await client.next();
    assert.equal(live.seq, ++seq);
    assert.ok(['buy', 'sell'].includes(live.data.side));
  }
}));

/** The checksum of protocol.md: the ten best bids, then the ten best asks. */
function bookChecksum(bids, asks) {
  const best = (side, order) => [...side].sort((a, b) => order * (a[0] - b[0])).slice(0, 10).map(([price, size]) => `${price}:${size}`);
  return crc32([...best(bids, -1), ...best(asks, 1)].join('|'));
}

test('book: snapshot and deltas agree with the checksum', () => withClients(1, '/ws', V1, async (client) => {
  await client.next();
  const channel = await firstChannel(client, 'book.');
  client.send({ type: 'subscribe', id: 1, channel });
  const ack = await client.next();
  const snapshot = await client.next();
  assert.equal(snapshot.type, 'snapshot');
  const bids = new Map(snapshot.data.bids);
  const asks = new Map(snapshot.data.asks);
  const set = (side, [price, size]) => (size === 0 ? side.delete(price) : side.set(price, size));
  let { last } = snapshot.data;
  let { seq } = ack;
  for (let checked = 0; checked < 2;) {
    const { data, seq: now } = await client.next();
    assert.equal(now, ++seq);
    assert.equal(data.first, last + 1);
    last = data.last;
    data.bids.forEach((level) => set(bids, level));
    data.asks.forEach((level) => set(asks, level));
    assert.ok(Math.max(...bids.keys()) < Math.min(...asks.keys()), 'the book is not crossed');
    assert.equal('crc' in data, now % 50 === 0);
    if ('crc' in data) {
      assert.equal(data.crc, bookChecksum(bids, asks));
      ++checked;
    }
  }
}));

test('waves are plain Float32 without a subprotocol', () => withClients(1, '/ws', undefined, async (client) => {
  client.socket.binaryType = 'arraybuffer';
  client.send({ type: 'subscribe', channel: 'wave.sine1' });
  for (let i = 0; i < 5; ++i) {
    const samples = new Float32Array(await client.next());
    assert.ok(samples.length > 0);
    assert.ok(samples.every((value) => Number.isFinite(value) && Math.abs(value) <= 10));
  }
}));

test('waves carry a header in wavetape.v1, and an aligned view is enough', () => withClients(1, '/ws', V1, async (client) => {
  client.socket.binaryType = 'arraybuffer';
  await client.next();
  client.send({ type: 'subscribe', id: 1, channel: 'wave.sine1' });
  const ack = await client.next();
  assert.ok(ack.rate > 0);
  let { seq } = ack;
  for (let i = 0; i < 5; ++i) {
    const buffer = await client.next();
    const header = new DataView(buffer);
    assert.equal(header.getUint16(0, true), 0x5457);
    assert.equal(header.getUint8(2), 1);
    assert.equal(header.getUint8(3), 1);
    assert.equal(header.getUint32(4, true), ack.channelId);
    assert.equal(Number(header.getBigUint64(8, true)), ++seq);
    const samples = new Float32Array(buffer, 32);
    assert.equal(samples.length, header.getUint32(24, true) * header.getUint16(28, true));
    assert.ok(samples.some((value) => value !== 0));
  }
}));

test("a client's floats come out of its uplink channel", () => withClients(2, '/ws', V1, async (sender, reader) => {
  reader.socket.binaryType = 'arraybuffer';
  const { session } = await sender.next();
  await reader.next();
  const channel = `uplink.${session}`;
  sender.socket.send(Float32Array.of(0.5));
  sender.send({ type: 'ping', t: 1 });
  assert.equal((await sender.next()).type, 'pong', 'the first block has been taken, so its channel is there');
  reader.send({ type: 'subscribe', id: 1, channel });
  const ack = await reader.next();
  assert.equal(ack.type, 'ack');
  sender.socket.send(Float32Array.of(1, 2.5, -3));
  const buffer = await reader.nextWhere((m) => m instanceof ArrayBuffer && m.byteLength === 32 + 12);
  assert.deepEqual([...new Float32Array(buffer, 32)], [1, 2.5, -3]);
}));

test('two clients chat, in both dialects', async () => {
  for (const protocol of [undefined, V1]) {
    await withClients(2, '/chat', protocol, async (alice, bob) => {
      const channel = `chat.${protocol ?? 'plain'}`;
      for (const client of [alice, bob]) {
        client.send({ type: 'subscribe', id: 1, channel });
        await client.nextWhere((m) => m.type === 'ack');
      }
      for (let i = 0; i < 3; ++i) {
        const speaker = i % 2 ? bob : alice;
        const data = { from: i, text: 'grüße "😀"\n', nested: [1, { a: null }] };
        speaker.send({ type: 'publish', id: `p${i}`, channel, data });
        const confirmed = await speaker.nextWhere((m) => m.type === 'ack' || m.channel === channel);
        const heard = [confirmed, await speaker.next()];
        assert.equal(heard.filter((m) => m.type === 'ack').length, 1);
        const listener = speaker === alice ? bob : alice;
        const message = await listener.next();
        assert.deepEqual(message.data, data);
        assert.deepEqual(heard.find((m) => m.type === undefined).data, data, 'the sender hears itself');
        assert.equal(message.seq, i + 1);
      }
    });
  }
});

test('recovery with since: exactly what was missed', () => withClients(1, '/ws', V1, async (writer) => {
  await writer.next();
  const channel = 'chat.recovery';
  const publish = async (n) => {
    writer.send({ type: 'publish', id: n, channel, data: n });
    assert.equal((await writer.next()).type, 'ack');
  };
  let position;
  await withClients(1, '/ws', V1, async (reader) => {
    await reader.next();
    reader.send({ type: 'subscribe', id: 1, channel });
    const { epoch } = await reader.next();
    for (let n = 1; n <= 3; ++n) {
      await publish(n);
      assert.equal((await reader.next()).data, n);
    }
    position = { epoch, seq: 3 };
  });
  for (let n = 4; n <= 400; ++n) await publish(n);
  await withClients(1, '/ws', V1, async (reader) => {
    await reader.next();
    reader.send({ type: 'subscribe', id: 1, channel, since: position });
    const ack = await reader.next();
    assert.equal(ack.recovered, true);
    assert.equal(ack.epoch, position.epoch);
    const writing = publish(401);
    for (let n = 4; n <= 401; ++n) {
      const message = await reader.next();
      assert.equal(message.seq, n);
      assert.equal(message.data, n);
    }
    await writing;
  });
  await withClients(1, '/ws', V1, async (reader) => {
    await reader.next();
    reader.send({ type: 'subscribe', id: 1, channel, since: { epoch: 'another', seq: 2 } });
    const ack = await reader.next();
    assert.equal(ack.recovered, false);
    const lagged = await reader.next();
    assert.equal(lagged.type, 'lagged');
    assert.deepEqual([lagged.from, lagged.to, lagged.n], [1, ack.seq, ack.seq]);
  });
}));
