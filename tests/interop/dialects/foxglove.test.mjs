// SPDX-License-Identifier: GPL-3.0-or-later
// npm's `@foxglove/ws-protocol` and `@foxglove/cdr`, unmodified, on /foxglove; and what the server answers to what no client would send.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { CdrReader } from '@foxglove/cdr';
import foxglove from '@foxglove/ws-protocol';
import WebSocket from 'ws';
import { Client, DEADLINE_MS, startServer } from './peers.mjs';

const { FoxgloveClient } = foxglove;
const PROTOCOLS = ['foxglove.websocket.v1', 'foxglove.sdk.v1'];
let server;
before(async () => {
  server = await startServer('--limits', 'off', '--symbols', '2');
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

/** A client whose events are kept, with what was advertised by topic. */
async function open(t, protocol = PROTOCOLS[0], query = '') {
  const socket = new WebSocket(server.url(`/foxglove${query}`), [protocol]);
  const client = new FoxgloveClient({ ws: socket });
  t.after(() => socket.terminate());
  const seen = { client, socket, channels: new Map(), messages: new Map(), statuses: [], errors: [] };
  client.on('serverInfo', (info) => { seen.info = info; });
  client.on('advertise', (channels) => { for (const channel of channels) seen.channels.set(channel.topic, channel); });
  client.on('status', (status) => { seen.statuses.push(status); });
  client.on('error', (error) => { seen.errors.push(error); });
  client.on('message', ({ subscriptionId, timestamp, data }) => {
    if (!seen.messages.has(subscriptionId)) seen.messages.set(subscriptionId, []);
    seen.messages.get(subscriptionId).push({ timestamp, data });
  });
  await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
  assert.equal(socket.protocol, protocol);
  await until(() => seen.channels.has('wave.sine1') && seen.channels.has('trades.AAPL'), 'advertised');
  seen.of = (id) => seen.messages.get(id) ?? [];
  return seen;
}

const json = ({ data }) => JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());

/** wavetape_msgs/msg/Wave as its definition says. */
function wave({ data }) {
  const reader = new CdrReader(data);
  const sec = reader.int32();
  const nanosec = reader.uint32();
  return { stamp: BigInt(sec) * 1_000_000_000n + BigInt(nanosec), rate: reader.float64(), lanes: reader.uint16(), samples: reader.float32Array() };
}

for (const protocol of PROTOCOLS) {
  test(`${protocol}: what is advertised, tickers as JSON, waves as CDR`, async (t) => {
    const seen = await open(t, protocol);
    assert.match(seen.info.name, /^wavetape\//);
    assert.deepEqual(seen.info.capabilities, []);
    assert.ok(seen.info.sessionId.length > 0);
    const ticker = seen.channels.get('ticker.AAPL');
    assert.deepEqual([ticker.encoding, ticker.schemaName, ticker.schemaEncoding], ['json', 'wavetape.ticker', 'jsonschema']);
    assert.ok(JSON.parse(ticker.schema).properties.price);
    const sine = seen.channels.get('wave.sine1');
    assert.deepEqual([sine.encoding, sine.schemaName, sine.schemaEncoding], ['cdr', 'wavetape_msgs/msg/Wave', 'ros2msg']);
    assert.match(sine.schema, /float32\[\] samples/);

    const before = BigInt(Date.now()) * 1_000_000n;
    const tickers = seen.client.subscribe(ticker.id);
    const waves = seen.client.subscribe(sine.id);
    const trades = seen.client.subscribe(seen.channels.get('trades.AAPL').id);
    await until(() => seen.of(tickers).length > 3 && seen.of(waves).length > 20 && seen.of(trades).length > 3, 'messages');
    for (const message of seen.of(tickers)) {
      assert.equal(json(message).symbol, 'AAPL');
      assert.ok(message.timestamp >= before - 1_000_000_000n && message.timestamp <= BigInt(Date.now() + 1000) * 1_000_000n);
    }
    const ids = seen.of(trades).map((message) => json(message).id);
    assert.deepEqual(ids, ids.map((_, i) => ids[0] + i));
    const { rate } = wave(seen.of(waves)[0]);
    assert.ok(rate > 0);
    let next;
    for (const { stamp, lanes, samples } of seen.of(waves).map(wave)) {
      assert.equal(lanes, 1);
      // Each block begins where the one before ended, to the microsecond.
      if (next !== undefined) assert.ok(stamp - next <= 1000n && next - stamp <= 1000n, `${stamp} after ${next}`);
      next = stamp + BigInt(Math.round(samples.length * 1e9 / rate));
    }
    seen.client.unsubscribe(waves);
    seen.client.unsubscribe(trades);
    const count = () => seen.of(waves).length + seen.of(trades).length;
    const marker = seen.of(tickers).length;
    await until(() => seen.of(tickers).length > marker + 1, 'a ticker after it');
    const settled = count();
    await until(() => seen.of(tickers).length > marker + 4, 'more tickers');
    assert.equal(count(), settled);
    assert.deepEqual([seen.errors, seen.statuses], [[], []]);
  });
}

test('samples and their times are those of our own protocol', async (t) => {
  const seen = await open(t);
  const own = await Client.open(server.url('/ws'), 'wavetape.v1');
  t.after(() => own.close());
  own.send({ type: 'subscribe', channel: 'wave.chirp' });
  const blocks = new Map();
  own.socket.on('message', (data, isBinary) => {
    if (isBinary) blocks.set(data.readBigUInt64LE(16), data.subarray(32));
  });
  const id = seen.client.subscribe(seen.channels.get('wave.chirp').id);
  await until(() => seen.of(id).length >= 50, 'fifty blocks');
  let same = 0;
  await until(() => {
    same = 0;
    for (const message of seen.of(id)) {
      const { stamp, samples } = wave(message);
      assert.equal(stamp % 1000n, 0n);
      const block = blocks.get(stamp / 1000n);
      if (!block) continue;
      assert.deepEqual(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), Buffer.from(block));
      same += 1;
    }
    return same >= 40;
  }, 'the same blocks by both');
});

test('a slow reader is told what it lost', async (t) => {
  const seen = await open(t);
  const feed = new WebSocket(server.url('/ws'));
  await once(feed, 'open');
  t.after(() => feed.terminate());
  feed.send(JSON.stringify({ type: 'publish', channel: 'chat.foxglove', data: 0 }));
  let later;
  const deadline = Date.now() + DEADLINE_MS;
  do { // advertised to who comes after its first message
    later = await open(t);
    assert.ok(Date.now() < deadline);
  } while (!later.channels.has('chat.foxglove'));
  const id = later.client.subscribe(later.channels.get('chat.foxglove').id);
  feed.send(JSON.stringify({ type: 'publish', channel: 'chat.foxglove', data: 'begin' }));
  await until(() => later.of(id).length > 0, 'it is subscribed');
  later.socket.pause();
  const filling = 'x'.repeat(4000);
  for (let i = 0; i < 4000; i += 1) feed.send(JSON.stringify({ type: 'publish', channel: 'chat.foxglove', data: filling }));
  const last = JSON.stringify({ type: 'publish', id: 1, channel: 'chat.foxglove', data: 'last' });
  feed.send(last);
  await once(feed, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) });
  later.socket.resume();
  await until(() => json(later.of(id).at(-1)) === 'last', 'the last one');
  const told = later.statuses.reduce((sum, { level, message }) => {
    assert.equal(level, 1);
    return sum + Number(/^(\d+) messages of chat\.foxglove were lost/.exec(message)[1]);
  }, 0);
  assert.ok(told > 0, 'something was lost at all');
  assert.equal(later.of(id).filter((message) => json(message) === filling).length + told, 4000);
});

test('neither subprotocol, and switched off', async (t) => {
  for (const protocols of [[], ['foxglove.websocket.v2'], ['wavetape.v1']]) {
    const socket = new WebSocket(server.url('/foxglove'), protocols);
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    assert.equal(response.statusCode, 400);
    socket.terminate();
  }
  const off = await startServer('--feed', 'none', '--foxglove', 'off');
  t.after(() => off.stop());
  const socket = new WebSocket(off.url('/foxglove'), PROTOCOLS);
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  assert.equal(response.statusCode, 404);
  socket.terminate();
});

test('what no client would send is told as a status', async (t) => {
  const subscribe = (subscriptions) => ({ op: 'subscribe', subscriptions });
  let seen = await open(t);
  const { id: channelId } = seen.channels.get('ticker.AAPL');
  const rows = [
    'nonsense', '', '{"op":"subscribe"', '['.repeat(40), '[]', '7', 'null', '{}',
    { op: 7 }, { op: 'destroy' }, { op: 'Subscribe', subscriptions: [] },
    { op: 'subscribe' }, subscribe({}), subscribe([7]), subscribe([{}]), subscribe([{ id: 1 }]), subscribe([{ channelId }]),
    subscribe([{ id: -1, channelId }]), subscribe([{ id: 1.5, channelId }]), subscribe([{ id: '1', channelId }]),
    subscribe([{ id: 2 ** 32, channelId }]), subscribe([{ id: 1, channelId: 'ticker.AAPL' }]), subscribe([{ id: 1, channelId: 4294967295 }]),
    subscribe([{ id: 1, channelId: 0 }]),
    subscribe(Array(10_001).fill({ id: 1, channelId })),
    { op: 'unsubscribe' }, { op: 'unsubscribe', subscriptionIds: 7 }, { op: 'unsubscribe', subscriptionIds: ['1'] }, { op: 'unsubscribe', subscriptionIds: [9] },
    { op: 'advertise', channels: [] }, { op: 'unadvertise', channelIds: [] }, { op: 'getParameters', parameterNames: [] }, { op: 'setParameters', parameters: [] },
    { op: 'subscribeConnectionGraph' }, { op: 'fetchAsset', uri: 'package://a', requestId: 1 },
    Buffer.from([1, 0, 0, 0, 0]), Buffer.from('{}'),
  ];
  assert.ok(rows.length >= 30);
  for (let i = 0; i < rows.length; i += 1) {
    // Ten errors are the end of a connection.
    if (i % 9 === 8) seen = await open(t);
    const before = seen.statuses.length;
    seen.socket.send(typeof rows[i] === 'string' || Buffer.isBuffer(rows[i]) ? rows[i] : JSON.stringify(rows[i]));
    await until(() => seen.statuses.length > before, `a status for ${JSON.stringify(rows[i]).slice(0, 80)}`);
    const { level, message } = seen.statuses.at(-1);
    assert.equal(level, 2);
    assert.match(message, /\S+ \S+ \S+/, 'a sentence');
  }
  // By the client's own calls.
  const own = await open(t);
  const first = own.client.subscribe(channelId);
  for (const call of [
    () => own.client.subscribe(channelId),
    () => own.client.unsubscribe(99),
    () => own.client.advertise({ topic: 'a', encoding: 'json', schemaName: 'a' }),
    () => own.client.sendMessage(1, new Uint8Array(3)),
    () => own.client.getParameters(['a']),
    () => own.client.sendServiceCallRequest({ serviceId: 1, callId: 1, encoding: 'json', data: new DataView(new ArrayBuffer(1)) }),
  ]) {
    const before = own.statuses.length;
    call();
    await until(() => own.statuses.length > before, `a status for ${call}`);
  }
  await until(() => own.of(first).length > 1, 'and goes on');
  const tenth = await open(t);
  for (let i = 0; i < 10; i += 1) tenth.socket.send('nonsense');
  assert.equal((await once(tenth.socket, 'close'))[0], 1008);
});
