// SPDX-License-Identifier: GPL-3.0-or-later
// npm's `socket.io-client`, unmodified, on /socket.io/; and what the server answers to what no client would send.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { startCutter } from './cutter.mjs';
import { DEADLINE_MS, startServer } from './peers.mjs';

const ENDPOINT = '/socket.io/?EIO=4&transport=websocket';
let server;
let http;
let names = 0;
before(async () => {
  server = await startServer('--limits', 'off', '--symbols', '1');
  http = server.url('').replace('ws:', 'http:');
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

const freshName = () => `chat.socketio${names += 1}`;

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!await condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

const eventOf = (emitter, name) => once(emitter, name, { signal: AbortSignal.timeout(DEADLINE_MS) }).then(([event]) => event);

function open(t, url = http, options = {}) {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 1, reconnectionDelayMax: 20, ...options });
  t.after(() => socket.disconnect());
  return socket;
}

/** Events of a channel as they came. */
function hear(socket, channel) {
  const heard = [];
  socket.on(channel, (data, meta) => { heard.push({ data, ...meta }); });
  return heard;
}

const ask = (socket, ...all) => socket.timeout(DEADLINE_MS).emitWithAck(...all);

test('subscribe, publish, unsubscribe, each acknowledged', async (t) => {
  const channel = freshName();
  const [one, other] = [open(t), open(t)];
  const heard = [hear(one, channel), hear(other, channel)];
  const joined = await ask(one, 'subscribe', channel);
  assert.deepEqual([joined.channel, joined.seq], [channel, 0]);
  await ask(other, 'subscribe', { channel });
  assert.deepEqual(await ask(one, 'publish', channel, { text: 'first', line: 'a\nb' }), { channel, epoch: joined.epoch, seq: 1 });
  one.emit('publish', channel, 'second');
  await ask(other, 'publish', channel, [1, { two: null }]);
  await until(() => heard.every((list) => list.length === 3), 'three events');
  for (const list of heard) {
    assert.deepEqual(new Set(list.map(({ data }) => JSON.stringify(data))), new Set(['{"text":"first","line":"a\\nb"}', '"second"', '[1,{"two":null}]']));
    assert.deepEqual(list.map(({ seq }) => seq), [1, 2, 3]);
    for (const { ts, epoch } of list) assert.ok(Math.abs(ts - Date.now()) < DEADLINE_MS && epoch === joined.epoch);
  }
  assert.deepEqual(await ask(one, 'unsubscribe', channel), { channel });
  await ask(other, 'publish', channel, 4);
  await until(() => heard[1].length === 4, 'the fourth');
  assert.equal(heard[0].length, 3);
});

test('a namespace is the first part of a name', async (t) => {
  const root = open(t);
  const chat = root.io.socket('/chat');
  t.after(() => chat.disconnect());
  const name = freshName().slice('chat.'.length);
  const whole = hear(root, `chat.${name}`);
  const part = hear(chat, name);
  chat.connect();
  await eventOf(chat, 'connect');
  assert.equal((await ask(root, 'subscribe', `chat.${name}`)).channel, `chat.${name}`);
  assert.equal((await ask(chat, 'subscribe', name)).channel, name);
  assert.equal((await ask(chat, 'publish', name, 'by the namespace')).channel, name);
  await ask(root, 'publish', `chat.${name}`, 'by the whole name');
  await until(() => whole.length === 2 && part.length === 2, 'both by both');
  assert.deepEqual(part.map(({ data }) => data), ['by the namespace', 'by the whole name']);
  chat.disconnect();
  await ask(root, 'publish', `chat.${name}`, 'later');
  await until(() => whole.length === 3, 'the third');
  assert.equal(part.length, 2);
  const wrong = root.io.socket('/a.b');
  t.after(() => wrong.disconnect());
  wrong.connect();
  const error = await eventOf(wrong, 'connect_error');
  assert.equal(error.data.code, 104);
  assert.match(error.message, /first part/);
});

test('the market: the snapshot first, blocks as base64', async (t) => {
  const socket = open(t);
  const [ticker, book, wave] = ['ticker.AAPL', 'book.AAPL', 'wave.sine1'].map((name) => hear(socket, name));
  await Promise.all(['ticker.AAPL', 'book.AAPL', 'wave.sine1'].map((name) => ask(socket, 'subscribe', name)));
  await until(() => ticker.length > 1 && book.length > 20 && wave.length > 3, 'events');
  assert.deepEqual([ticker[0].snapshot, ticker[0].data.symbol, book[0].snapshot], [true, 'AAPL', true]);
  let { last } = book[0].data;
  for (const { data } of book.slice(1)) {
    assert.equal(data.first, last + 1);
    last = data.last;
  }
  assert.equal(wave[0].data.kind, 'f32');
  assert.ok(Buffer.from(wave[0].data.b64, 'base64').length % 4 === 0);
});

test('a hundred cuts: with since nothing is lost, nothing comes twice', async (t) => {
  const cutter = await startCutter(new URL(http).port);
  t.after(() => cutter.stop());
  const channel = freshName();
  const socket = open(t, cutter.url);
  const heard = hear(socket, channel);
  let position;
  let joins = 0;
  socket.on(channel, (data, { epoch, seq }) => { position = { epoch, seq }; });
  socket.on('connect', async () => {
    const answer = await socket.emitWithAck('subscribe', { channel, since: position });
    if (position) assert.equal(answer.recovered, true);
    position ??= { epoch: answer.epoch, seq: answer.seq };
    joins += 1;
  });
  await until(() => joins === 1, 'the first join');
  const feed = new WebSocket(server.url('/ws'));
  await once(feed, 'open');
  t.after(() => feed.terminate());
  let sent = 0;
  const send = (count) => {
    for (let i = 0; i < count; i += 1) feed.send(JSON.stringify({ type: 'publish', channel, data: { n: sent += 1 } }));
  };
  for (let cut = 1; cut <= 100; cut += 1) {
    send(3);
    cutter.cut();
    send(4);
    await until(() => joins > cut, `joined after cut ${cut}`);
    send(2);
  }
  await until(() => heard.length >= sent, 'all of them');
  assert.deepEqual(heard.map(({ seq }) => seq), Array.from({ length: sent }, (_, i) => i + 1));
});

test('a slow reader is told what it lost', async (t) => {
  const channel = freshName();
  const socket = open(t);
  const heard = hear(socket, channel);
  const lagged = [];
  socket.on('lagged', (notice) => { lagged.push(notice); });
  await ask(socket, 'subscribe', channel);
  const raw = socket.io.engine.transport.ws;
  raw.pause();
  const feed = new WebSocket(server.url('/ws'));
  await once(feed, 'open');
  t.after(() => feed.terminate());
  const filling = 'x'.repeat(4000);
  for (let i = 0; i < 4000; i += 1) feed.send(JSON.stringify({ type: 'publish', channel, data: filling }));
  await until(async () => (await (await fetch(`${http}/channels`)).json()).find((row) => row.channel === channel)?.seq === 4000, 'published');
  raw.resume();
  await until(() => heard.at(-1)?.seq === 4000, 'the last one');
  const told = lagged.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  assert.ok(told > 0, 'something was lost at all');
  assert.equal(heard.length + told, 4000);
});

test('pings; what opens and says nothing; polling; switched off', async (t) => {
  process.env.WAVETAPE_DEADLINES_PING = '300';
  process.env.WAVETAPE_DEADLINES_PONG = '300';
  process.env.WAVETAPE_DEADLINES_AUTH = '300';
  t.after(() => { for (const name of ['PING', 'PONG', 'AUTH']) delete process.env[`WAVETAPE_DEADLINES_${name}`]; });
  const quick = await startServer('--feed', 'none');
  t.after(() => quick.stop());
  const silent = new WebSocket(quick.url(ENDPOINT));
  assert.equal((await once(silent, 'close'))[0], 1008);
  const mute = new WebSocket(quick.url(ENDPOINT));
  const texts = [];
  mute.on('message', (data) => { texts.push(data.toString()); });
  await once(mute, 'open');
  mute.send('40');
  const [code, reason] = await once(mute, 'close');
  assert.deepEqual([code, reason.toString()], [1001, 'no pong in time']);
  assert.deepEqual(JSON.parse(texts[0].slice(1)).pingInterval, 300);
  assert.equal(texts.at(-1), '2');
  const client = open(t, quick.url('').replace('ws:', 'http:'));
  await eventOf(client, 'connect');
  let ended = 0;
  client.on('disconnect', () => { ended += 1; });
  await new Promise((resolve) => { setTimeout(resolve, 1500); });
  assert.deepEqual([client.connected, ended], [true, 0], 'it has answered them');

  const polling = open(t, http, { transports: ['polling'], reconnection: false });
  const error = await eventOf(polling, 'connect_error');
  assert.equal(error.context.status, 400);
  const said = await (await fetch(`${http}/socket.io/?EIO=4&transport=polling`)).json();
  assert.equal(said.code, 0);
  assert.match(said.message, /transports: \["websocket"\]/);
  const both = open(t, http, { transports: ['polling', 'websocket'], tryAllTransports: true });
  await eventOf(both, 'connect');

  const off = await startServer('--feed', 'none', '--socket-io', 'off');
  t.after(() => off.stop());
  const socket = new WebSocket(off.url(ENDPOINT));
  socket.on('error', () => {});
  assert.equal((await once(socket, 'unexpected-response'))[1].statusCode, 400);
  socket.terminate();
});

test('a server that stops is come back to', async (t) => {
  const short = await startServer('--feed', 'none');
  const client = open(t, short.url('').replace('ws:', 'http:'));
  await eventOf(client, 'connect');
  const ended = eventOf(client, 'disconnect');
  assert.equal(await short.stop(), 0);
  assert.equal(await ended, 'transport close');
  assert.equal(client.active, true);
});

const SECRET = randomBytes(32).toString('hex');
function token(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'ada', subscribe: ['chat.*'], publish: ['chat.open'], ...claims })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

test('tokens come with connect', async (t) => {
  const secretFile = path.join(mkdtempSync(path.join(tmpdir(), 'wavetape-socketio-')), 'secret');
  writeFileSync(secretFile, SECRET, { mode: 0o600 });
  const guarded = await startServer('--feed', 'none', '--tokens', 'on', '--token-secret', secretFile);
  t.after(() => guarded.stop());
  const url = guarded.url('').replace('ws:', 'http:');
  const client = open(t, url, { auth: { token: token({ exp: inSeconds(60) }) } });
  await eventOf(client, 'connect');
  assert.equal((await ask(client, 'subscribe', 'chat.open')).channel, 'chat.open');
  assert.equal((await ask(client, 'publish', 'chat.open', 1)).seq, 1);
  assert.equal((await ask(client, 'publish', 'chat.closed', 1)).error.code, 103);
  assert.equal((await ask(client, 'subscribe', 'news')).error.code, 103);
  for (const [auth, code] of [[{}, 101], [{ token: 'nonsense' }, 102], [{ token: token({ exp: inSeconds(-9) }) }, 109]]) {
    const error = await eventOf(open(t, url, { auth, reconnection: false }), 'connect_error');
    assert.equal(error.data.code, code);
    assert.match(error.message, /\S+ \S+/);
  }
});

test('wrong requests are acknowledged with what is wrong', async (t) => {
  const channel = freshName();
  const { epoch } = await ask(open(t), 'publish', channel, 1);
  const rows = [
    [['destroy'], 108], [['subscribed', channel], 108], [['message', 'x'], 108], [['join', channel], 108],
    [['subscribe'], 107], [['subscribe', 7], 107], [['subscribe', null], 107], [['subscribe', []], 107], [['subscribe', {}], 107],
    [['subscribe', { channel: 7 }], 107], [['subscribe', 'bad name'], 107], [['subscribe', ''], 107], [['subscribe', 'x'.repeat(129)], 107],
    [['subscribe', 'ticker.*'], 107], [['subscribe', channel, 'more'], 107],
    [['subscribe', { channel, since: 7 }], 107], [['subscribe', { channel, since: {} }], 107], [['subscribe', { channel, since: { epoch, seq: -1 } }], 107],
    [['subscribe', { channel, since: { epoch, seq: 1.5 } }], 107], [['subscribe', { channel, since: { epoch: 'e'.repeat(129), seq: 1 } }], 107],
    [['subscribe', { channel, since: { epoch: 7, seq: 1 } }], 107],
    [['subscribe', 'ticker.NOPE'], 104], [['subscribe', 'sys.stats'], 103], [['subscribe', 'wave.nope'], 104],
    [['unsubscribe'], 107], [['unsubscribe', channel], 115], [['unsubscribe', 'bad name'], 107], [['unsubscribe', {}], 107], [['unsubscribe', channel, 1], 107],
    [['publish'], 107], [['publish', channel], 107], [['publish', channel, 1, 2], 107], [['publish', 'bad name', 1], 107], [['publish', 7, 1], 107],
    [['publish', 'ticker.AAPL', 1], 103], [['publish', 'sys.stats', 1], 103], [['publish', channel, 'x'.repeat((1 << 20) - 2000)], 113],
  ];
  assert.ok(rows.length >= 30);
  let socket;
  for (let i = 0; i < rows.length; i += 1) {
    const [request, code] = rows[i];
    // Ten errors are the end of a connection.
    if (i % 9 === 0) socket = open(t);
    const what = JSON.stringify(request).slice(0, 80);
    const { error } = await ask(socket, ...request);
    assert.equal(error?.code, code, what);
    assert.match(error.message, /\S+ \S+ \S+/, `a sentence for ${what}`);
    assert.match(error.name, /\S/);
  }
  // Without one that waits for it, it is an event.
  const event = eventOf(socket, 'error');
  socket.emit('publish', 'ticker.AAPL', 1);
  assert.equal((await event).code, 103);
  const tenth = open(t);
  await eventOf(tenth, 'connect');
  const ended = new Promise((resolve) => { tenth.on('disconnect', resolve); });
  for (let i = 0; i < 10; i += 1) tenth.emit('destroy');
  assert.equal(await ended, 'transport close');
  // Attachments are messages of their own: they are refused with what they belong to, and it goes on.
  const binary = open(t, http, { reconnection: false });
  await eventOf(binary, 'connect');
  for (const data of [Buffer.from([1, 2, 3]), { two: [Buffer.alloc(0), Buffer.alloc(1000)] }]) {
    const { error } = await ask(binary, 'publish', channel, data);
    assert.equal(error?.code, 107);
    assert.match(error.message, /binary/);
  }
  const told = eventOf(binary, 'error');
  binary.emit('publish', channel, Buffer.from([4]));
  assert.equal((await told).code, 107);
  assert.equal((await ask(binary, 'publish', channel, 'text')).seq, 2);
});

test('what no client would send ends it, with a reason', async () => {
  for (const texts of [
    ['nonsense'], ['0{}'], ['6'], ['7'], ['4'], ['49'], ['4x'], ['40{'], ['40{"token":'], [`40${'['.repeat(40)}`],
    ['42["subscribe","chat.a"]'], ['40', '42/other,["subscribe","a"]'], ['40', '42["subscribe"'], ['40', '42'], ['40', '42nonsense'],
    ['40', `42["publish","chat.a",${'['.repeat(40)}1${']'.repeat(40)}]`], ['40', `42${'1'.repeat(17)}["subscribe","chat.a"]`],
    ['40', '45["a"]'], ['40', '451-["a",{"_placeholder":true,"num":0}]', '42["subscribe","chat.a"]'], ['40', '46-1[]'],
    ['40', '45-["a"]'], ['40', '4565-["a"]'], ['40', '451-["a"]', Buffer.from([1]), Buffer.from([2])], ['451-["a"]'], ['40', '451-/other,["a"]'],
    ['40', Buffer.from([1, 2, 3])], [''], [Buffer.from('40')],
  ]) {
    const socket = new WebSocket(server.url(ENDPOINT));
    await once(socket, 'open');
    for (const text of texts) socket.send(text);
    const [code, reason] = await once(socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
    assert.equal(code, 1008, String(texts));
    assert.match(reason.toString(), /\S+ \S+ \S+/, `a sentence for ${texts}`);
  }
  for (const query of ['', '?EIO=3&transport=websocket', '?EIO=4', '?EIO=4&transport=webtransport', '?EIO=4&transport=websocket&sid=1', '?EIO=4&EIO=3&transport=websocket']) {
    const socket = new WebSocket(server.url(`/socket.io/${query}`));
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    assert.equal(response.statusCode, 400, query);
    socket.terminate();
  }
});
