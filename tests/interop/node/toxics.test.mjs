// SPDX-License-Identifier: GPL-3.0-or-later
// What some types of toxic do, as npm's `ws` and Node's own sockets see it: each by the code, the data or the silence that it promises.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { Toxiproxy } from 'toxiproxy-node-client';
import WebSocket, { WebSocketServer } from 'ws';
import { Client, DEADLINE_MS, startServer } from './peers.mjs';

const V1 = 'wavetape.v1';
let server;
let http;
let toxiproxy;
let own;
let names = 0;
before(async () => {
  server = await startServer('--feed', 'calm', '--symbols', '2', '--limits', 'off', '--deflate', 'on', '--faults', '127.0.0.1:0');
  http = server.url('').replace('ws:', 'http:');
  toxiproxy = new Toxiproxy(server.faults);
  own = await toxiproxy.get('wavetape');
});
afterEach(() => toxiproxy.reset());
after(async () => {
  assert.equal(await server.stop(), 0);
});

const toxic = (type, attributes = {}) => own.addToxic({ type, attributes });

async function heldBytes() {
  const text = await (await fetch(`${http}/metrics`)).text();
  return Number(/^wavetape_held_bytes (.*)$/m.exec(text)[1]);
}

async function publish(channel, count) {
  for (let data = 0; data < count; data += 1) {
    const answer = await fetch(`${http}/publish`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data: { n: data, text: 'x'.repeat(40) } }),
    });
    assert.equal(answer.status, 200);
  }
}

async function subscriber(channel = `chat.t${names += 1}`) {
  const client = await Client.open(server.url('/ws'), V1);
  client.send({ type: 'subscribe', id: 1, channel });
  await client.nextWhere((message) => message.type === 'ack');
  return { client, channel };
}

async function numbers(client, count) {
  const all = [];
  while (all.length < count) all.push((await client.nextWhere((message) => message.seq !== undefined && !message.type)).seq);
  return all;
}

/** A WebSocket by hand, for what `ws` does not tell: the frames as they come. */
async function rawFrames(channel) {
  const socket = connect(Number(new URL(http).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`GET /ws/${channel} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
    + 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
  let bytes = Buffer.alloc(0);
  let ended = false;
  socket.on('data', (data) => { bytes = Buffer.concat([bytes, data]); });
  socket.on('end', () => { ended = true; });
  await until(() => bytes.includes('\r\n\r\n'), 'its handshake');
  return { socket, bytes: () => bytes.subarray(bytes.indexOf('\r\n\r\n') + 4), ended: () => ended };
}

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!await condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

test('ws_rsv and ws_bad_utf8: `ws` refuses the frame, and says 1002 and 1007', async () => {
  for (const [type, what] of [['ws_rsv', /RSV2 and RSV3 must be clear/], ['ws_bad_utf8', /Invalid WebSocket frame: invalid UTF-8/]]) {
    const { client, channel } = await subscriber();
    await toxic(type, { match: { channel } });
    await publish(channel, 1);
    await client.closed;
    assert.match(client.error.message, what);
    await toxiproxy.reset();
  }
});

test('ws_fragment: the message is whole, its frames are small', async () => {
  const channel = 'chat.frames';
  const { client } = await subscriber(channel);
  const raw = await rawFrames(channel);
  await toxic('ws_fragment', { size: 7, match: { channel } });
  await publish(channel, 1);
  assert.deepEqual(await numbers(client, 1), [1]);
  await until(() => raw.bytes().includes(0x80, 1), 'the last of them');
  const opcodes = [];
  await until(() => {
    opcodes.length = 0;
    let at = 0;
    const bytes = raw.bytes();
    while (at + 2 <= bytes.length) {
      if ((bytes[at] & 15) < 8) opcodes.push([bytes[at], bytes[at + 1]]);
      at += 2 + bytes[at + 1];
    }
    return opcodes.length > 2 && opcodes.at(-1)[0] === 0x80;
  }, 'all of it');
  assert.equal(opcodes[0][0], 0x01, 'a text that is not over yet');
  assert.ok(opcodes.every(([, size]) => size <= 7));
  raw.socket.destroy();
  client.socket.terminate();
});

test('msg_reorder: one comes after as many as overtake it', async () => {
  const { client, channel } = await subscriber();
  await toxic('msg_reorder', { n: 2, match: { channel }, when: { nth: 2 } });
  await publish(channel, 5);
  assert.deepEqual(await numbers(client, 5), [1, 3, 4, 2, 5]);
  client.socket.terminate();
});

test('msg_reorder: where nothing overtakes it, it comes all the same', async () => {
  const { client, channel } = await subscriber();
  await toxic('msg_reorder', { n: 2, match: { channel }, when: { nth: 1 } });
  await publish(channel, 1);
  await toxiproxy.reset();
  assert.deepEqual(await numbers(client, 1), [1]);
  client.socket.terminate();
});

test('msg_delay: one comes late, the others do not', async () => {
  const { client, channel } = await subscriber();
  await toxic('msg_delay', { ms: 800, match: { channel }, when: { nth: 1 } });
  const begun = Date.now();
  await publish(channel, 2);
  assert.deepEqual(await numbers(client, 2), [2, 1]);
  assert.ok(Date.now() - begun >= 799);
  client.socket.terminate();
});

test('clock_skew: what comes is told to be of later', async () => {
  const { client, channel } = await subscriber();
  await toxic('clock_skew', { ms: 3_600_000, match: { channel } });
  await publish(channel, 1);
  const { ts } = await client.nextWhere((message) => message.seq === 1);
  assert.ok(ts > Date.now() + 3_000_000 && ts < Date.now() + 3_600_001);
  client.socket.terminate();
});

test('book_bad_crc: the checksum is another', async () => {
  const { client: honest } = await subscriber('book.AAPL');
  await toxic('book_bad_crc', { match: { channel: 'book.*', connection: 'liar' } });
  const liar = await Client.open(server.url('/ws?faults=as:liar'), V1);
  liar.send({ type: 'subscribe', id: 1, channel: 'book.AAPL' });
  const checked = (message) => message.data?.crc !== undefined && !message.type;
  let said = await liar.nextWhere(checked);
  let right = await honest.nextWhere((message) => checked(message) && message.seq >= said.seq);
  while (right.seq !== said.seq) {
    if (said.seq < right.seq) said = await liar.nextWhere(checked);
    else right = await honest.nextWhere(checked);
  }
  assert.notEqual(said.data.crc, right.data.crc);
  assert.deepEqual({ ...said.data, crc: 0 }, { ...right.data, crc: 0 }, 'and nothing else');
  honest.socket.terminate();
  liar.socket.terminate();
});

test('corrupt: bits are flipped, `ws` ends or is told other than what was said', async () => {
  const client = await Client.open(server.url('/echo'));
  await toxic('corrupt', { bits: 8, match: { path: '/echo' } });
  const said = 'y'.repeat(8000);
  let wrong = false;
  client.socket.removeAllListeners('message');
  client.socket.on('message', (data) => { wrong ||= data.toString() !== said; });
  client.socket.send(said);
  await until(() => wrong || client.end, 'something is wrong');
  client.socket.terminate();
});

test('blackhole: neither way, and no end; healed all of it comes', async () => {
  const client = await Client.open(server.url('/echo'));
  await toxic('blackhole', { match: { path: '/echo' } });
  let ponged = false;
  client.socket.on('pong', () => { ponged = true; });
  client.socket.ping();
  const said = 'lost?'.repeat(10_000);
  client.socket.send(JSON.stringify(said));
  await until(async () => await heldBytes() > said.length, 'what it says is held, and so is the ping before it');
  assert.equal(ponged, false);
  assert.equal(client.socket.readyState, WebSocket.OPEN);
  await toxiproxy.reset();
  assert.equal(await client.next(), said);
  await until(() => ponged, 'the answer to the ping');
  client.socket.terminate();
});

test('half_close: the end of what the server says, while it still hears', async () => {
  const raw = await rawFrames('chat.half');
  await toxic('half_close', { match: { path: '/ws/*' } });
  await until(() => raw.ended(), 'its side has ended');
  assert.equal(raw.socket.writable, false, 'Node ends its own side then');
  const client = await Client.open(server.url('/ws'), V1);
  client.socket.terminate();
  const ws = new WebSocket(server.url('/ws/chat.half'));
  ws.on('error', () => {});
  assert.equal((await once(ws, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) }))[0], 1006);
});

describe('over TLS', () => {
  const trusting = { rejectUnauthorized: false };
  let secured;
  let secure;
  before(async () => {
    secured = await startServer('--feed', 'none', '--limits', 'off', '--faults', '127.0.0.1:0', '--tls-self-signed', '--tls-listen', '127.0.0.1:0');
    const all = Object.values(await new Toxiproxy(secured.faults).getAll());
    secure = all.find(({ listen }) => listen === new URL(secured.secureUrl('')).host);
  });
  after(async () => {
    assert.equal(await secured.stop(), 0);
  });

  /** A WebSocket by hand, for what `ws` does not tell: what became of TLS. */
  async function secureFrames(host, path) {
    const socket = connectTls({ ...trusting, host: '127.0.0.1', port: Number(host.split(':')[1]), allowHalfOpen: true });
    const told = { socket, heard: '', error: undefined, ended: false };
    socket.on('error', (error) => { told.error = error; });
    socket.on('data', (data) => { told.heard += data.toString('latin1'); });
    socket.on('end', () => { told.ended = true; });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
      + 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
    await until(() => told.heard.includes('\r\n\r\n'), 'its handshake');
    return told;
  }
  const frame = (text) => Buffer.concat([Buffer.from([0x81, 0x80 + text.length, 0, 0, 0, 0]), Buffer.from(text)]);

  test('half_close: its side ends in order, and it still hears', async () => {
    const other = await Client.open(secured.url('/broadcast'));
    const half = await secureFrames(secure.listen, '/broadcast');
    await secure.addToxic({ type: 'half_close', attributes: { match: { path: '/broadcast' } } });
    await until(() => half.ended, 'its side has ended');
    half.socket.write(frame('"still"'));
    assert.equal(await other.next(), 'still');
    assert.equal(half.error, undefined);
    half.socket.destroy();
    other.socket.terminate();
  });

  test('corrupt: within TLS, as by who spoils it before it is encrypted', async () => {
    const client = await Client.open(secured.secureUrl('/echo'), undefined, trusting);
    await secure.addToxic({ type: 'corrupt', attributes: { bits: 8, match: { path: '/echo' } } });
    const said = 'y'.repeat(8000);
    let wrong = false;
    client.socket.removeAllListeners('message');
    client.socket.on('message', (data) => { wrong ||= data.toString() !== said; });
    client.socket.send(said);
    await until(() => wrong || client.end, 'something is wrong');
    if (client.error) assert.match(client.error.message, /^Invalid WebSocket frame/, 'but not with TLS');
    client.socket.terminate();
  });

  test('before a foreign server: a bit that is spoilt on the way ends it by TLS, half an end is one', async () => {
    const proxy = await toxiproxy.createProxy({ name: 'wires', listen: '127.0.0.1:0', upstream: secure.listen });
    const spoilt = await secureFrames(proxy.listen, '/echo');
    await proxy.addToxic({ type: 'corrupt', attributes: { bits: 64 } });
    for (let n = 0; n < 20; n += 1) spoilt.socket.write(frame(`"${'y'.repeat(100)}"`));
    await until(() => spoilt.error, 'its error');
    assert.match(spoilt.error.code, /^ERR_SSL_/);
    await toxiproxy.reset();
    const client = await Client.open(`wss://${proxy.listen}/echo`, undefined, trusting);
    await proxy.addToxic({ type: 'half_close', attributes: {} });
    assert.equal((await client.closed).code, 1006);
    await proxy.remove();
  });
});

test('who has compression keeps it: what is touched comes without, then it goes on', async () => {
  const channel = 'chat.small';
  const socket = new WebSocket(server.url('/ws'), [V1], { perMessageDeflate: true });
  const messages = [];
  socket.on('message', (data) => { messages.push(data.toString()); });
  await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
  assert.match(socket.extensions, /permessage-deflate/);
  socket.send(JSON.stringify({ type: 'subscribe', id: 1, channel }));
  const about = () => messages.filter((text) => text.includes(channel) && !text.includes('"ack"'));
  await until(() => messages.some((text) => text.includes('"ack"')), 'its acknowledgement');
  await publish(channel, 3);
  await toxic('msg_truncate_json', { match: { channel }, when: { nth: 2 } });
  await toxic('msg_drop', { match: { channel }, when: { nth: 3 } });
  await publish(channel, 4);
  await toxiproxy.reset();
  await publish(channel, 2);
  socket.send(JSON.stringify({ type: 'greet', id: 2, msg: 'x'.repeat(200) }));
  await until(() => messages.some((text) => text.includes('"greet"')), 'an answer');
  const seqs = about().map((text) => { try { return JSON.parse(text).seq; } catch { return 'spoilt'; } });
  assert.deepEqual(seqs, [1, 2, 3, 4, 'spoilt', 7, 8, 9]);
  socket.terminate();
});

test('before a foreign server a message is held, edited and passed on, or left out', async () => {
  const foreign = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true });
  await once(foreign, 'listening');
  foreign.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => { socket.send(data, { binary: isBinary }); });
  });
  const proxy = await toxiproxy.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: `127.0.0.1:${foreign.address().port}` });
  const ask = async (method, path, body) => {
    const answer = await fetch(`${server.faults}/proxies/${path}`, {
      method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, told: text && answer.headers.get('content-type').includes('json') ? JSON.parse(text) : text };
  };
  const held = async () => (await ask('GET', 'theirs/held')).told;
  const standing = () => until(async () => (await held()).length === 1, 'it is held');
  assert.equal((await ask('POST', 'theirs/hold')).status, 204);
  const client = new Client(`ws://${proxy.listen}/`, undefined, { perMessageDeflate: true });
  await once(client.socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
  client.send('one');
  client.send('two');
  await standing();
  const [{ connection }] = await held();
  assert.deepEqual(await held(), [{ connection, stream: 'downstream', type: 'text', payload: '"one"' }]);
  assert.deepEqual((await ask('POST', `theirs/held/${connection}`, { payload: 1 })).told, { error: '"payload" must be a text.', status: 400 });
  assert.equal((await ask('POST', `theirs/held/${connection}`, { text: 'x' })).told.error, '"text" is nothing that a held message has.');
  assert.equal((await ask('POST', `theirs/held/${connection}`, { payload: '"other\\n"' })).status, 204);
  assert.equal(await client.next(), 'other\n');
  assert.equal(await client.next(), 'two', 'what waited behind it comes, and is not held');
  assert.equal((await ask('DELETE', `theirs/held/${connection}`)).status, 404);

  await ask('POST', 'theirs/hold');
  client.send('left out');
  client.send('comes');
  await standing();
  assert.equal((await ask('DELETE', `theirs/held/${connection}`)).status, 204);
  assert.equal(await client.next(), 'comes');

  await ask('POST', 'theirs/hold');
  client.socket.send(Buffer.from([1, 2, 3]));
  await standing();
  assert.deepEqual((await ask('GET', `theirs/held/${connection}`)).told, { connection, stream: 'downstream', type: 'binary', payload: 'AQID' });
  assert.equal((await ask('POST', `theirs/held/${connection}`, { payload: 'x' })).status, 400);
  await toxiproxy.reset();
  assert.deepEqual(await client.next(), Buffer.from([1, 2, 3]), 'a reset holds nothing');

  await ask('POST', 'theirs/hold');
  assert.equal((await ask('DELETE', 'theirs/hold')).status, 204);
  client.send('free');
  assert.equal(await client.next(), 'free');
  assert.equal((await ask('POST', 'wavetape/hold')).status, 400);
  await ask('POST', 'theirs/hold');
  client.send('never');
  await standing();
  await proxy.remove();
  await client.closed;
  foreign.close();
});

test('what a client says to a foreign server is held, edited and passed on, or left out', async () => {
  const foreign = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: true });
  await once(foreign, 'listening');
  const heard = [];
  foreign.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => { heard.push(isBinary ? data : data.toString()); });
  });
  const proxy = await toxiproxy.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: `127.0.0.1:${foreign.address().port}` });
  const ask = async (method, path, body) => {
    const answer = await fetch(`${server.faults}/proxies/theirs/${path}`, {
      method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body && JSON.stringify(body),
    });
    return { status: answer.status, told: answer.headers.get('content-type')?.includes('json') ? await answer.json() : await answer.text() };
  };
  const standing = () => until(async () => (await ask('GET', 'held')).told.length === 1, 'it is held');
  const hears = (...messages) => until(() => heard.length >= messages.length, 'it is heard')
    .then(() => assert.deepEqual(heard.splice(0), messages));
  assert.equal((await ask('POST', 'hold/upstream')).status, 204);
  const socket = new WebSocket(`ws://${proxy.listen}/`, { perMessageDeflate: true });
  await once(socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
  assert.equal(socket.extensions, '', 'who may be held is not compressed');
  socket.send('one');
  socket.send('two');
  await standing();
  const [{ connection }] = (await ask('GET', 'held')).told;
  assert.deepEqual((await ask('GET', 'held')).told, [{ connection, stream: 'upstream', type: 'text', payload: 'one' }]);
  assert.equal((await ask('POST', `held/${connection}`)).status, 404, 'nothing of the server\'s is held');
  assert.equal((await ask('POST', `held/${connection}/upstream`, { payload: 'x'.repeat(300) })).status, 204);
  await hears('x'.repeat(300), 'two');

  await ask('POST', 'hold/upstream');
  socket.send('left out');
  socket.send('comes');
  await standing();
  assert.equal((await ask('DELETE', `held/${connection}/upstream`)).status, 204);
  await hears('comes');

  await ask('POST', 'hold/upstream');
  socket.send('{"token":"abc"}');
  await standing();
  assert.deepEqual((await ask('GET', `held/${connection}/upstream`)).told, { connection, stream: 'upstream', type: 'text', hidden: true });
  assert.equal((await ask('POST', `held/${connection}/upstream`)).status, 204);
  await hears('{"token":"abc"}');

  await ask('POST', 'hold/upstream');
  socket.send(Buffer.from([1, 2, 3]));
  await standing();
  assert.equal((await ask('POST', `held/${connection}/upstream`, { payload: 'x' })).status, 400);
  await toxiproxy.reset();
  await hears(Buffer.from([1, 2, 3]));

  await ask('POST', 'hold/upstream');
  assert.equal((await ask('DELETE', 'hold/upstream')).status, 204);
  socket.send('free');
  await hears('free');
  await proxy.remove();
  await once(socket, 'close', { signal: AbortSignal.timeout(DEADLINE_MS) });
  foreign.close();
});

test('on a foreign server too: fragments, a reserved bit, bad UTF-8, half an end', async () => {
  const foreign = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(foreign, 'listening');
  foreign.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data) => { socket.send(data.toString()); });
  });
  const proxy = await toxiproxy.createProxy({ name: 'theirs', listen: '127.0.0.1:0', upstream: `127.0.0.1:${foreign.address().port}` });
  const spoilt = [['ws_rsv', /RSV2 and RSV3 must be clear/], ['ws_bad_utf8', /invalid UTF-8/], ['half_close', undefined]];
  for (const [type, what] of spoilt) {
    await proxy.addToxic({ type, attributes: { when: { nth: 2 } } });
    const client = await Client.open(`ws://${proxy.listen}/`);
    client.send('one');
    client.send('two');
    assert.equal(await client.next(), 'one');
    assert.equal((await client.closed).code, what ? 1006 : 1006, type);
    if (what) assert.match(client.error.message, what);
    await toxiproxy.reset();
  }
  await proxy.addToxic({ type: 'ws_fragment', attributes: { size: 3 } });
  const client = await Client.open(`ws://${proxy.listen}/`);
  client.send('a longer one');
  assert.equal(await client.next(), 'a longer one');
  client.socket.terminate();
  for (const type of ['msg_reorder', 'msg_delay', 'book_bad_crc', 'clock_skew']) {
    await assert.rejects(proxy.addToxic({ type, attributes: type === 'msg_reorder' || type === 'book_bad_crc' ? {} : { ms: 5 } }), /400/);
  }
  await proxy.remove();
  foreign.close();
});
