// SPDX-License-Identifier: GPL-3.0-or-later
// Faults that a client asks for on its own connection, as npm's `ws` and `eventsource` and Node's fetch see them. Times are held to
// from below only: a fault must not come early; that the machine is slow is no fault.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventSource } from 'eventsource';
import WebSocket from 'ws';
import { Client, DEADLINE_MS, startServer } from './peers.mjs';

const { Subscription, Transports, WireClient, fallbacks } = await import(pathToFileURL(path.join(process.env.WAVETAPE_CLIENT, 'index.js')));
const V1 = 'wavetape.v1';
let server;
let http;
let names = 0;
before(async () => {
  server = await startServer('--feed', 'none', '--limits', 'off');
  http = server.url('').replace('ws:', 'http:');
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

const freshName = () => `chat.fault${names += 1}`;

async function publish(channel, ...all) {
  for (const data of all) {
    const answer = await fetch(`${http}/publish`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
    });
    assert.equal(answer.status, 200);
  }
}

async function figure(name, labels) {
  const text = await (await fetch(`${http}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name}{${labels}} `));
  assert.ok(line, `${name}{${labels}} in ${text}`);
  return Number(line.split(' ').at(-1));
}

const struck = (type) => figure('wavetape_faults_total', `type="${type}"`);

/** A subscriber of a fresh channel with those faults, its acknowledgement read. */
async function subscriber(faults, { path = '/ws', protocol = V1, channel = freshName() } = {}) {
  const client = await Client.open(server.url(`${path}?faults=${faults}`), protocol);
  client.send({ type: 'subscribe', id: 1, channel });
  await client.nextWhere((message) => message.type === 'ack');
  return { client, channel };
}

/** The next `count` publications' numbers. */
async function numbers(client, count) {
  const all = [];
  while (all.length < count) {
    const message = await client.next();
    assert.notEqual(message.type, 'lagged', 'nobody is told of it');
    all.push(message.seq);
  }
  return all;
}

/** Raw texts of a WebSocket, in order. */
async function openRaw(path) {
  const socket = new WebSocket(server.url(path), { perMessageDeflate: true });
  const texts = [];
  socket.on('message', (data) => { texts.push(data.toString()); });
  await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
  return { socket, texts };
}

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!await condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

test('close: the code that was asked for, and no `closing` before it', async () => {
  for (const code of [1000, 1012, 1013, 3000, 4999]) {
    const begun = performance.now();
    const client = await Client.open(server.url(`/ws?faults=close:${code}@50ms`), V1);
    assert.equal((await client.next()).type, 'welcome');
    assert.equal((await client.closed).code, code);
    assert.ok(performance.now() - begun >= 50);
    await assert.rejects(client.next(), /closed with/, 'nothing came after the welcome');
  }
  assert.equal(await struck('ws_close'), 5);
});

test('cut: no close frame', async () => {
  const client = await Client.open(server.url('/echo?faults=cut@50ms'));
  assert.equal((await client.closed).code, 1006);
});

test('status: the handshake is answered so, an event stream too', async () => {
  for (const status of [429, 503]) {
    const socket = new WebSocket(server.url(`/ws?faults=status:${status}@0`));
    const [, answer] = await once(socket, 'unexpected-response', { signal: AbortSignal.timeout(DEADLINE_MS) });
    assert.equal(answer.statusCode, status);
    socket.on('error', () => {});
    socket.terminate();
    assert.equal((await fetch(`${http}/sse?channels=chat.a&faults=status:${status}`)).status, status);
    assert.equal((await fetch(`${http}/channels?faults=status:${status}`)).status, status);
  }
  assert.equal(await struck('handshake'), 6);
});

test('gap: so many are left out, nobody is told, the books say delivered', async () => {
  const { client, channel } = await subscriber('gap:3');
  const other = await Client.open(server.url('/ws'), V1);
  other.send({ type: 'subscribe', id: 1, channel });
  await other.nextWhere((message) => message.type === 'ack');
  await publish(channel, 1, 2, 3, 4, 5);
  assert.deepEqual(await numbers(client, 2), [4, 5]);
  assert.deepEqual(await numbers(other, 5), [1, 2, 3, 4, 5], 'it hurts nobody else');
  client.send({ type: 'unsubscribe', id: 2, channel });
  const ack = await client.next();
  assert.deepEqual([ack.delivered, ack.dropped], [5, 0]);
  assert.equal(await struck('msg_gap'), 3);
  assert.equal(await figure('wavetape_unexplained_gaps_total', 'cause="fault"'), 1);
  assert.equal(await figure('wavetape_unexplained_gaps_total', 'cause="delivery"'), 0);
  await Promise.all([client.close(), other.close()]);
});

test('gap: where everything is left out, the connection goes on', async () => {
  const { client, channel } = await subscriber('gap:2');
  await publish(channel, 1, 2);
  client.send({ type: 'ping', t: 1 });
  assert.equal((await client.next()).type, 'pong');
  await publish(channel, 3);
  assert.deepEqual(await numbers(client, 1), [3]);
  await client.close();
});

test('dup: the same bytes twice', async () => {
  const { client, channel } = await subscriber('dup:2');
  await publish(channel, 1, 2, 3);
  assert.deepEqual(await numbers(client, 5), [1, 1, 2, 2, 3]);
  await client.close();
});

test('badjson: one text that is no JSON, then the next', async () => {
  const channel = freshName();
  const { socket, texts } = await openRaw(`/ws/${channel}?faults=badjson`);
  await publish(channel, { text: 'grüße '.repeat(20) }, 12);
  await until(() => texts.length === 2, 'two');
  assert.throws(() => JSON.parse(texts[0]), SyntaxError);
  assert.ok(texts[0].startsWith('{"text":"gr'));
  assert.equal(texts[1], '12');
  socket.close();
});

test('drop: seed and name decide, not time', async () => {
  const seen = {};
  const channel = freshName();
  const all = Array.from({ length: 60 }, (_, i) => i);
  const ask = async (key, faults) => {
    const { client } = await subscriber(faults, { channel });
    seen[key] = [];
    client.socket.on('message', (data) => {
      const { seq } = JSON.parse(data.toString());
      if (seq) seen[key].push(seq);
    });
    return client;
  };
  const clients = [await ask('a1', 'drop:30%;seed:7;as:a'), await ask('a2', 'drop:30%25;seed:7;as:a'),
    await ask('b', 'drop:30%;seed:7;as:b'), await ask('seed8', 'drop:30%;seed:8;as:a'), await ask('none', 'drop:0%')];
  await publish(channel, ...all);
  for (const client of clients) client.send({ type: 'ping', t: 1 });
  for (const client of clients) await client.nextWhere((message) => message.type === 'pong');
  assert.equal(seen.none.length, all.length);
  assert.deepEqual(seen.a1, seen.a2);
  assert.ok(seen.a1.length > 30 && seen.a1.length < 55, `${seen.a1.length} of 60`);
  assert.notDeepEqual(seen.a1, seen.b);
  assert.notDeepEqual(seen.a1, seen.seed8);
  await Promise.all(clients.map((client) => client.close()));
});

test('drop: 25 seeds twice, on as many threads as there are: equal holes', async () => {
  const channel = freshName();
  const seen = new Map();
  const clients = [];
  for (let seed = 0; seed < 25; seed += 1) {
    for (const round of [1, 2]) {
      const { client } = await subscriber(`drop:20%;seed:${seed};as:same`, { channel });
      const seqs = [];
      seen.set(`${seed} ${round}`, seqs);
      client.socket.on('message', (data) => {
        const { seq } = JSON.parse(data.toString());
        if (seq) seqs.push(seq);
      });
      clients.push(client);
    }
  }
  await publish(channel, ...Array.from({ length: 100 }, (_, i) => i));
  for (const client of clients) client.send({ type: 'ping', t: 1 });
  for (const client of clients) await client.nextWhere((message) => message.type === 'pong');
  for (let seed = 0; seed < 25; seed += 1) assert.deepEqual(seen.get(`${seed} 1`), seen.get(`${seed} 2`), `seed ${seed}`);
  assert.equal(new Set(Array.from(seen.values(), String)).size, 25, 'each seed is another');
  await Promise.all(clients.map((client) => client.close()));
});

test('the client of the page tells what faults do to it', async () => {
  const channel = freshName();
  const client = new WireClient(server.url('/ws?faults=gap:2;dup'), new Transports({ socket: WebSocket }));
  const seen = [];
  const subscription = new Subscription(channel, { publication: (data) => seen.push(data) });
  client.subscribe(subscription);
  client.connect();
  await until(() => client.isCurrent, 'it is there');
  await publish(channel, 1, 2, 3, 4);
  await until(() => seen.at(-1) === 4, 'the last');
  assert.deepEqual(client.losses(), { lost: 0, unexplained: 3 }, 'two that are missing, one that came twice');
  client.close();
});

for (const way of ['sse', 'longpoll']) {
  test(`the client that falls back to ${way} has the faults that were asked for, and is told of those that are none`, async () => {
    const channel = freshName();
    await publish(channel, 0);
    const client = new WireClient(server.url('/ws?faults=dup'), new Transports({ fallbacks, names: [way] }));
    const seen = [];
    client.subscribe(new Subscription(channel, { publication: (data) => seen.push(data) }));
    client.connect();
    await until(() => client.isCurrent, 'it is there');
    await publish(channel, 1, 2, 3, 4);
    await until(() => seen.at(-1) === 4, 'the last');
    assert.ok(client.losses().unexplained >= 1, 'one came twice'); // on each connection that the polls take
    client.close();

    const wrong = new WireClient(server.url('/ws?faults=cutt@1s'), new Transports({ fallbacks, names: [way] }));
    wrong.subscribe(new Subscription(channel, {}));
    wrong.connect();
    await until(() => wrong.lastClose?.reason.includes('"cutt@1s" is no fault that is known here'), 'the reason');
    wrong.close();
  });
}

test('over TLS: the same, and bytes are held back within it', async () => {
  const own = await startServer('--feed', 'none', '--limits', 'off', '--tls-self-signed', '--tls-listen', '127.0.0.1:0', '--threads', '2');
  try {
    const secure = (target, protocol) => new Client(own.secureUrl(target), protocol, { rejectUnauthorized: false });
    const end = secure('/ws?faults=close:1012@50ms;delay:100ms', V1);
    assert.equal((await end.closed).code, 1012);
    const begun = performance.now();
    const slow = secure('/echo?faults=slow:1mbit;stall:300ms');
    await once(slow.socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
    const text = JSON.stringify('x'.repeat(100_000));
    slow.socket.send(text);
    assert.equal(JSON.stringify(await slow.next()), text);
    assert.ok(performance.now() - begun >= 300 + 0.97 * 500);
    await slow.close();
  } finally {
    assert.equal(await own.stop(), 0);
  }
});

test('delay: everything comes so much later, in order', async () => {
  const { client, channel } = await subscriber('delay:150ms');
  const begun = performance.now();
  await publish(channel, 1, 2, 3);
  assert.deepEqual(await numbers(client, 3), [1, 2, 3]);
  assert.ok(performance.now() - begun >= 150, 'not before its time');
  const pinged = performance.now();
  client.socket.ping();
  await once(client.socket, 'pong', { signal: AbortSignal.timeout(DEADLINE_MS) });
  assert.ok(performance.now() - pinged >= 150, 'nor does a pong');
  assert.equal((await client.close()).code, 1000);
});

test('slow: no faster than the rate', async () => {
  const { client, channel } = await subscriber('slow:256kbit');
  const begun = performance.now();
  await publish(channel, 'x'.repeat(20_000));
  assert.deepEqual(await numbers(client, 1), [1]);
  const took = performance.now() - begun;
  assert.ok(took >= 0.97 * (20_000 * 8) / 256, `${took} ms`);
  await client.close();
});

test('stall: nothing for so long, then all of it', async () => {
  const begun = performance.now();
  const { client, channel } = await subscriber('stall:600ms');
  assert.ok(performance.now() - begun >= 600, 'the handshake waits as well');
  await publish(channel, 1, 2);
  assert.deepEqual(await numbers(client, 2), [1, 2]);
  await client.close();
});

test('stall: who is stalled is slow to the server, and is told of what it loses', async () => {
  const channel = freshName();
  const client = await Client.open(server.url('/ws?faults=stall:4s@0.3s'), V1);
  client.send({ type: 'subscribe', id: 1, channel, policy: 'drop-oldest' });
  await client.nextWhere((message) => message.type === 'ack');
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  await publish(channel, ...Array.from({ length: 12 }, () => 'x'.repeat(100_000)));
  let next = 1;
  let lost = 0;
  while (next <= 12) {
    const message = await client.next();
    if (message.type === 'lagged') {
      assert.equal(message.from, next);
      lost += message.n;
      next = message.to + 1;
    } else {
      assert.equal(message.seq, next);
      next += 1;
    }
  }
  assert.ok(lost > 0, 'the marks hold for it');
  await client.close();
});

test('mute-pong: pings are not answered, requests are', async () => {
  for (const [faults, pongs] of [['mute-pong', 0], ['cut@3600s', 1]]) {
    const client = await Client.open(server.url(`/ws?faults=${faults}`));
    let seen = 0;
    client.socket.on('pong', () => { seen += 1; });
    client.socket.ping();
    client.send({ type: 'ping', t: 1 });
    assert.equal((await client.next()).type, 'pong');
    client.send({ type: 'ping', t: 2 });
    await client.next();
    assert.equal(seen, pongs);
    await client.close();
  }
});

test('compression: a client that offers it gets the same faults', async () => {
  const channel = freshName();
  const { socket, texts } = await openRaw(`/ws/${channel}?faults=gap;dup`);
  await publish(channel, '1', '2', '3');
  await until(() => texts.length === 3, 'three');
  assert.deepEqual(texts, ['"2"', '"2"', '"3"']);
  socket.close();
});

test('EventSource: gap, dup and badjson within the stream', async () => {
  for (const channels of [[freshName()], [freshName(), freshName()]]) {
    const source = new EventSource(`${http}/sse?channels=${channels}&faults=gap;dup;badjson`);
    const events = [];
    source.onmessage = (event) => { events.push(event); };
    let begun = false;
    source.addEventListener('position', () => { begun = true; });
    await until(() => begun, 'the beginning');
    for (let i = 1; i <= 4; i += 1) await publish(channels.at(-1), { i, text: 'grüße'.repeat(9) });
    await until(() => events.length === 4, 'four');
    assert.deepEqual(events.slice(0, 2).map((event) => JSON.parse(event.data).seq), [2, 2]);
    assert.throws(() => JSON.parse(events[2].data), SyntaxError);
    assert.equal(JSON.parse(events[3].data).seq, 4);
    source.close();
  }
});

test('EventSource: close ends the stream, and it comes back', async () => {
  const source = new EventSource(`${http}/sse?channels=${freshName()}&faults=close:1012@50ms`);
  let opened = 0;
  let closing = 0;
  source.onopen = () => { opened += 1; };
  source.addEventListener('closing', () => { closing += 1; });
  await until(() => opened === 2, 'a second stream');
  assert.equal(closing, 0);
  source.close();
});

test('long polls: gap and dup in the answer, and the position says received', async () => {
  const channel = freshName();
  const keeper = await fetch(`${http}/sse?channels=${channel}`);
  const begun = await (await fetch(`${http}/longpoll?channels=${channel}&timeout=1`)).json();
  await publish(channel, 1, 2);
  const answer = await (await fetch(`${http}/longpoll?channels=${channel}&since=${begun.since}&faults=gap;dup`)).json();
  assert.deepEqual(answer.messages.map((message) => message.seq), [2, 2]);
  await publish(channel, 3);
  const next = await (await fetch(`${http}/longpoll?channels=${channel}&since=${answer.since}`)).json();
  assert.deepEqual(next.messages.map((message) => message.seq), [3]);
  const slow = performance.now();
  assert.equal((await fetch(`${http}/snapshot/${channel}?faults=delay:100ms`)).status, 200);
  assert.ok(performance.now() - slow >= 100);
  await assert.rejects(fetch(`${http}/longpoll?channels=${channel}&faults=cut@50ms`));
  await keeper.body.cancel();
});

test('what cannot be had is refused, never ignored', async () => {
  const status = async (path) => (await fetch(`${http}${path}`)).status;
  for (const faults of ['', 'cut;', 'close:1006', 'drop', 'cut&faults=cut', 'x', '%ff']) {
    assert.equal(await status(`/sse?channels=chat.a&faults=${faults}`), 400, faults);
  }
  for (const path of ['/longpoll?channels=chat.a&', '/poll?channels=chat.a&', '/channels?', '/snapshot/chat.a?']) {
    assert.equal(await status(`${path}faults=close:1012`), 400, path);
    assert.equal(await status(`${path}faults=mute-pong`), 400, path);
  }
  assert.equal(await status('/channels?faults=gap'), 400);
  assert.equal(await status('/version?faults=cut'), 200, 'no data, no faults');
  const socket = new WebSocket(server.url('/echo?faults=gap'));
  const [, answer] = await once(socket, 'unexpected-response', { signal: AbortSignal.timeout(DEADLINE_MS) });
  assert.equal(answer.statusCode, 400);
  socket.on('error', () => {});
  socket.terminate();
});
