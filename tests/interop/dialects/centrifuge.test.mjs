// SPDX-License-Identifier: GPL-3.0-or-later
// npm's `centrifuge`, unmodified, on /connection/websocket; and what the server answers to what no client would send.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Centrifuge } from 'centrifuge';
import { Centrifuge as Protobuf } from 'centrifuge/build/protobuf';
import WebSocket from 'ws';
import { startCutter } from './cutter.mjs';
import { DEADLINE_MS, startServer } from './peers.mjs';

const ENDPOINT = '/connection/websocket';
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

const freshName = () => `chat.centrifuge${names += 1}`;

async function publish(channel, ...all) {
  for (const data of all) {
    const answer = await fetch(`${http}/publish`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }, null, 2),
    });
    assert.equal(answer.status, 200);
  }
}

function open(t, url = server.url(ENDPOINT), options = {}) {
  const client = new Centrifuge(url, { websocket: WebSocket, minReconnectDelay: 1, maxReconnectDelay: 20, ...options });
  t.after(() => client.disconnect());
  client.connect();
  return client;
}

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!await condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

const eventOf = (emitter, name) => once(emitter, name, { signal: AbortSignal.timeout(DEADLINE_MS) }).then(([event]) => event);

/** A subscription whose publications and events are kept. */
async function subscribe(client, channel, options = {}) {
  const subscription = client.newSubscription(channel, { minResubscribeDelay: 1, maxResubscribeDelay: 20, ...options });
  const seen = { subscription, publications: [], subscribed: [], subscribing: [] };
  subscription.on('publication', (event) => { seen.publications.push(event); });
  subscription.on('subscribed', (event) => { seen.subscribed.push(event); seen.publications.push({ mark: event }); });
  subscription.on('subscribing', (event) => { seen.subscribing.push(event); });
  subscription.subscribe();
  await until(() => seen.subscribed.length > 0, 'subscribed');
  seen.offsets = () => seen.publications.filter((one) => !one.mark).map((one) => one.offset);
  return seen;
}

test('publish, subscribe, history, presence, unsubscribe', async (t) => {
  const channel = freshName();
  const one = open(t);
  const other = open(t);
  const mine = await subscribe(one, channel);
  const theirs = await subscribe(other, channel);
  assert.equal(mine.subscribed[0].recoverable, true);
  assert.equal(mine.subscribed[0].positioned, true);
  await one.publish(channel, { text: 'first', line: 'a\nb' });
  // With line ends between its tokens, which part commands and replies in this protocol.
  await publish(channel, { text: 'second', list: [1, 2, { three: null }] });
  await mine.subscription.publish('third');
  for (const seen of [mine, theirs]) {
    await until(() => seen.offsets().length === 3, 'three publications');
    assert.deepEqual(seen.offsets(), [1, 2, 3]);
    assert.deepEqual(seen.publications.filter((event) => !event.mark).map((event) => event.data),
      [{ text: 'first', line: 'a\nb' }, { text: 'second', list: [1, 2, { three: null }] }, 'third']);
  }
  const epoch = mine.subscribed[0].streamPosition.epoch;
  const offsets = (history) => history.publications.map((one) => one.offset);
  const position = await one.history(channel);
  assert.deepEqual([position.publications, position.offset, position.epoch], [[], 3, epoch]);
  assert.deepEqual(offsets(await one.history(channel, { limit: -1 })), [1, 2, 3]);
  assert.deepEqual(offsets(await one.history(channel, { limit: 2 })), [1, 2]);
  assert.deepEqual(offsets(await one.history(channel, { limit: 2, reverse: true })), [3, 2]);
  assert.deepEqual(offsets(await one.history(channel, { limit: 9, since: { offset: 1, epoch } })), [2, 3]);
  assert.deepEqual(offsets(await one.history(channel, { limit: 9, since: { offset: 3, epoch }, reverse: true })), [2, 1]);
  const presence = await one.presence(channel);
  assert.equal(Object.keys(presence.clients).length, 2);
  for (const [key, client] of Object.entries(presence.clients)) assert.equal(client.client, key);
  assert.deepEqual(await one.presenceStats(channel), { numUsers: 2, numClients: 2 });

  mine.subscription.unsubscribe();
  await until(async () => (await one.presenceStats(channel)).numClients === 1, 'one reader left');
  await other.publish(channel, 'fourth');
  await until(() => theirs.offsets().length === 4, 'the fourth');
  assert.deepEqual(mine.offsets(), [1, 2, 3]);
});

test('the market: a snapshot with the reply, the book in order, blocks as base64', async (t) => {
  const client = open(t);
  const symbol = (await (await fetch(`${http}/symbols`)).json())[0].symbol;
  const ticker = await subscribe(client, `ticker.${symbol}`);
  assert.equal(ticker.subscribed[0].recoverable, false);
  assert.equal(ticker.subscribed[0].data.symbol, symbol);
  const book = await subscribe(client, `book.${symbol}`);
  let { last } = book.subscribed[0].data;
  await until(() => book.publications.length > 20, 'twenty deltas');
  for (const { mark, data } of book.publications) {
    if (mark) continue;
    assert.equal(data.first, last + 1);
    last = data.last;
  }
  const wave = await subscribe(client, 'wave.sine1');
  await until(() => wave.publications.length > 3, 'blocks');
  const { b64, kind } = wave.publications[2].data;
  assert.equal(kind, 'f32');
  assert.ok(Buffer.from(b64, 'base64').length % 4 === 0);
  await until(() => ticker.publications.length > 1, 'a ticker');
});

test('a hundred cuts: nothing lost, nothing twice', async (t) => {
  const cutter = await startCutter(new URL(http).port);
  t.after(() => cutter.stop());
  const channel = freshName();
  const client = open(t, cutter.url.replace('http:', 'ws:') + ENDPOINT);
  const seen = await subscribe(client, channel);
  const feed = new WebSocket(server.url('/ws'));
  await once(feed, 'open');
  t.after(() => feed.terminate());
  let sent = 0;
  const send = (count) => {
    for (let i = 0; i < count; i += 1) feed.send(JSON.stringify({ type: 'publish', channel, data: { n: sent += 1 } }));
  };
  for (let cut = 1; cut <= 100; cut += 1) {
    const before = seen.subscribed.length;
    send(3);
    cutter.cut();
    send(4);
    await until(() => seen.subscribed.length > before && client.state === 'connected', `subscribed after cut ${cut}`);
    send(2);
  }
  await until(() => seen.offsets().length >= sent, 'all of them');
  assert.deepEqual(seen.offsets(), Array.from({ length: sent }, (_, i) => i + 1));
  for (const event of seen.subscribed.slice(1)) {
    assert.equal(event.wasRecovering, true);
    assert.equal(event.recovered, true);
  }
  assert.ok(seen.subscribed.some((event) => event.hasRecoveredPublications));
});

test('more missing than a page has, or another numbering: not recovered, and said so', async (t) => {
  const channel = freshName();
  await publish(channel, 0);
  const client = open(t);
  const { epoch } = (await client.history(channel));
  await publish(channel, ...Array.from({ length: 301 }, (_, i) => i));
  const page = await subscribe(client, channel, { since: { offset: 2, epoch } });
  assert.deepEqual([page.subscribed[0].wasRecovering, page.subscribed[0].recovered], [true, true]);
  await until(() => page.offsets().length === 300, 'a whole page');
  assert.equal(page.offsets()[0], 3);
  for (const since of [{ offset: 1, epoch }, { offset: 2, epoch: 'another' }]) {
    const other = open(t);
    const missed = await subscribe(other, channel, { since });
    assert.deepEqual([missed.subscribed[0].wasRecovering, missed.subscribed[0].recovered], [true, false]);
    assert.equal(missed.subscribed[0].streamPosition.offset, 302);
    assert.deepEqual(missed.offsets(), []);
  }
});

test('a slow reader: each hole is told, and it goes on', async (t) => {
  const channel = freshName();
  // What the client's socket does not read stays with the server, and at last in its queue.
  let socket;
  class Held extends WebSocket {
    constructor(...all) { super(...all); socket = this; }
  }
  const client = open(t, server.url(ENDPOINT), { websocket: Held });
  const seen = await subscribe(client, channel);
  const feed = new WebSocket(server.url('/ws'));
  await once(feed, 'open');
  t.after(() => feed.terminate());
  const filling = 'x'.repeat(4000);
  socket.pause();
  for (let i = 0; i < 4000; i += 1) feed.send(JSON.stringify({ type: 'publish', channel, data: filling }));
  await until(async () => (await (await fetch(`${http}/channels`)).json()).find((row) => row.channel === channel).seq === 4000, 'published');
  socket.resume();
  await until(() => seen.subscribing.some((event) => event.code === 2500), 'told of the loss');
  await until(() => seen.subscribed.length > 1, 'subscribed again');
  await publish(channel, 'last');
  await until(() => seen.publications.at(-1).data === 'last', 'the last one');
  let previous = 0;
  let mended = true;
  let holes = 0;
  for (const { mark, offset } of seen.publications) {
    if (mark) {
      mended = mark.wasRecovering && !mark.recovered;
      continue;
    }
    assert.ok(offset > previous, 'nothing twice');
    if (offset !== previous + 1) {
      assert.ok(mended, `the hole before ${offset} was told of`);
      holes += 1;
    }
    mended = false;
    previous = offset;
  }
  assert.equal(previous, 4001);
  assert.ok(holes > 0, 'something was lost at all');
});

test('pings both ways; what opens and says nothing', async (t) => {
  process.env.WAVETAPE_DEADLINES_PING = '300';
  process.env.WAVETAPE_DEADLINES_AUTH = '300';
  t.after(() => { delete process.env.WAVETAPE_DEADLINES_PING; delete process.env.WAVETAPE_DEADLINES_AUTH; });
  const quick = await startServer('--feed', 'none');
  t.after(() => quick.stop());
  const raw = async () => {
    const socket = new WebSocket(quick.url(ENDPOINT));
    await once(socket, 'open');
    return socket;
  };
  const silent = await raw();
  assert.equal((await once(silent, 'close'))[0], 3502);

  const mute = await raw();
  const texts = [];
  mute.on('message', (data) => { texts.push(data.toString()); });
  mute.send('{"id":1,"connect":{}}');
  const [code, reason] = await once(mute, 'close');
  assert.deepEqual([code, reason.toString()], [3012, 'no pong']);
  const { connect } = JSON.parse(texts[0]);
  assert.deepEqual([connect.ping, connect.pong], [1, true]);
  assert.deepEqual(texts.slice(1), ['{}']);

  const client = open(t, quick.url(ENDPOINT));
  await eventOf(client, 'connected');
  await new Promise((resolve) => { setTimeout(resolve, 1200); });
  assert.equal(client.state, 'connected', 'it has answered them');
});

test('a server that stops tells its clients to come back', async (t) => {
  const short = await startServer('--feed', 'none');
  const client = open(t, short.url(ENDPOINT));
  await eventOf(client, 'connected');
  const connecting = eventOf(client, 'connecting');
  assert.equal(await short.stop(), 0);
  assert.equal((await connecting).code, 3001);
});

test('switched off it is not there', async () => {
  const off = await startServer('--feed', 'none', '--centrifuge', 'off');
  const answer = await fetch(off.url(ENDPOINT).replace('ws:', 'http:'), { headers: { Connection: 'close' } });
  assert.equal(answer.status, 426, 'without an upgrade');
  const socket = new WebSocket(off.url(ENDPOINT));
  const [, response] = await once(socket, 'unexpected-response');
  assert.equal(response.statusCode, 404);
  socket.on('error', () => {});
  socket.terminate();
  await off.stop();
});

const SECRET = randomBytes(32).toString('hex');
function token(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'ada', subscribe: ['chat.*'], publish: ['chat.open'], ...claims })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
const inSeconds = (seconds) => Math.floor(Date.now() / 1000) + seconds;

test('tokens: refreshed in time, rights, and each way to be wrong', async (t) => {
  const secretFile = path.join(mkdtempSync(path.join(tmpdir(), 'wavetape-centrifuge-')), 'secret');
  writeFileSync(secretFile, SECRET, { mode: 0o600 });
  const guarded = await startServer('--feed', 'none', '--tokens', 'on', '--token-secret', secretFile);
  t.after(() => guarded.stop());
  const url = guarded.url(ENDPOINT);

  let asked = 0;
  const client = open(t, url, { token: token({ exp: inSeconds(3) }), getToken: async () => { asked += 1; return token({ exp: inSeconds(3) }); } });
  const disconnects = [];
  client.on('connecting', (event) => { disconnects.push(event.code); });
  client.on('disconnected', (event) => { disconnects.push(event.code); });
  await eventOf(client, 'connected');
  const seen = await subscribe(client, 'chat.open');
  await until(() => asked >= 3, 'refreshed three times');
  await client.publish('chat.open', 'still here');
  await until(() => seen.offsets().length === 1, 'and heard');
  assert.deepEqual(disconnects.filter((code) => code !== 0), []);

  await assert.rejects(client.publish('chat.closed', 1), { code: 103 });
  const forbidden = client.newSubscription('news.all');
  forbidden.subscribe();
  assert.equal((await eventOf(forbidden, 'unsubscribed')).code, 103);

  const late = open(t, url, { token: token({ exp: inSeconds(-9) }), getToken: async () => token({ exp: inSeconds(60) }) });
  assert.equal((await eventOf(late, 'error')).error.code, 109);
  await eventOf(late, 'connected');
  for (const [wrong, code] of [['nonsense', 3500], [token({ exp: inSeconds(60) }).slice(0, -4), 3500], [undefined, 101]]) {
    const refused = open(t, url, wrong ? { token: wrong } : {});
    assert.equal((await eventOf(refused, 'disconnected')).code, code);
  }
  // Without one that follows it ends with its time, and its client comes back with the same one.
  const ended = open(t, url, { token: token({ exp: inSeconds(2) }), getToken: () => new Promise(() => {}) });
  await eventOf(ended, 'connected');
  assert.equal((await eventOf(ended, 'connecting')).code, 3005);
});

test('wrong requests reach the client as its own errors', async (t) => {
  // Ten errors are the end of a connection.
  let client = open(t);
  const channel = freshName();
  await publish(channel, 1);
  const { epoch } = await client.history(channel);
  for (const [call, code] of [
    [() => client.publish('bad name', 1), 107],
    [() => client.publish('', 1), 107],
    [() => client.publish('ticker.AAPL', 1), 103],
    [() => client.publish(channel, undefined), 107],
    [() => client.publish(channel, 'x'.repeat(1 << 20).slice(0, (1 << 20) - 2000)), 106],
    [() => { client = open(t); return client.history('chat.nowhere', { limit: 1 }); }, 102],
    [() => client.history('sys.stats', { limit: 1 }), 103],
    [() => client.history('ticker.NOPE', { limit: 1 }), 102],
    [() => client.history('wave.sine1', { limit: 1 }), 108],
    [() => client.history(channel, { limit: 1, since: { offset: 1, epoch: 'another' } }), 112],
    [() => client.history(channel, { limit: 1, since: { offset: 9, epoch } }), 112],
  ]) {
    await assert.rejects(call(), (error) => {
      assert.equal(error.code, code, `${call}: ${error.message}`);
      assert.match(error.message, /\S+ \S+/, 'a sentence');
      return true;
    });
  }
  const second = open(t);
  await eventOf(second, 'connected');
  for (const [call, code] of [
    [() => second.presence('chat.nowhere'), 102],
    [() => second.presenceStats('bad name'), 107],
    [() => second.rpc('method', {}), 104],
    [() => second.mapPublish(channel, 'key', 1), 108],
    [() => second.mapRemove(channel, 'key'), 107],
  ]) await assert.rejects(call(), { code }, String(call));
  for (const [name, code] of [['bad name', 107], ['ticker.NOPE', 102], ['sys.stats', 103], ['x'.repeat(129), 107], ['ticker.*', 107]]) {
    const subscription = second.newSubscription(name);
    subscription.subscribe();
    assert.equal((await eventOf(subscription, 'unsubscribed')).code, code, name);
  }
  const third = open(t);
  await eventOf(third, 'connected');
  await third.send({ nobody: 'listens' });
  assert.equal((await eventOf(third, 'disconnected')).code, 3508);
});

/** What comes of these texts on a fresh connection: the reply to the last of them, or the close. */
async function answerTo(texts, wanted) {
  const socket = new WebSocket(server.url(ENDPOINT), ['centrifuge-json']);
  await once(socket, 'open');
  const replies = [];
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: reason.toString() }));
  socket.on('message', (data) => { replies.push(...data.toString().split('\n').map((line) => JSON.parse(line))); });
  for (const text of texts) socket.send(text);
  const found = new Promise((resolve) => {
    socket.on('message', () => { const reply = replies.find((one) => one.id === wanted); if (reply) resolve(reply); });
  });
  const answer = await Promise.race([found, closed]);
  socket.terminate();
  return answer;
}

test('what no client would send', async () => {
  const hello = '{"id":1,"connect":{}}';
  const rows = [
    // [texts, close code] or [texts, error code of the reply with id 2]
    [[''], null],
    [['nonsense'], 3501],
    [['{"id":1,"connect":{}'], 3501],
    [['[]'], 3501],
    [['7'], 3501],
    [[hello, '[1]'], 3501],
    [['{"id":2,"subscribe":{"channel":"chat.a"}}'], 3501],
    [['{"connect":{}}'], 3501],
    [['{"id":-1,"connect":{}}'], 3501],
    [['{"id":1.5,"connect":{}}'], 3501],
    [['{"id":"1","connect":{}}'], 3501],
    [['{"id":4294967296,"connect":{}}'], 3501],
    [[hello, '{"id":2,"connect":{}}'], 3501],
    [[hello, '{"id":0,"publish":{"channel":"chat.a","data":1}}'], 3501],
    [[hello, '{"publish":{"channel":"chat.a","data":1}}'], 3501],
    [[hello, '{"send":{"data":1}}'], 3508],
    [[Buffer.from(hello)], 3506],
    [[hello, Buffer.from([1, 2, 3])], 3506],
    [[hello, `{"id":2,"publish":{"channel":"chat.a","data":${'['.repeat(40)}${']'.repeat(40)}}}`], 3501],
    [['{"id":1,"connect":{"token":"nonsense"}}'], 3500],
    [['{"id":2,"connect":[]}'], 107],
    [['{"id":2,"connect":{"token":7}}'], 107],
    [['{"id":2,"connect":{"subs":{"chat.a":{}}}}'], 108],
    [['{"id":1,"params":{}}'], 3501],
    [['{"id":1,"params":{},"method":1}'], 3501],
    [[hello, '{"id":2,"method":"publish","params":{"channel":"chat.a","data":1}}'], 3501],
    [[hello, '{"id":2}'], 104],
    [[hello, '{"id":2,"destroy":{}}'], 104],
    [[hello, '{"id":2,"rpc":{}}'], 104],
    [[hello, '{"id":2,"subscribe":{"channel":"chat.a"},"publish":{"channel":"chat.a","data":1}}'], 107],
    [[hello, '{"id":2,"subscribe":null}'], 107],
    [[hello, '{"id":2,"subscribe":{}}'], 107],
    [[hello, '{"id":2,"subscribe":{"channel":7}}'], 107],
    [[hello, '{"id":2,"subscribe":{"channel":"chat.a","recover":"yes"}}'], 107],
    [[hello, '{"id":2,"subscribe":{"channel":"chat.a","recover":true,"offset":-1}}'], 107],
    [[hello, '{"id":2,"subscribe":{"channel":"chat.a","recover":true,"offset":1e400}}'], 107],
    [[hello, `{"id":2,"subscribe":{"channel":"chat.a","recover":true,"epoch":"${'e'.repeat(129)}"}}`], 107],
    [[hello, '{"id":2,"subscribe":{"channel":"chat.a","type":1}}'], 108],
    [[hello, '{"id":2,"subscribe":{"channel":"chat.a","tf":{}}}'], 108],
    [[hello, '{"id":2,"subscribe":{"channel":"chat.a","flag":2,"recover":true,"offset":5,"epoch":"x"}}'], 112],
    [[hello, '{"id":2,"publish":{"channel":"chat.a"}}'], 107],
    [[hello, '{"id":2,"history":{"channel":"chat.a","limit":"all"}}'], 107],
    [[hello, '{"id":2,"history":{"channel":"chat.a","since":7}}'], 107],
    [[hello, '{"id":2,"refresh":{}}'], 107],
    [[hello, '{"id":2,"refresh":{"token":"nonsense"}}'], 3500],
    [[hello, '{"id":2,"sub_refresh":{"channel":"chat.a","token":"x"}}'], 108],
    [[`${hello}\n\n\r\n{}\n{"id":2,"presence":{"channel":"\\ud83d\\ude00"}}`], 107],
  ];
  for (const [texts, expected] of rows) {
    if (expected === null) continue;
    const answer = await answerTo(texts, 2);
    assert.equal(answer.error?.code ?? answer.code, expected, `${texts.at(-1)}: ${JSON.stringify(answer)}`);
  }
  assert.ok(rows.length > 40);
});

test('clients that speak another form are told so, and stay away', async (t) => {
  const client = new Protobuf(server.url(ENDPOINT), { websocket: WebSocket, minReconnectDelay: 1, maxReconnectDelay: 20 });
  t.after(() => client.disconnect());
  const ended = eventOf(client, 'disconnected');
  client.connect();
  const { code, reason } = await ended;
  assert.equal(code, 3506);
  assert.match(reason, /JSON/);
  // The first version's clients take this form of a reason as the end.
  assert.deepEqual(JSON.parse((await answerTo(['{"id":1,"params":{}}'], 2)).reason).reconnect, false);
});

test('a batch is done in order, and a flood of it holds nobody up', async () => {
  const socket = new WebSocket(server.url(ENDPOINT));
  await once(socket, 'open');
  const replies = [];
  socket.on('message', (data) => { replies.push(JSON.parse(data.toString())); });
  const channel = freshName();
  socket.send(['{"id":1,"connect":{}}', `{"id":2,"subscribe":{"channel":"${channel}"}}`,
    ...Array.from({ length: 1000 }, (_, i) => `{"id":${i + 3},"publish":{"channel":"${channel}","data":${i}}}`),
    `{"id":1003,"history":{"channel":"${channel}","limit":-1,"reverse":true}}`].join('\n'));
  await until(() => replies.length === 2003, 'all replies and pushes');
  assert.deepEqual(replies.filter((one) => one.id).map((one) => one.id), Array.from({ length: 1003 }, (_, i) => i + 1));
  assert.deepEqual(replies.filter((one) => one.push).map((one) => one.push.pub.offset), Array.from({ length: 1000 }, (_, i) => i + 1));
  assert.equal(replies.find((one) => one.id === 1003).history.publications[0].data, 999);
  socket.terminate();
});

test('limits and metrics are the same as everybody’s, by dialect', async (t) => {
  const limited = await startServer('--feed', 'none');
  t.after(() => limited.stop());
  const socket = new WebSocket(limited.url(ENDPOINT));
  await once(socket, 'open');
  const replies = [];
  socket.on('message', (data) => { replies.push(JSON.parse(data.toString())); });
  socket.send(['{"id":1,"connect":{}}', ...Array.from({ length: 400 }, (_, i) => `{"id":${i + 2},"presence_stats":{"channel":"a b"}}`)].join('\n'));
  const [code] = await once(socket, 'close');
  assert.equal(code, 3509, 'ten errors');
  assert.ok(replies.length <= 11);
  const greedy = new WebSocket(limited.url(ENDPOINT));
  await once(greedy, 'open');
  greedy.send(['{"id":1,"connect":{}}', ...Array.from({ length: 400 }, (_, i) => `{"id":${i + 2},"publish":{"channel":"chat.a","data":1}}`)].join('\n'));
  assert.equal((await once(greedy, 'close'))[0], 3013, 'too many messages');
  const page = await (await fetch(`${limited.url('').replace('ws:', 'http:')}/metrics`)).text();
  assert.match(page, /^wavetape_dialect_opened_total\{dialect="centrifuge"\} 2$/m);
  assert.match(page, /^wavetape_dialect_connections\{dialect="centrifuge"\} 0$/m);
  assert.match(page, /^wavetape_dialect_refused_total\{dialect="centrifuge"\} [1-9]/m);
});

test('faults work on it', async (t) => {
  const channel = freshName();
  const client = open(t, server.url(`${ENDPOINT}?faults=close:1012@200ms`));
  const seen = await subscribe(client, channel);
  await until(() => seen.subscribed.length > 1, 'back after the fault');
  assert.equal(seen.subscribed[1].recovered, true);
});
