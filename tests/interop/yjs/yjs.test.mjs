// SPDX-License-Identifier: GPL-3.0-or-later
// y-websocket and yjs as npm has them against /yjs/<room>: clients that are cut, write while they are away, come late or again
// after the server's restart end with the same document; what is wrong is refused, and disturbs nobody else.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { startCutter } from './cutter.mjs';
import { startServer } from './peers.mjs';

const EDITS = Number(process.env.WAVETAPE_EDITS ?? 10_000);
const CUTS = Number(process.env.WAVETAPE_CUTS ?? 200);
const DEADLINE_MS = 120_000;
const kTurn = 25; // edits between two looks at the network

/** Waits until `holds()`, looking whenever something may have happened. */
async function until(holds, what, ms = DEADLINE_MS) {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waiting for: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

class Writer {
  closes = [];

  constructor(url, room, { awareness = {}, ...options } = {}) {
    this.doc = new Y.Doc();
    this.text = this.doc.getText('text');
    this.map = this.doc.getMap('map');
    this.provider = new WebsocketProvider(url, room, this.doc, { WebSocketPolyfill: WebSocket, disableBc: true, maxBackoffTime: 200, ...options });
    this.provider.awareness.setLocalState(awareness);
    this.provider.on('connection-close', (event) => this.closes.push(event?.code));
    this.ended = new Promise((resolve) => { this.provider.on('closed', resolve); });
  }

  get state() {
    return JSON.stringify([this.text.toDelta(), Object.entries(this.map.toJSON()).sort(([a], [b]) => (a < b ? -1 : 1))]);
  }

  /** One of the edits that people make, drawn by `random`; no letter has two halves, which Yjs would part. */
  edit(random, i) {
    const at = Math.floor(random() * (this.text.length + 1));
    const kind = random();
    if (kind < 0.55) this.text.insert(at, ['a', 'bc', 'Grüße ', '€', '\n'][i % 5]);
    else if (kind < 0.8 && this.text.length > 0) this.text.delete(Math.min(at, this.text.length - 1), Math.min(3, this.text.length - Math.min(at, this.text.length - 1)));
    else if (kind < 0.9) this.text.format(at, Math.min(2, this.text.length - at), { bold: i % 2 === 0 });
    else this.map.set(`key ${i % 7}`, { i, list: [1.5, true, null, 'x'], bytes: new Uint8Array([i % 256]) });
  }

  close() {
    this.provider.destroy();
    this.doc.destroy();
  }
}

/** The same numbers each time (mulberry32). */
function drawn(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What y-protocols and lib0 write, by hand. */
const bytes = (...parts) => Uint8Array.from(parts.flat(9));
const number = (value) => { const out = []; for (let n = value; ; n = Math.floor(n / 128)) { if (n < 128) return [...out, n]; out.push((n % 128) | 128); } };
const sized = (...parts) => { const all = parts.flat(9); return [...number(all.length), ...all]; };
const update = (...parts) => bytes(0, 2, sized(...parts));

async function raw(url) {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const messages = [];
  socket.on('message', (data) => messages.push(new Uint8Array(data)));
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: reason.toString() }));
  await once(socket, 'open');
  return { socket, messages, closed };
}

test('three clients, random edits, cuts, edits while away, a late joiner, a restart: equal', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wavetape-yjs-'));
  let server = await startServer('--state', folder, '--feed', 'none', '--limits', 'off');
  const port = () => Number(new URL(server.url('/')).port);
  const first = port();
  const cutters = await Promise.all([first, first, first].map(startCutter));
  const writers = cutters.map((cutter) => new Writer(`${cutter.url.replace('http', 'ws')}/yjs`, 'doc.random'));
  const random = drawn(7);
  let cuts = 0;
  for (let i = 0; i < EDITS; i += 1) {
    writers[Math.floor(random() * 3)].edit(random, i);
    if (i % kTurn === 0) await new Promise((resolve) => { setImmediate(resolve); });
    if (cuts < CUTS && i % Math.max(1, Math.floor(EDITS / CUTS)) === 0) {
      const which = Math.floor(random() * 3);
      await until(() => writers[which].provider.wsconnected, 'a link that can be cut');
      cutters[which].cut();
      cuts += 1;
    }
  }
  await until(() => writers.every((one) => one.provider.synced && one.state === writers[0].state), 'three equal documents');
  assert.equal(cuts, CUTS);
  assert.ok(writers[0].text.length > 0);
  // What the server keeps of it is about as large as the document.
  const file = join(folder, 'documents', 'doc.random.yjs');
  const whole = Y.encodeStateAsUpdate(writers[0].doc).length;
  assert.ok(statSync(file).size < 2 * whole + (192 << 10), `${statSync(file).size} bytes for a document of ${whole}`);

  // Away, all write on.
  for (const one of writers) one.provider.disconnect();
  for (let i = 0; i < 300; i += 1) writers[i % 3].edit(random, i);
  for (const one of writers) one.provider.connect();
  await until(() => writers.every((one) => one.provider.synced && one.state === writers[0].state), 'three equal documents after a time away');

  const late = new Writer(server.url('/yjs'), 'doc.random');
  await until(() => late.provider.synced && late.state === writers[0].state, 'a late joiner');

  const before = writers[0].state;
  for (const one of [...writers, late]) one.close();
  assert.equal(await server.stop(), 0);
  for (const cutter of cutters) cutter.stop();
  server = await startServer('--state', folder, '--feed', 'none', '--limits', 'off');
  const again = new Writer(server.url('/yjs'), 'doc.random');
  await until(() => again.provider.synced, 'the first one after a restart');
  assert.equal(again.state, before);
  again.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

test('who is here is known, and who leaves is gone; a lone client is not dropped', { timeout: 120_000 }, async () => {
  const server = await startServer('--feed', 'none');
  const lone = new Writer(server.url('/yjs'), 'doc.alone', { awareness: null });
  const [ada, alan] = ['ada', 'alan'].map((name) => new Writer(server.url('/yjs'), 'doc.aware', { awareness: { name } }));
  const names = (one) => [...one.provider.awareness.getStates().values()].map((state) => state.name).sort().join();
  await until(() => names(ada) === 'ada,alan' && names(alan) === 'ada,alan', 'both know of both');
  ada.provider.awareness.setLocalStateField('cursor', 3);
  await until(() => [...alan.provider.awareness.getStates().values()].some((state) => state.cursor === 3), 'a cursor');
  ada.provider.ws.terminate();
  ada.provider.shouldConnect = false;
  await until(() => names(alan) === 'alan', 'who was cut off is gone');
  // y-websocket drops a link of which it has heard nothing for 30 s: two signs of the server's are 30 s, a third is beyond.
  let signs = 0;
  await until(() => lone.provider.wsconnected, 'a link');
  lone.provider.ws.on('message', () => { signs += 1; });
  await until(() => signs >= 3, 'three signs of life');
  assert.deepEqual(lone.closes, []);
  for (const one of [lone, ada, alan]) one.close();
  await server.stop();
});

test('a room that is full says so and ends with 4413, and y-websocket stays away; so does the seventeenth room', { timeout: 120_000 }, async () => {
  const server = await startServer('--feed', 'none');
  const said = [];
  const warn = console.warn;
  console.warn = (text) => said.push(text);
  try {
    const other = new Writer(server.url('/yjs'), 'doc.full');
    const writer = new Writer(server.url('/yjs'), 'doc.full');
    await until(() => writer.provider.synced && other.provider.synced, 'a link');
    writer.text.insert(0, 'x'.repeat(3 << 20));
    await until(() => other.text.length === 3 << 20, 'what fits');
    writer.text.insert(0, 'y'.repeat(2 << 20));
    assert.equal((await writer.ended).code, 4413);
    assert.match(said.join(), /This document is full: it has at most 4 MiB/);
    assert.equal(other.text.length, 3 << 20);
    other.text.insert(0, 'still open');
    const late = new Writer(server.url('/yjs'), 'doc.full');
    await until(() => late.provider.synced && late.state === other.state, 'a late reader of it');
    for (const one of [writer, other, late]) one.close();

    const rooms = Array.from({ length: 16 }, (_, i) => new Writer(server.url('/yjs'), `doc.room${i}`));
    await until(() => rooms.every((one) => one.provider.synced), 'sixteen rooms');
    const seventeenth = new Writer(server.url('/yjs'), 'doc.room16');
    assert.equal((await seventeenth.ended).code, 4413);
    assert.match(said.join(), /all 16 rooms of this server are in use/);
    rooms[0].close();
    await new Promise((resolve) => { setTimeout(resolve, 200); });
    seventeenth.provider.connect();
    await until(() => seventeenth.provider.synced, 'a room that has become free');
    for (const one of [...rooms.slice(1), seventeenth]) one.close();
  } finally {
    console.warn = warn;
    await server.stop();
  }
});

test('who writes faster than he may is told, comes back by himself, and nothing is lost', { timeout: 120_000 }, async () => {
  const server = await startServer('--feed', 'none');
  const said = [];
  const warn = console.warn;
  console.warn = (text) => said.push(text);
  try {
    const [writer, reader] = [0, 1].map(() => new Writer(server.url('/yjs'), 'doc.fast'));
    await until(() => writer.provider.synced && reader.provider.synced, 'two links');
    for (let i = 0; i < 2000; i += 1) writer.text.insert(writer.text.length, `${i} `);
    await until(() => writer.closes.length > 0, 'the end of too much');
    assert.equal(writer.closes[0], 4329);
    assert.match(said.join(), /Too many messages/);
    await until(() => writer.provider.synced && reader.text.toString() === writer.text.toString(), 'what was written');
    assert.equal(writer.text.toString().split(' ').length, 2001);
    assert.deepEqual(reader.closes, [], 'who only reads is not disturbed');
    for (const one of [writer, reader]) one.close();
  } finally {
    console.warn = warn;
    await server.stop();
  }
});

test('what is wrong is refused with a sentence, at once, and nobody else is disturbed', { timeout: 120_000 }, async () => {
  const server = await startServer('--feed', 'none');
  const witness = new Writer(server.url('/yjs'), 'doc.wrong');
  await until(() => witness.provider.synced, 'a link');
  witness.text.insert(0, 'as it was');
  const huge = number(2 ** 53 - 1);
  const item = (...content) => [1, 1, 5, 0, ...content]; // one client, one struct, client 5, clock 0
  const text = (letters) => sized([...Buffer.from(letters)]);
  const wrong = {
    'nothing at all': bytes(),
    'a kind that there is not': bytes(9),
    'a kind in ten bytes': bytes(255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
    'a sync without a step': bytes(0),
    'a step that there is not': bytes(0, 3, 0),
    'a step without its bytes': bytes(0, 2),
    'an update shorter than it says': bytes(0, 2, 9, 0),
    'an update and more': bytes(0, 2, 2, 0, 0, 7),
    'a token in a message': bytes(2, 0, text('hello')),
    'a state vector cut off': bytes(0, 0, sized(1, 5)),
    'a state vector and more': bytes(0, 0, sized(0, 5)),
    'a state vector of 2^53 clients': bytes(0, 0, sized(huge)),
    'an empty update': update(),
    'structs without an end': update(huge, 1, 5, 0),
    'structs alone': update(0),
    'an update and more within': update(0, 0, 1),
    'a struct of no length': update(item(0, 0), 0),
    'a clock beyond all clocks': update(1, 1, 5, huge, 0, huge, 0),
    'a content that there is not': update(item(11, 1, text('t'), 1), 0),
    'a text longer than it is': update(item(4, 1, text('t'), 50, 120), 0),
    'an empty text': update(item(4, 1, text('t'), 0), 0),
    'a list of 2^53 things': update(item(8, 1, text('t'), huge), 0),
    'a thing of no kind': update(item(8, 1, text('t'), 1, 3), 0),
    'things within things within things': update(item(8, 1, text('t'), 1, ...Array(200).fill([117, 1]), 126), 0),
    'a parent cut off': update(item(4, 1), 0),
    'deletions of no length': update(0, 1, 5, 1, 0, 0),
    'deletions cut off': update(0, 1, 5, 2, 0, 1),
    'deletions beyond all clocks': update(0, 1, 5, 1, huge, huge),
    'an awareness shorter than it says': bytes(1, 5, 1),
    'an awareness and more': bytes(1, sized(0, 1)),
    'an awareness without a state': bytes(1, sized(1, 5, 1, 0)),
    'an awareness of 2^53 clients': bytes(1, sized(huge)),
    'a state of 20 KiB': bytes(1, sized(1, 5, 1, text(`"${'x'.repeat(20 << 10)}"`))),
    'more clients than one may tell of': bytes(1, sized(65, Array.from({ length: 65 }, (_, i) => [number(1000 + i), 1, text('{}')]))),
  };
  assert.ok(Object.keys(wrong).length >= 30);
  for (const [what, message] of Object.entries(wrong)) {
    const { socket, closed } = await raw(server.url('/yjs/doc.wrong'));
    socket.send(message);
    const { code, reason } = await closed;
    assert.equal(code, 4400, what);
    assert.ok(reason.length > 10, what);
  }
  const { socket, closed } = await raw(server.url('/yjs/doc.wrong'));
  socket.send('text');
  assert.deepEqual(await closed, { code: 4400, reason: 'messages are binary here' });
  // y-websocket hears of it by its own event, and stays away.
  const broken = new Writer(server.url('/yjs'), 'doc.wrong');
  await until(() => broken.provider.synced, 'a link');
  broken.provider.ws.send(bytes(9));
  assert.deepEqual(await broken.ended, { code: 4400, reason: 'there is no such kind of message' });
  assert.equal(witness.text.toString(), 'as it was');
  assert.deepEqual(witness.closes, []);
  witness.close();
  broken.close();
  for (const [path, status] of [['/yjs/', 400], ['/yjs/a/b', 400], ['/yjs/ticker.AAPL', 404], ['/yjs/sys.stats', 404]]) {
    const refused = new WebSocket(server.url(path));
    const [, response] = await once(refused, 'unexpected-response');
    assert.equal(response.statusCode, status, path);
  }
  await server.stop();
  const off = await startServer('--feed', 'none', '--yjs', 'off');
  const [, response] = await once(new WebSocket(off.url('/yjs/doc.a')), 'unexpected-response');
  assert.equal(response.statusCode, 404);
  await off.stop();
});
