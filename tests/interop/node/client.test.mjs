// SPDX-License-Identifier: GPL-3.0-or-later
// The package wavetape-client as a program uses it, against our server through a way that is cut. WAVETAPE_CUTS: how often (by hand: 10000).
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';
import WebSocket from 'ws';
import { startCutter } from './cutter.mjs';
import { DEADLINE_MS } from './peers.mjs';

const folder = process.env.WAVETAPE_CLIENT;
const load = (file) => import(pathToFileURL(path.join(folder, file)));
const { connect } = await load('index.js');
const { connect: connectSmall } = await load('websocket.js');
const { startServer } = await load('testing.js');
const cuts = Number(process.env.WAVETAPE_CUTS ?? 100);
const kBackoff = { baseMs: 1, capMs: 4 };

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Drawn by a seed: a failure can be had again. */
function drawing(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await sleep(2);
  }
}

/** `ws`, counting how many of one client are connecting or open at once. */
function countedSocket() {
  const seen = { all: new Set(), most: 0, made: 0 };
  seen.Socket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      seen.made += 1;
      seen.all.add(this);
      this.on('close', () => seen.all.delete(this));
      seen.most = Math.max(seen.most, [...seen.all].filter((one) => one.readyState < 2).length);
    }
  };
  return seen;
}

test('a channel that is no text and a handler that is no function are told at once', () => {
  const client = connect('ws://127.0.0.1:1/ws', { WebSocket, backoff: kBackoff });
  try {
    for (const channel of [undefined, 5, null]) assert.throws(() => client.subscribe(channel), { name: 'TypeError', message: 'The channel must be a text.' });
    assert.throws(() => client.subscribe('trades.AAPL', {}, 'x'), { name: 'TypeError', message: 'The handler must be a function.' });
  } finally {
    client.close();
  }
});

test('a wrong port is told, with what was tried', async () => {
  const free = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  const url = `ws://127.0.0.1:${free}/ws`;
  const client = connect(`${url}?token=secret`, { WebSocket, backoff: kBackoff, transports: ['websocket'] });
  const told = [];
  client.addEventListener('down', (event) => told.push(event.detail));
  await until(() => told.length >= 2, 'two attempts');
  client.close();
  const { attempt, retryInMs, reason, ...rest } = told[1];
  assert.deepEqual(rest, { url, transport: 'websocket', code: 1006, wasClean: false, wasOpen: false });
  assert.ok(attempt >= 1 && retryInMs >= 0);
  assert.match(reason, /ECONNREFUSED/);
  assert.match(client.lastClose.reason, /ECONNREFUSED/);
  assert.ok(!JSON.stringify(told).includes('secret'));
  // Who is told may act on it.
  const brief = connect(url, { WebSocket, backoff: kBackoff, transports: ['websocket'] });
  await new Promise((resolve) => {
    brief.addEventListener('down', () => resolve(brief.close()), { once: true });
  });
  assert.equal(brief.state, 'stopped');
  const nowhere = connect('ws://', { WebSocket, transports: ['websocket'], token: async () => 'x' });
  const [{ retryInMs: again }] = await new Promise((resolve) => {
    nowhere.addEventListener('down', (event) => resolve([event.detail]), { once: true });
  });
  assert.deepEqual([again, nowhere.state], [null, 'stopped']);
});

let server;
before(async () => {
  server = await startServer({ feed: 'calm', symbols: 4, args: ['--limits', 'off'] });
});
after(() => server?.stop());

test(`${cuts} random cuts: nothing lost, nothing twice, never two sockets, no more heap`, async () => {
  const draw = drawing(7);
  const way = await startCutter(server.port);
  const seen = countedSocket();
  const client = connect(`${way.url.replace('http', 'ws')}/ws`, { WebSocket: seen.Socket, backoff: kBackoff, transports: ['websocket'] });
  const losses = [];
  client.addEventListener('loss', (event) => losses.push(event.detail));
  const got = { expected: 1, wrong: [] };
  // What it reads was published from the side; what it publishes is read from the side.
  const witness = connect(server.ws(), { WebSocket });
  const answered = { expected: 1, wrong: [] };
  const check = (into) => ({ data }) => {
    if (data !== into.expected) into.wrong.push([into.expected, data]);
    into.expected = data + 1;
  };
  witness.subscribe('chat.out', check(answered));
  const feed = client.subscribe('chat.in');
  const reading = (async () => {
    for await (const one of feed) check(got)(one);
  })();
  await until(() => feed.state === 'live' && witness.state === 'open', 'both are there');
  let sent = 0;
  let published = 0;
  let stop = false;
  const side = (async () => {
    while (!stop) {
      sent += 1;
      await server.publish('chat.in', sent);
    }
  })();
  const own = (async () => {
    while (!stop) {
      published += 1;
      await client.publish('chat.out', published);
    }
  })();
  let heap = 0;
  for (let cut = 0; cut < cuts; cut += 1) {
    await sleep(draw() * 25);
    way.cut();
    if (draw() < 0.7) {
      // Mostly it is let back in first; else the cut hits a handshake or a subscribe.
      const before = got.expected;
      await until(() => got.expected > before, `what comes after cut ${cut}`);
    }
    if (cut === Math.floor(cuts / 5)) {
      collect();
      heap = process.memoryUsage().heapUsed;
    }
  }
  stop = true;
  await side;
  await own;
  await until(() => got.expected === sent + 1, 'all that was sent');
  await until(() => answered.expected === published + 1, 'all that was published');
  collect();
  const grown = process.memoryUsage().heapUsed - heap;
  assert.deepEqual(got.wrong.slice(0, 5), []);
  assert.deepEqual(answered.wrong.slice(0, 5), []);
  assert.deepEqual(losses, []);
  assert.equal(seen.most, 1);
  assert.ok(client.opens > cuts / 3, `${client.opens} sessions`);
  assert.ok(grown < 4e6, `${grown} bytes more`);
  console.log(`# ${cuts} cuts, ${seen.made} sockets, ${client.opens} sessions: ${sent} read and ${published} published, 0 lost, 0 twice, heap ${(grown / 1e6).toFixed(1)} MB`);
  client.close();
  witness.close();
  await reading;
  way.stop();
});

test('a reader at its own pace: the server is told to stop, and goes on where it stopped', async () => {
  const client = connect(server.ws(), { WebSocket });
  const feed = client.subscribe('chat.slow', { limit: 8 });
  await until(() => feed.state === 'live', 'live');
  for (let i = 1; i <= 200; i += 1) await server.publish('chat.slow', i);
  await until(() => feed.state === 'paused', 'paused');
  assert.ok(feed.pending <= 8, `${feed.pending} wait`);
  const got = [];
  for await (const { data } of feed) {
    got.push(data);
    if (got.length % 20 === 0) await sleep(1);
    assert.ok(feed.pending <= 8);
    if (data === 200) break;
  }
  assert.deepEqual(got, Array.from({ length: 200 }, (_, i) => i + 1));
  assert.ok(feed.pauses > 1);
  assert.equal(feed.lost, 0);
  client.close();
});

test('other bounds: the oldest are lost and told of, in their place; or the feed fails; what conflates keeps the newest', async () => {
  const client = connect(server.ws(), { WebSocket });
  const feed = client.subscribe('chat.bounded', { limit: 5, overflow: 'drop-oldest', losses: true });
  const strict = client.subscribe('chat.strict', { limit: 3, overflow: 'error' });
  const tickers = client.subscribe('ticker.*', { limit: 100 });
  await until(() => feed.state === 'live' && strict.state === 'live' && tickers.state === 'live', 'live');
  for (let i = 1; i <= 12; i += 1) await Promise.all([server.publish('chat.bounded', i), server.publish('chat.strict', i)]);
  await until(() => strict.state === 'refused' && feed.lost === 7, 'both are over');
  await assert.rejects(async () => { for await (const one of strict) assert.ok(one); }, /More than 3/);
  const got = [];
  for await (const one of feed) {
    if (one.type === 'loss') got.push([one.from, one.to, one.n, one.reason]);
    else got.push(one.seq);
    if (one.seq === 12) break;
  }
  assert.deepEqual(got, [[1, 7, 7, 'reader'], 8, 9, 10, 11, 12]);
  await sleep(300);
  assert.ok(tickers.pending <= 100 && tickers.conflated > 0, `${tickers.pending} wait, ${tickers.conflated} conflated`);
  client.close();
});

test('a hole that nobody named is asked for once more; one that stays is told as a loss', async () => {
  const gap = connect(server.ws('gap:3'), { WebSocket });
  const drop = connect(server.ws(['drop:20%', 'seed:3', 'as:x']), { WebSocket });
  const lost = [];
  drop.addEventListener('loss', ({ detail }) => lost.push(detail));
  const [got, rest] = [[], []];
  const first = gap.subscribe('chat.holes', ({ data }) => got.push(data));
  const second = drop.subscribe('chat.holes', ({ data }) => rest.push(data));
  await until(() => first.state === 'live' && second.state === 'live', 'live');
  for (let i = 1; i <= 40; i += 1) await server.publish('chat.holes', i);
  await until(() => got.length >= 40, 'healed');
  assert.deepEqual(got, Array.from({ length: 40 }, (_, i) => i + 1));
  // The same ones are left out again there: so they are losses.
  const named = () => lost.reduce((sum, { n }) => sum + n, 0);
  await until(() => rest.at(-1) >= 38 && named() + rest.length === rest.at(-1), 'all are either there or told of');
  assert.ok(lost.length > 0 && lost.every(({ reason, from, to, n }) => reason === 'unexplained' && n === to - from + 1));
  gap.close();
  drop.close();
});

test('a book proves itself, and heals where a delta is missing', async () => {
  const client = connect(server.ws('gap:2@300ms'), { WebSocket });
  const symbols = (await client.list('book.')).map((row) => row.channel.slice('book.'.length));
  const book = client.book(symbols[0]);
  const other = client.book(symbols[0]); // the server has one subscriber for both
  let versions = 0;
  for await (const one of book) {
    versions += 1;
    const [bid, ask] = [one.bids()[0], one.asks()[0]];
    assert.ok(bid[0] < ask[0], 'not crossed');
    if (one.checks >= 1 && one.isValid && versions > 20) break;
  }
  assert.equal(book.mismatches, 0);
  await until(() => other.isValid && other.checks >= 1, 'the other as well');
  assert.equal(other.mismatches, 0);
  client.close();
});

test('a wave is a view of what came, aligned and without a copy', async () => {
  const client = connect(server.ws(), { WebSocket });
  let seq = 0;
  for await (const block of client.wave('sine1')) {
    assert.equal(block.values.byteOffset, 32);
    assert.equal(block.values.length, block.samples * block.lanes);
    assert.equal(block.values.buffer.byteLength, 32 + 4 * block.values.length);
    if (seq) assert.equal(block.seq, seq + 1);
    seq = block.seq;
    if (block.seq % 5 === 0) break;
  }
  client.close();
});

test('after a reload it goes on behind what was done with, not behind what had come', async () => {
  const kept = new Map();
  const store = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const first = connect(server.ws(), { WebSocket, store });
  const feed = first.subscribe('chat.reload');
  await until(() => feed.state === 'live', 'live');
  for (let i = 1; i <= 10; i += 1) await server.publish('chat.reload', i);
  const got = [];
  await until(() => feed.pending === 10, 'all there');
  for (let i = 0; i < 4; i += 1) got.push((await feed.next()).value.data);
  first.close(); // as pagehide would: the fourth was being worked on
  for (let i = 11; i <= 15; i += 1) await server.publish('chat.reload', i);
  const second = connect(server.ws(), { WebSocket, store });
  const rest = [];
  for await (const { data } of second.subscribe('chat.reload')) {
    rest.push(data);
    if (data === 15) break;
  }
  assert.deepEqual([got, rest], [[1, 2, 3, 4], [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]]);
  second.close();
});

test('it wakes on `online`, and a close is for good', async () => {
  const network = new EventTarget();
  const way = await startCutter(server.port);
  const client = connect(`${way.url.replace('http', 'ws')}/ws`, { WebSocket, network, backoff: { baseMs: 3_600_000, random: () => 1 }, transports: ['websocket'] });
  await until(() => client.state === 'open', 'open');
  way.cut();
  await until(() => client.state === 'waiting', 'waiting for an hour');
  network.dispatchEvent(new Event('online'));
  await until(() => client.state === 'open', 'open again');
  const pending = client.publish('chat.never', 1, { key: 'k' });
  client.close();
  await assert.rejects(pending, /closed/);
  network.dispatchEvent(new Event('online'));
  await sleep(30);
  assert.equal(client.state, 'stopped');
  way.stop();
});

test('publishing: refusals are errors with their number; the same key is published once', async () => {
  const client = connectSmall(server.ws(), { WebSocket });
  await assert.rejects(client.publish('ticker.AAPL', 1), { name: 'WireError', code: 103 });
  await assert.rejects(client.publish('no such name', 1), { code: 107 });
  const [one, same] = [await client.publish('chat.keys', 'a', { key: 'k1' }), await client.publish('chat.keys', 'a', { key: 'k1' })];
  assert.equal(one.seq, same.seq);
  await assert.rejects(async () => { for await (const item of client.subscribe('wave.none')) assert.ok(item); }, { code: 104 });
  const handled = client.subscribe('wave.none', () => {});
  const refused = new Promise((resolve) => { handled.addEventListener('refused', ({ detail }) => resolve(detail)); });
  assert.deepEqual([(await refused).code, handled.state, handled.error], [104, 'refused', await refused]);
  // Who asks again at once is not answered before the server has said anything.
  const early = await new Promise((resolve) => {
    client.subscribe('wave.none', () => {}).addEventListener('refused', () => {
      const again = client.subscribe('wave.none', () => {});
      queueMicrotask(() => resolve(again.state));
    }, { once: true });
  });
  assert.notEqual(early, 'refused');
  client.close();
});

test('three hundred publications at once under the default limits: all arrive in order, none is refused', async () => {
  const strict = await startServer({ feed: 'none' });
  const client = connectSmall(strict.ws(), { WebSocket });
  const got = [];
  client.subscribe('chat.many', ({ data }) => got.push(data));
  const acks = await Promise.all(Array.from({ length: 300 }, (_, i) => client.publish('chat.many', i)));
  await until(() => got.length === 300, 'all');
  assert.deepEqual(got, Array.from({ length: 300 }, (_, i) => i));
  assert.equal(client.opens, 1);
  assert.ok(acks.every((ack, i) => i === 0 || ack.seq === acks[i - 1].seq + 1));
  client.close();
  await strict.stop();
});

test('a token that could not be had is asked for again; the next one opens', async () => {
  let asked = 0;
  const client = connect(server.ws(), {
    WebSocket, backoff: kBackoff, transports: ['websocket'],
    token: async () => {
      asked += 1;
      if (asked < 3) throw new Error('away');
      return '';
    },
  });
  await until(() => client.state === 'open', 'open');
  assert.equal(asked, 3);
  client.close();
});

test('two readers of one channel are one subscriber; each has all of it', async () => {
  const client = connect(server.ws(), { WebSocket });
  const [a, b] = [[], []];
  const first = client.subscribe('chat.shared', ({ data }) => a.push(data));
  await until(() => first.state === 'live', 'live');
  await server.publish('chat.shared', 1);
  await until(() => a.length === 1, 'the first');
  client.subscribe('chat.shared', ({ data }) => b.push(data));
  for (let i = 2; i <= 30; i += 1) await server.publish('chat.shared', i);
  await until(() => a.length === 30 && b.at(-1) === 30, 'both');
  assert.deepEqual(a, Array.from({ length: 30 }, (_, i) => i + 1));
  assert.ok(b.length >= 28);
  const row = (await client.list('chat.shared'))[0];
  assert.equal(row.subscribers, 1);
  const slow = client.subscribe('chat.half', { limit: 4 });
  await until(() => slow.state === 'live', 'live');
  for (let i = 1; i <= 4; i += 1) await server.publish('chat.half', i);
  await until(() => slow.state === 'paused', 'paused');
  const quick = [];
  client.subscribe('chat.half', ({ data }) => quick.push(data));
  await until(() => slow.state === 'live', 'it goes on for the other');
  for (let i = 5; i <= 9; i += 1) await server.publish('chat.half', i);
  await until(() => quick.length === 5, 'what the other reads');
  assert.deepEqual([quick, slow.lost], [[5, 6, 7, 8, 9], 5]);
  client.close();
});
