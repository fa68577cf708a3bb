// SPDX-License-Identifier: GPL-3.0-or-later
// What clients of other people can do against our server, tried and printed as a table: the same that README.md shows.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { EventSource } from 'eventsource';
import ReconnectingWebSocket from 'reconnecting-websocket';
import { Observable, retry } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import WebSocket from 'ws';
import { startCutter } from './cutter.mjs';
import { DEADLINE_MS, startServer } from './peers.mjs';

const { connect } = await import(pathToFileURL(path.join(process.env.WAVETAPE_CLIENT, 'index.js')));
const require = createRequire(import.meta.url);
const versionOf = (name) => JSON.parse(readFileSync(path.join(path.dirname(require.resolve(name)).replace(new RegExp(`(node_modules/${name}).*`), '$1'), 'package.json'))).version;
const readme = path.join(process.env.WAVETAPE_CLIENT, '../../README.md');
const kCount = 30;
const kCuts = [8, 16, 24];

let server;
let http;
const rows = [];
before(async () => {
  server = await startServer('--feed', 'calm', '--symbols', '2', '--limits', 'off');
  http = server.url('').replace('ws:', 'http:');
});
after(() => server?.stop());

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await sleep(5);
  }
}
async function publish(channel, data) {
  const answer = await fetch(`${http}/publish`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }) });
  assert.equal(answer.status, 200);
}
const subscribe = (channel, since) => ({ type: 'subscribe', id: 1, channel, ...(since && { since }) });

/** Follows a plain connection's messages of one channel: the position to go on from, and what came. */
function follower() {
  const state = { since: null, got: [], ready: 0 };
  state.take = (message) => {
    if (message.type === 'ack') {
      state.ready += 1;
      state.since ??= { epoch: message.epoch, seq: message.seq };
    } else if (message.type === undefined) {
      state.since = { epoch: state.since.epoch, seq: message.seq };
      state.got.push(message.data);
    }
  };
  return state;
}

// Each: follow(address, channel) reads that channel through a way that is cut, and answers { got, ready, stop() }; floats(address): how many came.
const clients = {
  ws: {
    how: 'by hand',
    follow(url, channel) {
      const state = follower();
      let socket;
      let over = false;
      const open = () => {
        socket = new WebSocket(url('ws', '/ws'));
        socket.on('open', () => socket.send(JSON.stringify(subscribe(channel, state.since))));
        socket.on('message', (data) => state.take(JSON.parse(data)));
        socket.on('error', () => {});
        socket.on('close', () => { if (!over) setTimeout(open, 5); });
      };
      open();
      state.stop = () => { over = true; socket.close(); };
      return state;
    },
    floats: (url) => new Promise((resolve, reject) => {
      const socket = new WebSocket(url('ws', '/ws/wave.sine1'));
      socket.binaryType = 'arraybuffer';
      socket.onmessage = ({ data }) => { resolve(new Float32Array(data).length); socket.close(); };
      socket.onerror = reject;
    }),
  },
  rxjs: {
    how: '`retry`, `since` by hand',
    follow(url, channel) {
      const state = follower();
      const all = new Observable((out) => {
        const subject = webSocket({ url: url('ws', '/ws'), WebSocketCtor: WebSocket });
        subject.next(subscribe(channel, state.since));
        return subject.subscribe({ next: (one) => out.next(one), error: (error) => out.error(error), complete: () => out.error(new Error('closed')) });
      }).pipe(retry({ delay: 5 }));
      const reading = all.subscribe({ next: state.take });
      state.stop = () => reading.unsubscribe();
      return state;
    },
    floats: (url) => new Promise((resolve, reject) => {
      const reading = webSocket({ url: url('ws', '/ws/wave.sine1'), WebSocketCtor: WebSocket, binaryType: 'arraybuffer', deserializer: ({ data }) => new Float32Array(data) })
        .subscribe({ next: (values) => { resolve(values.length); reading.unsubscribe(); }, error: reject });
    }),
  },
  'reconnecting-websocket': {
    how: 'by itself, `since` by hand',
    follow(url, channel) {
      const state = follower();
      const socket = new ReconnectingWebSocket(url('ws', '/ws'), [], { WebSocket, minReconnectionDelay: 5, maxReconnectionDelay: 20 });
      socket.onopen = () => socket.send(JSON.stringify(subscribe(channel, state.since)));
      socket.onmessage = ({ data }) => state.take(JSON.parse(data));
      state.stop = () => socket.close();
      return state;
    },
    floats: (url) => new Promise((resolve) => {
      const socket = new ReconnectingWebSocket(url('ws', '/ws/wave.sine1'), [], { WebSocket });
      socket.binaryType = 'arraybuffer';
      socket.onmessage = ({ data }) => { resolve(new Float32Array(data).length); socket.close(); };
    }),
  },
  eventsource: {
    how: 'by itself',
    follow(url, channel) {
      const state = { got: [], ready: 0 };
      const events = new EventSource(url('http', `/sse?channels=${channel}`));
      events.addEventListener('position', () => { state.ready += 1; });
      events.onmessage = ({ data }) => state.got.push(JSON.parse(data).data);
      state.stop = () => events.close();
      return state;
    },
    floats: (url) => new Promise((resolve) => {
      const events = new EventSource(url('http', '/sse?channels=wave.sine1'));
      events.onmessage = ({ data }) => { const bytes = Buffer.from(JSON.parse(data).b64, 'base64'); resolve(bytes.length / 4); events.close(); };
    }),
  },
  'wavetape-client': {
    how: 'by itself',
    follow(url, channel) {
      const client = connect(url('ws', '/ws'), { WebSocket, transports: ['websocket'], backoff: { baseMs: 5, capMs: 20 } });
      const state = { got: [], ready: 0 };
      client.subscribe(channel, ({ data }) => state.got.push(data));
      client.addEventListener('state', () => { if (client.state === 'open' && client.wire.isCurrent) state.ready += 1; });
      state.stop = () => client.close();
      return state;
    },
    async floats(url) {
      const client = connect(url('ws', '/ws'), { WebSocket });
      for await (const { values } of client.wave('sine1')) {
        client.close();
        return values.length;
      }
      return 0;
    },
  },
  curl: {
    how: '`since` by hand',
    follow(url, channel) {
      const state = { got: [], ready: 0, since: '' };
      let child;
      let over = false;
      const open = () => {
        let text = '';
        child = spawn('curl', ['--silent', '--no-buffer', `${url('http', `/sse?channels=${channel}`)}${state.since && `&since=${state.since}`}`]);
        child.stdout.on('data', (data) => {
          text += data;
          const blocks = text.split('\n\n');
          text = blocks.pop();
          for (const block of blocks) {
            const [id] = /(?<=^id:).*/m.exec(block) ?? [];
            const [data] = /(?<=^data:).*/m.exec(block) ?? [];
            if (id) state.since = id.trim();
            if (/^event:/m.test(block)) state.ready += 1;
            else if (data) state.got.push(JSON.parse(data).data);
          }
        });
        child.on('exit', () => { if (!over) setTimeout(open, 5); });
      };
      open();
      state.stop = () => { over = true; child.kill(); };
      return state;
    },
    floats: (url) => new Promise((resolve, reject) => {
      execFile('curl', ['--silent', url('http', '/longpoll?channels=wave.sine1')], { maxBuffer: 1e8 }, (error, text) => {
        if (error) reject(error);
        else resolve(Buffer.from(JSON.parse(text).messages[0].b64, 'base64').length / 4);
      });
    }),
  },
};

for (const [name, client] of Object.entries(clients)) {
  test(`${name}: prices, samples, and going on after ${kCuts.length} cuts`, async () => {
    const way = await startCutter(Number(new URL(http).port));
    const url = (scheme, where) => way.url.replace('http', scheme) + where;
    const channel = `chat.matrix-${name}`;
    const prices = client.follow(url, 'ticker.AAPL');
    await until(() => prices.got.some((one) => one.price > 0), 'a price');
    prices.stop();
    assert.ok(await client.floats(url) > 0);
    const state = client.follow(url, channel);
    await until(() => state.ready > 0, 'it reads');
    for (let i = 1; i <= kCount; i += 1) {
      await publish(channel, i);
      if (kCuts.includes(i)) way.cut();
      await sleep(3);
    }
    await until(() => state.got.length >= kCount, `all (${state.got})`);
    assert.deepEqual(state.got, Array.from({ length: kCount }, (_, i) => i + 1));
    state.stop();
    way.stop();
    const version = name === 'curl' ? 'Debian 12' : name === 'wavetape-client' ? 'here' : versionOf(name);
    rows.push(`| ${name} | ${version} | ✓ | ✓ | ${client.how} | 0 lost, 0 twice |`);
  });
}

test('README shows what was found', () => {
  for (const row of rows) console.log(`# ${row}`);
  const text = readFileSync(readme, 'utf8');
  assert.equal(rows.length, Object.keys(clients).length);
  for (const row of rows) assert.ok(text.includes(row), `README.md has no line ${row}`);
});
