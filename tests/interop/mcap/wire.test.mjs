// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that were recorded with their whole frames: npm's `ws` speaks, Wireshark's tshark and a validator of HAR read it.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { har as isHar } from 'har-validator';
import WebSocket from 'ws';

const folder = mkdtempSync(join(tmpdir(), 'wavetape-wire-'));
const file = join(folder, 'tape.mcap');
const tshark = spawnSync('tshark', ['--version']).status === 0;
const said = []; // [opcode, sent by the client?, payload]
const record = (...words) => execFileSync(process.env.WAVETAPE_SERVER, ['record', ...words], { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });

/** Resolves with the first message that `wanted` accepts. */
const message = (socket, wanted) => new Promise((resolve) => {
  const look = (data) => {
    const told = JSON.parse(data);
    if (!wanted(told)) return;
    socket.off('message', look);
    resolve(told);
  };
  socket.on('message', look);
});

async function ask(socket, request) {
  const answer = message(socket, (told) => told.id === request.id);
  socket.send(JSON.stringify(request));
  const told = await answer;
  assert.notEqual(told.type, 'error', told.message);
  return told;
}

before(async () => {
  const words = ['--listen', '127.0.0.1:0', '--feed', 'none', '--record', file];
  const server = spawn(process.env.WAVETAPE_SERVER, words,
    { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } });
  const [line] = await once(server.stdout, 'data');
  const url = new URL(/http:\S+/.exec(line)[0]);
  const token = readFileSync(join(folder, 'wavetape', `${url.port}.token`), 'ascii').trim();
  const admin = new WebSocket(`ws://${url.host}/ws?token=${token}`, 'wavetape.v1');
  await message(admin, (told) => told.type === 'welcome');

  // One plain connection and one that compresses; the second is found by its agent.
  for (const perMessageDeflate of [false, true]) {
    const agent = `wire ${perMessageDeflate}`;
    const rows = message(admin, (told) => told.data?.rows?.some((row) => row.agent?.includes(agent)));
    const client = new WebSocket(`ws://${url.host}/echo`, { perMessageDeflate, headers: { 'user-agent': agent } });
    await once(client, 'open');
    await ask(admin, { type: 'subscribe', id: 1, channel: 'sys.connections' });
    const { id } = (await rows).data.rows.find((row) => row.agent.includes(agent));
    await ask(admin, { type: 'unsubscribe', id: 2, channel: 'sys.connections' });
    await ask(admin, { type: 'admin', id: 3, action: 'tap', connection: id, whole: true });
    for (const payload of ['hello', 'ä'.repeat(40_000), Buffer.from([0, 255, 7])]) {
      const echo = once(client, 'message');
      client.send(payload);
      const [data, binary] = await echo;
      for (const sent of [true, false]) said.push([binary ? 2 : 1, sent, binary ? data.toString('base64') : data.toString()]);
    }
    const pong = once(client, 'pong');
    client.ping('now');
    await pong;
    client.close(4001, 'enough');
    await once(client, 'close');
  }
  admin.close();
  server.kill('SIGTERM');
  assert.deepEqual(await once(server, 'exit'), [0, null]);
});

test('a validator takes the HAR, which holds every message', async () => {
  const har = JSON.parse(record('export', file, '--format', 'har'));
  await isHar(har);
  assert.equal(har.log.entries.length, 2);
  const messages = har.log.entries.flatMap((entry) => {
    assert.equal(entry._resourceType, 'websocket');
    assert.equal(entry.response.status, 101);
    return entry._webSocketMessages;
  });
  // What a client compressed may hold a token and is not told, so it is asterisks.
  const told = messages.map(({ opcode, type, data }) => [opcode, type === 'send', data]);
  assert.equal(told.length, said.length);
  for (const [at, [opcode, sent, data]] of told.entries()) {
    if (sent && at >= said.length / 2) continue;
    assert.deepEqual([opcode, sent, data], said[at]);
  }
});

test('tshark reads the same frames, opcodes and close codes', { skip: !tshark && 'there is no tshark' }, () => {
  const packets = join(folder, 'wire.pcapng');
  record('export', file, '--format', 'pcapng', '--output', packets);
  const read = (filter, ...fields) => execFileSync('tshark',
    ['-r', packets, '-Y', filter, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n').filter(Boolean).map((line) => line.split('\t'));
  assert.equal(read('tcp.analysis.flags', 'frame.number').length, 0, 'no lost, doubled or unseen segment');
  assert.equal(read('http.response.code == 101', 'http.response.code').length, 2);
  const opcodes = read('websocket', 'websocket.opcode').flat().flatMap((field) => field.split(','));
  const count = (opcode) => opcodes.filter((one) => Number(one) === opcode).length;
  assert.deepEqual([1, 2, 9, 10, 8].map(count), [8, 4, 2, 2, 4]);
  const codes = read('websocket.payload.close.status_code', 'websocket.payload.close.status_code').flat();
  assert.deepEqual(codes, ['4001', '4001', '4001', '4001']);
});
