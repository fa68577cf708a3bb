// SPDX-License-Identifier: GPL-3.0-or-later
// `wavetape-server scenario` as others see it: its histogram log read by hdr-histogram-js, and a server of npm's `ws` under test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import hdr from 'hdr-histogram-js';
import { WebSocket, WebSocketServer } from 'ws';

const folder = mkdtempSync(join(tmpdir(), 'wavetape-scenario-'));
const shipped = (name) => join(process.env.WAVETAPE_SCENARIOS, `${name}.toml`);

/** Exit code and output; once more where the machine was too busy for a valid run. */
async function scenario(...words) {
  for (let attempt = 1; ; attempt += 1) {
    const child = spawn(process.env.WAVETAPE_SERVER, ['scenario', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (piece) => { output += piece; });
    child.stderr.on('data', (piece) => { output += piece; });
    const [code] = await once(child, 'close');
    if (code !== 3 || attempt === 3) return { code, output };
  }
}

test('hdr-histogram-js reads the log and tells the same percentiles', async () => {
  const file = join(folder, 'a.toml');
  writeFileSync(file, `title = "t"
[[clients]]
name = "near"
count = 20
subscribe = ["chat.lobby"]
[[clients]]
name = "far"
count = 5
subscribe = ["chat.lobby"]
faults = "delay:150ms"
[[steps]]
at = "200ms"
publish = { channel = "chat.lobby", rate = 100, for = "1s" }
[[expect]]
metric = "reach"
equals = 1.0
`);
  const log = join(folder, 'a.hdr');
  const json = join(folder, 'a.json');
  const { code, output } = await scenario('--hdr', log, '--json', json, file);
  assert.equal(code, 0, output);
  const [run] = JSON.parse(readFileSync(json, 'utf8'));
  const reader = new hdr.HistogramLogReader(readFileSync(log, 'utf8'));
  const seen = new Map();
  for (let line = reader.nextIntervalHistogram(); line; line = reader.nextIntervalHistogram()) seen.set(line.tag, line);
  assert.deepEqual([...seen.keys()], ['near.delivery', 'near.connecting', 'far.delivery', 'far.connecting']);
  for (const client of run.clients) {
    for (const [kind, told] of [['delivery', client.deliveryMicros], ['connecting', client.connectMicros]]) {
      const foreign = seen.get(`${client.client}.${kind}`);
      assert.equal(foreign.totalCount, told.count);
      for (const percent of [50, 90, 99, 99.9]) assert.equal(foreign.getValueAtPercentile(percent), told[`p${percent}`], `${client.client} ${kind} p${percent}`);
      assert.equal(foreign.maxValue, told.max);
    }
  }
  // Each that came at its time; which those are is the machine's affair.
  assert.ok(run.clients[0].deliveryMicros.count > 0 && run.clients[0].deliveryMicros.count <= 2000);
  assert.ok(run.clients[1].deliveryMicros.p50 >= 150_000);
});

/** As the README of `ws` has it ("Server broadcast"); /echo answers the sender. */
async function serve(httpSettings, settings) {
  const server = createServer(httpSettings);
  const sockets = new WebSocketServer({ server, ...settings });
  sockets.on('connection', (socket, request) => {
    socket.on('error', () => {});
    socket.on('message', (data, isBinary) => {
      const others = request.url === '/echo' ? [socket] : sockets.clients;
      others.forEach((one) => { if (one.readyState === WebSocket.OPEN) one.send(data, { binary: isBinary }); });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Each with a server of its own, so that none hears another one's clients. */
async function against(name, httpSettings = {}, settings = {}) {
  const server = await serve(httpSettings, settings);
  const result = await scenario('--against', `ws://127.0.0.1:${server.address().port}/`, shipped(name));
  server.closeAllConnections();
  server.close();
  return result;
}

describe('a server of ws', { concurrency: 3 }, () => {
  for (const name of ['bad-text', 'broadcast', 'reserved-bit', 'unmasked-frame']) {
    test(`holds: ${name}`, async () => {
      const { code, output } = await against(name);
      assert.equal(code, 0, output);
    });
  }

  // Only where it is told to.
  for (const [name, ...settings] of [
    ['large-header', { maxHeaderSize: 1024 }],
    ['slow-request', { headersTimeout: 1500, requestTimeout: 1500, connectionsCheckingInterval: 100 }],
    ['too-large-message', {}, { maxPayload: 65536 }],
  ]) {
    test(`holds when it is told to: ${name}`, async () => {
      const { code, output } = await against(name, ...settings);
      assert.equal(code, 0, output);
    });
  }

  // What it leaves to whoever uses it.
  for (const [name, sentence] of [
    ['foreign-page', 'evil: every client answered with 403'],
    ['rebound-name', 'stranger: every client answered with 403'],
    ['missing-pongs', 'asleep: every client closed'],
    ['crowded-address', 'crowd: at least 37.5 % of the clients answered with 429'],
    ['doubled-host', 'stranger: every client answered with 400'],
    ['endless-fragments', 'hostile: every client closed with 1009'],
  ]) {
    test(`lacks: ${name}`, async () => {
      const { code, output } = await against(name);
      assert.equal(code, 1, output);
      assert.ok(output.includes(`  FAILED: ${sentence}`), output);
    });
  }
});
