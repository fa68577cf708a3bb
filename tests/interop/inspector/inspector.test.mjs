// SPDX-License-Identifier: GPL-3.0-or-later
// The Inspector as a client of other people's servers: what it shows of MessagePack, CBOR, Protocol Buffers, graphql-ws, STOMP and
// Socket.IO, whose bytes are made by their own encoders; and of a HAR that Chromium's own developer tools have written.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { encode as msgpack } from '@msgpack/msgpack';
import { encode as cbor } from 'cborg';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/lib/use/ws';
import { chromium } from 'playwright-core';
import protobuf from 'protobufjs';
import { Server as SocketIo } from 'socket.io';
import StompServer from 'stomp-broker-js';
import { WebSocketServer } from 'ws';

const value = { type: 'tick', price: 182.25, sizes: [1, -2, 70000], name: 'Grüße', none: null };

async function listening(server) {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `ws://127.0.0.1:${server.address().port}`;
}

/** What the Inspector shows of the messages of one visit, as inspector-visit prints it. */
async function visit(url, protocols, count, ...more) {
  const { stdout } = await promisify(execFile)(process.env.WAVETAPE_INSPECTOR_VISIT, [url, protocols, `${count}`, ...more]);
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

async function servedBy(send, work) {
  const http = createServer();
  const server = new WebSocketServer({ server: http, handleProtocols: (offered) => [...offered][0] });
  server.on('connection', send);
  try {
    return await work(await listening(http));
  } finally {
    for (const client of server.clients) client.terminate();
    http.close();
  }
}

for (const [name, encode, protocol] of [['MessagePack', msgpack, ''], ['CBOR', cbor, ''], ['MessagePack', msgpack, 'chat.msgpack'], ['CBOR', cbor, 'chat.cbor']]) {
  test(`${name} from npm's encoder by npm ws, subprotocol "${protocol}"`, async () => {
    const [line] = await servedBy((socket) => socket.send(encode(value)), (url) => visit(url, protocol, 1));
    assert.equal(line.as, name);
    assert.equal(line.binary, true);
    if (name === 'MessagePack') assert.deepEqual(JSON.parse(line.decoded), value);
    for (const part of ['182.25', '70000', 'Grüße', 'null']) assert.ok(line.decoded.includes(part), line.decoded);
  });
}

test('Protocol Buffers by a .proto, from protobufjs', async () => {
  const schema = 'syntax = "proto3";\npackage market;\nmessage Tick { string symbol = 1; double price = 2; repeated int64 sizes = 3; }\n';
  const folder = mkdtempSync(path.join(tmpdir(), 'wavetape-proto-'));
  try {
    const file = path.join(folder, 'market.proto');
    writeFileSync(file, schema);
    const Tick = protobuf.parse(schema).root.lookupType('market.Tick');
    const bytes = Tick.encode({ symbol: 'AAPL', price: 182.25, sizes: [1, 2] }).finish();
    const [line] = await servedBy((socket) => socket.send(bytes), (url) => visit(url, '', 1, '--proto', file, 'market.Tick'));
    assert.equal(line.as, 'market.Tick');
    assert.deepEqual(JSON.parse(line.decoded), { symbol: 'AAPL', price: 182.25, sizes: ['1', '2'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a subscription to a graphql-ws server', async () => {
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { hello: { type: GraphQLString, resolve: () => 'world' } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: { tick: { type: GraphQLString, subscribe: async function* subscribe() { yield { tick: 'a' }; yield { tick: 'b' }; } } },
    }),
  });
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const over = useServer({ schema }, server);
  try {
    const lines = await visit(await listening(http), 'graphql-transport-ws', 4,
      '{"type":"connection_init"}', '{"id":"1","type":"subscribe","payload":{"query":"subscription { tick }"}}');
    assert.deepEqual(lines.map((line) => line.as), ['connection_init', 'connection_ack', 'subscribe', 'next', 'next', 'complete'].map((type) => `GraphQL ${type}`));
    assert.equal(lines[2].decoded, 'Operation: 1\nsubscription { tick }');
    assert.match(lines[3].decoded, /"tick": "a"/);
  } finally {
    await over.dispose();
    http.close();
  }
});

test('a Socket.IO server, by its WebSocket transport', async () => {
  const http = createServer();
  const io = new SocketIo(http);
  io.of('/chat').on('connection', (socket) => {
    socket.on('say', (text, answer) => { socket.emit('said', { text }); answer('ok'); });
  });
  try {
    const lines = await visit(`${await listening(http)}/socket.io/?EIO=4&transport=websocket`, '', 4, '-', '40/chat,', '42/chat,7["say","hello"]');
    assert.deepEqual(lines.map((line) => line.as), [
      'Engine.IO open', 'Socket.IO CONNECT', 'Socket.IO CONNECT', 'Socket.IO EVENT', 'Socket.IO EVENT', 'Socket.IO ACK',
    ]);
    assert.match(lines[4].decoded, /^Namespace: \/chat\nEvent: said\n/);
    assert.match(lines[5].decoded, /^Namespace: \/chat\nAcknowledgement: 7\n/);
  } finally {
    io.close();
  }
});

test('a STOMP broker', async () => {
  const http = createServer();
  const broker = new StompServer({ server: http, path: '/stomp', heartbeat: [0, 0] });
  broker.on('subscribe', () => { setImmediate(() => { broker.send('/topic/a', { 'content-type': 'application/json' }, '{"a":1}'); }); });
  try {
    const lines = await visit(`${await listening(http)}/stomp`, 'v11.stomp', 2, 'CONNECT\naccept-version:1.1\nhost:localhost\n\n\\0',
      'SUBSCRIBE\nid:0\ndestination:/topic/a\n\n\\0');
    assert.deepEqual(lines.map((line) => line.as.replace('STOMP ', '')), ['CONNECT', 'CONNECTED', 'SUBSCRIBE', 'MESSAGE']);
    assert.match(lines[3].decoded, /^MESSAGE\n[^]*subscription: 0\n\n\{\n {2}"a": 1\n\}$/);
  } finally {
    broker.stop?.();
    http.close();
    http.closeAllConnections?.();
  }
});

/** The HAR of what `work` does in a page, by the developer tools that Chromium serves for another one to look at it. */
async function harOf(url, work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavetape-har-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', '--remote-allow-origins=*'],
  });
  try {
    const page = await context.newPage();
    await page.goto(url);
    const { targetInfo } = await (await context.newCDPSession(page)).send('Target.getTargetInfo');
    const [port] = readFileSync(path.join(folder, 'DevToolsActivePort'), 'utf8').split('\n');
    const tools = await context.newPage();
    const base = `http://127.0.0.1:${port}/devtools/`;
    await tools.goto(`${base}inspector.html?ws=127.0.0.1:${port}/devtools/page/${targetInfo.targetId}&panel=network`);
    /** Once so many frames have been seen. */
    const har = (frames) => tools.evaluate(async ([from, least]) => {
      const { NetworkLog } = await import(`${from}models/logs/logs.js`);
      const { Log } = await import(`${from}models/har/har.js`);
      const seen = () => NetworkLog.NetworkLog.instance().requests();
      while (seen().reduce((sum, one) => sum + one.frames().length, 0) < least) await new Promise((later) => { setTimeout(later, 50); });
      return JSON.stringify({ log: await Log.Log.build(seen(), { sanitize: false }) });
    }, [base, frames]);
    // It listens once it has seen a request; what the page did before is not its own.
    for (let seen = ''; !seen.includes('/seen'); seen = await har(0)) await page.evaluate(() => fetch('/seen').then((answer) => answer.text()));
    await page.evaluate(work, url.replace('http', 'ws'));
    return await har(6);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a HAR from Chromium's own developer tools", { skip: !process.env.CHROMIUM && 'no chromium' }, async () => {
  const http = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<title>echo</title>'));
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  const folder = mkdtempSync(path.join(tmpdir(), 'wavetape-har-'));
  try {
    const har = await harOf((await listening(http)).replace('ws', 'http'), async (url) => {
      const socket = new WebSocket(`${url}/echo?x=1`);
      await new Promise((open) => { socket.onopen = open; });
      for (const payload of ['hello', 'ä€', new Uint8Array([0, 255, 7])]) {
        const came = new Promise((message) => { socket.onmessage = message; });
        socket.send(payload);
        await came;
      }
    });
    const file = path.join(folder, 'chromium.har');
    writeFileSync(file, har);
    const lines = await visit('--har', file, 3);
    assert.deepEqual(lines.map((line) => [line.out, line.binary]), [[true, false], [false, false], [true, false], [false, false], [true, true], [false, true]]);
    assert.deepEqual(lines.slice(0, 4).map((line) => line.text), ['hello', 'hello', 'ä€', 'ä€']);
    assert.equal(Buffer.from(JSON.parse(har).log.entries.flatMap((entry) => entry._webSocketMessages ?? [])[5].data, 'base64').length, 3);
  } finally {
    for (const client of server.clients) client.terminate();
    http.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
