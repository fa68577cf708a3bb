// SPDX-License-Identifier: GPL-3.0-or-later
// Our client through an unmodified HAProxy that blocks one way after the other, and cuts what runs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import WebSocket from 'ws';
import { DEADLINE_MS, startServer } from './peers.mjs';

const { Backoff, Subscription, Transports, WireClient, fallbacks } = await import(pathToFileURL(path.join(process.env.WAVETAPE_CLIENT, 'index.js')));

const kConfig = ({ folder, port, upstream }) => `
global
    stats socket ${folder}/admin mode 600 level admin
defaults
    mode http
    timeout connect 5s
    timeout client 90s
    timeout server 90s
    timeout tunnel 90s
    option http-no-delay
frontend front
    bind 127.0.0.1:${port}
    http-request deny if { hdr(Upgrade) -i websocket } { str(websocket),map_str(${folder}/blocked) yes }
    http-request deny if { path /sse } { str(sse),map_str(${folder}/blocked) yes }
    default_backend back
backend back
    server one 127.0.0.1:${upstream}
`;

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => { probe.once('listening', resolve); });
  const { port } = probe.address();
  await new Promise((resolve) => { probe.close(resolve); });
  return port;
}

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

let server;
let proxy;
let folder;
let http;
let address;

/** A command of HAProxy's runtime interface. */
function tell(command) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const line = net.connect(`${folder}/admin`, () => line.end(`${command}\n`));
    line.on('data', (data) => { answer += data; });
    line.on('error', reject);
    line.on('close', () => resolve(answer));
  });
}

/** From now on these ways are kept out, and what runs is cut. */
async function block(...ways) {
  for (const way of ['websocket', 'sse']) await tell(`set map ${folder}/blocked ${way} ${ways.includes(way) ? 'yes' : 'no'}`);
  await tell('shutdown sessions server back/one');
}

async function publish(channel, data) {
  const answer = await fetch(`${http}/publish`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
  });
  assert.equal(answer.status, 200);
}

before(async () => {
  server = await startServer('--feed', 'calm', '--symbols', '2', '--limits', 'off');
  http = server.url('').replace('ws:', 'http:');
  folder = await mkdtemp(path.join(tmpdir(), 'wavetape-proxy-'));
  const port = await freePort();
  await writeFile(`${folder}/blocked`, 'websocket no\nsse no\n');
  await writeFile(`${folder}/config`, kConfig({ folder, port, upstream: new URL(http).port }));
  proxy = spawn(process.env.WAVETAPE_HAPROXY, ['-db', '-f', `${folder}/config`], { stdio: 'ignore' });
  address = `ws://127.0.0.1:${port}/ws`;
  let up = false;
  const look = () => fetch(address.replace('ws:', 'http:').replace('/ws', '/healthz')).then(() => { up = true; }, () => setTimeout(look, 20));
  look();
  await until(() => up, 'the proxy answers');
});
after(async () => {
  proxy?.kill();
  if (folder) await rm(folder, { recursive: true });
  assert.equal(await server?.stop(), 0);
});

function connect(againMs) {
  const client = new WireClient(address, new Transports({ socket: WebSocket, fallbacks, againMs }), new Backoff({ baseMs: 5, capMs: 20 }));
  client.seen = [];
  client.subscribe(new Subscription('chat.moves', { publication: (data) => client.seen.push(data) }));
  return client;
}

test('20 changes of the way: nothing is lost, nothing comes twice', async () => {
  const client = connect([20, 40]);
  const other = client.subscribe(new Subscription('trades.*', {}));
  client.connect();
  await until(() => client.isCurrent, 'it is there');
  let sent = 0;
  let stop = false;
  const feed = (async () => {
    while (!stop) {
      sent += 1;
      await publish('chat.moves', sent);
    }
  })();
  const ways = [['sse', ['websocket']], ['longpoll', ['websocket', 'sse']], ['websocket', []], ['longpoll', ['websocket', 'sse']], ['websocket', []]];
  for (let change = 0; change < 20; change += 1) {
    const [way, blocked] = ways[change % ways.length];
    await block(...blocked);
    await until(() => client.transports.name === way && client.isCurrent, `change ${change} to ${way} (is ${client.transports.name})`);
    const before = client.seen.length;
    await until(() => client.seen.length > before + 5, `what comes by ${way}`);
  }
  stop = true;
  await feed;
  await until(() => client.seen.length >= sent, 'all that was sent');
  assert.deepEqual(client.seen, Array.from({ length: sent }, (_, i) => i + 1));
  assert.ok(other.streams.size > 0, 'a prefix as well');
  assert.equal(client.losses().unexplained, 0);
  client.close();
});

test('waves, snapshots, publishing and lists are the same by each way', async () => {
  const samples = {};
  for (const [way, blocked] of [['websocket', []], ['sse', ['websocket']], ['longpoll', ['websocket', 'sse']]]) {
    await block(...blocked);
    const client = connect([60_000, 600_000]);
    let block_ = null;
    let book = null;
    let candles = null;
    client.subscribe(new Subscription('wave.sine1', { block: (one) => { block_ = one; } }));
    const name = (await (await fetch(`${http}/channels`)).json()).find((row) => row.channel.startsWith('book.')).channel;
    client.subscribe(new Subscription(name, { snapshot: (data) => { book = data; } }, { conflating: false }));
    client.subscribe(new Subscription(name.replace('book', 'candles') + '.1m', { snapshot: (data) => { candles = data; } }, { conflating: true, keyOf: (data) => data.start }));
    client.connect();
    await until(() => client.isCurrent && block_ && book && candles && client.transports.name === way, `all by ${way}`);
    assert.equal(block_.values.length, block_.samples * block_.lanes);
    samples[way] = block_.samples;
    assert.ok(book.bids.length > 0 && candles.length > 0);
    let list = null;
    client.request({ type: 'list', prefix: 'wave.' }, (reply) => { list = reply.channels; });
    let ack = null;
    client.request({ type: 'publish', channel: 'chat.from', data: way }, (reply) => { ack = reply; });
    await until(() => list && ack, 'answers');
    assert.ok(list.some((row) => row.channel === 'wave.sine1'));
    assert.equal(ack.type, 'ack');
    assert.equal(client.transports.why !== '', way !== 'websocket');
    assert.equal(client.losses().unexplained, 0);
    client.close();
  }
  assert.equal(samples.sse, samples.websocket);
  assert.equal(samples.longpoll, samples.websocket);
});

test('where the server itself is away nothing is said to be blocked', async () => {
  const port = await freePort();
  const transports = new Transports({ socket: WebSocket, fallbacks });
  const client = new WireClient(`ws://127.0.0.1:${port}/ws`, transports, new Backoff({ baseMs: 1, capMs: 2 }));
  client.connect();
  await until(() => client.attempt > 6, 'attempts');
  assert.equal(transports.name, 'websocket');
  client.close();
});
