// SPDX-License-Identifier: GPL-3.0-or-later
// Toxiproxy's own client, unmodified, drives the control port of faults; npm's `ws` is whom they hit, on the server's own connections
// and, through a proxy, on npm's `ws` as a foreign server. Times are held to from below only.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { ToxiproxyError, Toxiproxy } from 'toxiproxy-node-client';
import WebSocket, { WebSocketServer } from 'ws';
import { Client, DEADLINE_MS, startServer } from './peers.mjs';

const V1 = 'wavetape.v1';
let server;
let http;
let toxiproxy;
let own;
before(async () => {
  server = await startServer('--feed', 'none', '--limits', 'off', '--faults', '127.0.0.1:0');
  http = server.url('').replace('ws:', 'http:');
  toxiproxy = new Toxiproxy(server.faults);
  own = await toxiproxy.get('wavetape');
});
afterEach(() => toxiproxy.reset());
after(async () => {
  assert.equal(await server.stop(), 0);
});

async function publish(channel, count) {
  for (let data = 0; data < count; data += 1) {
    const answer = await fetch(`${http}/publish`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
    });
    assert.equal(answer.status, 200);
  }
}

/** A `ws` client's messages, and how it ended. */
async function reader(url, protocol) {
  const socket = new WebSocket(url, protocol ? [protocol] : [], { perMessageDeflate: false });
  const messages = [];
  socket.on('message', (data) => { messages.push(data.toString()); });
  socket.on('error', () => {});
  const ended = new Promise((resolve) => { socket.on('close', (code, reason) => { resolve({ code, reason: reason.toString() }); }); });
  await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
  return { socket, messages, ended };
}

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!await condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

async function roundTrip(socket) {
  const begun = process.hrtime.bigint();
  const answered = once(socket, 'message', { signal: AbortSignal.timeout(DEADLINE_MS) });
  socket.send('x');
  await answered;
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

test('toxics are added, read, changed and taken away', async () => {
  assert.match(await toxiproxy.getVersion(), /wavetape/);
  assert.deepEqual(Object.keys(await toxiproxy.getAll()), ['wavetape']);
  assert.equal(own.enabled, true);
  const added = await own.addToxic({ name: 'late', type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: 100, jitter: 5 } });
  assert.deepEqual((await own.getToxic('late')).toJson(), added.toJson());
  assert.deepEqual(added.toJson(), { attributes: { latency: 100, jitter: 5 }, name: 'late', stream: 'downstream', toxicity: 1, type: 'latency' });
  const changed = await added.update({ attributes: { latency: 7 }, toxicity: 0.5 });
  assert.deepEqual([changed.attributes, changed.toxicity], [{ latency: 7, jitter: 5 }, 0.5]);
  await changed.remove();
  await assert.rejects(own.getToxic('late'), ToxiproxyError);
  const unnamed = await own.addToxic({ type: 'bandwidth', attributes: { rate: 1000 } });
  assert.equal(unnamed.name, 'bandwidth_downstream');
  await toxiproxy.reset();
  await assert.rejects(own.getToxic('bandwidth_downstream'), ToxiproxyError);
  await assert.rejects(own.addToxic({ type: 'no_such' }), ToxiproxyError);
  await assert.rejects(own.remove(), ToxiproxyError);
  await assert.rejects(toxiproxy.get('nobody'), ToxiproxyError);
});

test('every type that it has passes through, and ours beside them', async () => {
  const all = {
    latency: { latency: 5, jitter: 1 }, bandwidth: { rate: 64 }, slow_close: { delay: 10 }, timeout: { timeout: 3_600_000 },
    reset_peer: { timeout: 3_600_000 }, slicer: { average_size: 64, size_variation: 16, delay: 10 }, limit_data: { bytes: 1_000_000 },
  };
  for (const stream of ['downstream', 'upstream']) {
    for (const [type, attributes] of Object.entries(all).filter(([name]) => stream === 'downstream' || !['reset_peer'].includes(name))) {
      const toxic = await own.addToxic({ type, stream, attributes });
      assert.deepEqual([toxic.name, toxic.attributes], [`${type}_${stream}`, attributes]);
    }
  }
  const ours = { code: 1012, reason: 'x', probability: 0.5, seed: 7, match: { channel: 'book.*', connection: 'a*' }, when: { nth: 100 } };
  assert.deepEqual((await own.addToxic({ type: 'ws_close', attributes: ours })).attributes, ours);
});

test('ours bite: the connection is closed with its code after exactly the n-th message', async () => {
  await own.addToxic({ type: 'ws_close', attributes: { code: 4321, reason: 'on purpose', match: { path: '/ws' }, when: { nth: 7 } } });
  for (let run = 0; run < 10; run += 1) {
    const client = await reader(server.url('/ws'), V1);
    client.socket.send(JSON.stringify({ type: 'subscribe', id: 1, channel: 'chat.nth' }));
    await until(() => client.messages.length >= 2, 'its acknowledgement');
    await publish('chat.nth', 9);
    assert.deepEqual(await client.ended, { code: 4321, reason: 'on purpose' });
    assert.equal(client.messages.length, 7);
  }
});

test('messages are left out and sent twice on a live connection, and a reset heals it', async () => {
  const client = await Client.open(server.url('/ws'), V1);
  client.send({ type: 'subscribe', id: 1, channel: 'chat.live' });
  await client.nextWhere((message) => message.type === 'ack');
  const numbers = async (count) => {
    const all = [];
    while (all.length < count) all.push((await client.nextWhere((message) => message.seq !== undefined)).seq);
    return all;
  };
  await own.addToxic({ type: 'msg_drop', attributes: { match: { channel: 'chat.*' }, when: { every: 3 } } });
  await own.addToxic({ type: 'msg_duplicate', attributes: { when: { nth: 2 } } });
  await publish('chat.live', 6);
  assert.deepEqual(await numbers(5), [1, 2, 2, 4, 5]);
  await toxiproxy.reset();
  await publish('chat.live', 2);
  assert.deepEqual(await numbers(2), [7, 8]);
  client.socket.terminate();
});

test('latency comes both ways and goes again', async () => {
  const client = await reader(server.url('/echo'));
  await roundTrip(client.socket);
  await own.addToxic({ name: 'down', type: 'latency', stream: 'downstream', attributes: { latency: 120 } });
  assert.ok(await roundTrip(client.socket) >= 119);
  await own.addToxic({ name: 'up', type: 'latency', stream: 'upstream', attributes: { latency: 130 } });
  assert.ok(await roundTrip(client.socket) >= 248);
  await toxiproxy.reset();
  await until(async () => await roundTrip(client.socket) < 100, 'no delay any more');
  client.socket.terminate();
});

test('its own seven bite', async () => {
  const cases = [
    [{ type: 'reset_peer', attributes: { timeout: 0 } }, 1006],
    [{ type: 'timeout', attributes: { timeout: 50 } }, 1006],
    [{ type: 'limit_data', attributes: { bytes: 1_000 } }, 1006],
  ];
  for (const [toxic, code] of cases) {
    const client = await reader(server.url('/echo'));
    await own.addToxic(toxic);
    for (let n = 0; n < 20 && client.socket.readyState === WebSocket.OPEN; n += 1) client.socket.send('x'.repeat(100));
    assert.equal((await client.ended).code, code, toxic.type);
    await toxiproxy.reset();
  }
  const slow = await reader(server.url('/echo'));
  await own.addToxic({ type: 'slicer', attributes: { average_size: 100, size_variation: 10, delay: 2_000 } });
  const begun = Date.now();
  slow.socket.send('x'.repeat(10_000));
  await until(() => slow.messages.length === 1, 'the message in slices');
  assert.ok(Date.now() - begun >= 150, 'about a hundred slices of 2 ms');
  assert.equal(slow.messages[0], 'x'.repeat(10_000));
  slow.socket.terminate();
});

test('nobody gets in while the proxy is disabled', async () => {
  const client = await reader(server.url('/ws'), V1);
  assert.equal((await own.update({ enabled: false })).enabled, false);
  assert.equal((await client.ended).code, 1006);
  await assert.rejects(fetch(`${http}/healthz`));
  assert.equal((await own.update({ enabled: true })).enabled, true);
  assert.equal((await fetch(`${http}/healthz`)).status, 200);
});

test('the administrator is left alone, and so is who is not chosen', async () => {
  await own.addToxic({ type: 'ws_cut', attributes: { match: { path: '/ws/chat.*' } } });
  const chosen = new WebSocket(server.url('/ws/chat.x'));
  chosen.on('error', () => {});
  assert.equal((await once(chosen, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) }))[0], 1006);
  const other = await reader(server.url('/echo'));
  await roundTrip(other.socket);
  other.socket.terminate();
});

// A foreign server: npm's `ws`, which says what it was sent.
async function foreignServer() {
  const foreign = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(foreign, 'listening');
  foreign.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data) => { socket.send(data.toString()); });
  });
  return { foreign, upstream: `127.0.0.1:${foreign.address().port}` };
}

test('a proxy before a foreign server: made, moved, filled, taken away', async () => {
  const { foreign, upstream } = await foreignServer();
  const proxy = await toxiproxy.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream });
  assert.match(proxy.listen, /^127\.0\.0\.1:[1-9]\d*$/);
  const client = await reader(`ws://${proxy.listen}/`);
  await roundTrip(client.socket);
  await assert.rejects(toxiproxy.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream }), ToxiproxyError, 'there is one');
  const other = await foreignServer();
  await proxy.update({ upstream: other.upstream });
  assert.equal((await client.ended).code, 1006);
  const moved = await reader(`ws://${proxy.listen}/`);
  await roundTrip(moved.socket);
  assert.equal(other.foreign.clients.size, 1, 'it leads there now');
  await proxy.update({ upstream });
  other.foreign.close();
  await proxy.update({ enabled: false });
  assert.equal((await moved.ended).code, 1006);
  await assert.rejects(reader(`ws://${proxy.listen}/`));
  await toxiproxy.reset();
  const again = await reader(`ws://${proxy.listen}/`);
  await roundTrip(again.socket);
  const filled = await toxiproxy.populate([
    { name: 'theirs', listen: proxy.listen, upstream, enabled: true }, { name: 'more', listen: '127.0.0.1:0', upstream, enabled: true },
  ]);
  assert.deepEqual(Object.keys(filled), ['theirs', 'more']);
  await roundTrip(again.socket); // it was there as it is
  await roundTrip((await reader(`ws://${filled.more.listen}/`)).socket);
  for (const one of Object.values(filled)) await one.remove();
  assert.equal((await again.ended).code, 1006);
  assert.deepEqual(Object.keys(await toxiproxy.getAll()), ['wavetape']);
  foreign.close();
});

test('faults on the bytes of a foreign server', async () => {
  const { foreign, upstream } = await foreignServer();
  const proxy = await toxiproxy.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream });
  const open = () => reader(`ws://${proxy.listen}/`);
  const client = await open();
  const up = await proxy.addToxic({ name: 'up', type: 'latency', stream: 'upstream', attributes: { latency: 100 } });
  await proxy.addToxic({ name: 'down', type: 'latency', stream: 'downstream', attributes: { latency: 100 } });
  assert.ok(await roundTrip(client.socket) >= 198);
  await up.remove();
  assert.ok(await roundTrip(client.socket) >= 99);
  await toxiproxy.reset();
  await proxy.addToxic({ type: 'bandwidth', attributes: { rate: 50 } });
  const begun = Date.now();
  client.socket.send('x'.repeat(20_000));
  await until(() => client.messages.at(-1)?.length === 20_000, 'it came');
  assert.ok(Date.now() - begun >= 380, '20 KB at 50 KB/s');
  await toxiproxy.reset();
  await proxy.addToxic({ type: 'slicer', attributes: { average_size: 50, size_variation: 0, delay: 5_000 } });
  const sliced = Date.now();
  client.socket.send('y'.repeat(1_000));
  await until(() => client.messages.at(-1) === 'y'.repeat(1_000), 'all slices');
  assert.ok(Date.now() - sliced >= 95, 'twenty of them');
  await toxiproxy.reset();
  for (const [type, attributes] of [['limit_data', { bytes: 500 }], ['timeout', { timeout: 50 }], ['reset_peer', { timeout: 10 }]]) {
    const victim = await open();
    await proxy.addToxic({ type, attributes });
    for (let n = 0; n < 20 && victim.socket.readyState === WebSocket.OPEN; n += 1) victim.socket.send('z'.repeat(100));
    assert.equal((await victim.ended).code, 1006, type);
    await toxiproxy.reset();
  }
  client.socket.terminate();
  await proxy.remove();
  foreign.close();
});

test('messages of a foreign server: left out, sent twice, closed after exactly the n-th, though the client offers compression', async () => {
  const { foreign, upstream } = await foreignServer();
  const proxy = await toxiproxy.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream });
  await proxy.addToxic({ type: 'msg_drop', attributes: { when: { nth: 2 } } });
  await proxy.addToxic({ type: 'msg_duplicate', attributes: { when: { nth: 4 } } });
  await proxy.addToxic({ type: 'ws_close', attributes: { code: 1012, reason: 'restart', when: { nth: 8 } } });
  for (let run = 0; run < 5; run += 1) {
    const socket = new WebSocket(`ws://${proxy.listen}/`, { perMessageDeflate: true });
    const messages = [];
    socket.on('message', (data) => { messages.push(data.toString()); });
    const ended = once(socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
    await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
    for (let n = 1; n <= 12; n += 1) socket.send(`${n}`);
    const [code, reason] = await ended;
    assert.deepEqual(messages, ['1', '3', '4', '4', '5', '6', '7', '8']);
    assert.deepEqual([code, reason.toString()], [1012, 'restart']);
  }
  await proxy.remove();
  foreign.close();
});

test('the end of a foreign server comes late under slow_close, and what it said before comes whole', async () => {
  const foreign = createServer((socket) => { socket.on('error', () => {}); socket.end('goodbye'); });
  await once(foreign.listen(0, '127.0.0.1'), 'listening');
  const proxy = await toxiproxy.createProxy({ name: 'brief', listen: '127.0.0.1:0', upstream: `127.0.0.1:${foreign.address().port}` });
  await proxy.addToxic({ type: 'slow_close', attributes: { delay: 300 } });
  const begun = Date.now();
  const socket = connect(Number(proxy.listen.split(':')[1]), '127.0.0.1');
  let text = '';
  socket.on('data', (data) => { text += data; });
  await once(socket, 'end', { signal: AbortSignal.timeout(DEADLINE_MS) });
  assert.equal(text, 'goodbye');
  assert.ok(Date.now() - begun >= 299);
  await proxy.remove();
  foreign.close();
});

test('upstreams that cannot be are refused with one sentence', async () => {
  const say = async (body) => {
    const answer = await fetch(`${server.faults}/proxies`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    assert.equal(answer.status, 400);
    return (await answer.json()).error;
  };
  const host = (url) => new URL(url).host;
  const listen = '127.0.0.1:0';
  assert.match(await say({ name: 'a', listen, upstream: host(http) }), /is the server itself/);
  assert.match(await say({ name: 'a', listen, upstream: host(server.faults) }), /is the server itself/);
  assert.match(await say({ name: 'a', listen, upstream: '192.0.2.1:80' }), /is on this machine, unless/);
  assert.match(await say({ name: 'a', listen: '0.0.0.0:0', upstream: '127.0.0.1:1' }), /of this machine alone/);
  assert.match(await say({ name: 'a', listen, upstream: 'nowhere' }), /is an address \(or localhost\) and a port/);
  assert.match(await say({ name: 'a', listen: '127.0.0.1:7', upstream: '127.0.0.1:7' }), /in circles/);
  assert.match(await say({ name: 'a b', listen, upstream: '127.0.0.1:1' }), /A name is made of/);
  const first = await toxiproxy.createProxy({ name: 'first', listen, upstream: '127.0.0.1:1' });
  assert.match(await say({ name: 'second', listen, upstream: first.listen }), /in circles/);
  await assert.rejects(reader(`ws://${first.listen}/`), 'nobody is behind it');
  await assert.rejects(first.addToxic({ type: 'handshake' }), ToxiproxyError);
  await first.remove();
});
