// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings, read by the MCAP project's own library and by Foxglove's reader of CDR.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CdrReader } from '@foxglove/cdr';
import { McapIndexedReader, McapStreamReader } from '@mcap/core';
import { loadDecompressHandlers } from '@mcap/support';

const folder = mkdtempSync(join(tmpdir(), 'wavetape-recording-'));
const file = join(folder, 'tape.mcap');
let decompressHandlers;
const record = (...words) => execFileSync(process.env.WAVETAPE_SERVER, ['record', ...words],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });

/** Messages per topic, as our own program counts them. */
function ours(path) {
  const counts = {};
  for (const { topic, messages } of JSON.parse(record('info', path, '--json')).channels) counts[topic] = (counts[topic] ?? 0) + messages;
  return counts;
}

async function indexed(path, each = () => {}) {
  const bytes = readFileSync(path);
  const readable = {
    size: async () => BigInt(bytes.length),
    read: async (offset, size) => bytes.subarray(Number(offset), Number(offset + size)),
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
  const counts = {};
  for await (const message of reader.readMessages()) {
    const channel = reader.channelsById.get(message.channelId);
    counts[channel.topic] = (counts[channel.topic] ?? 0) + 1;
    each(channel, reader.schemasById.get(channel.schemaId), message);
  }
  assert.equal(reader.statistics.messageCount, BigInt(Object.values(counts).reduce((sum, one) => sum + one, 0)));
  return counts;
}

function streamed(path) {
  const reader = new McapStreamReader({ decompressHandlers, validateCrcs: true });
  reader.append(readFileSync(path));
  const topics = new Map();
  const counts = {};
  for (let item; (item = reader.nextRecord());) {
    if (item.type === 'Channel') topics.set(item.id, item.topic);
    if (item.type === 'Message') counts[topics.get(item.channelId)] = (counts[topics.get(item.channelId)] ?? 0) + 1;
  }
  assert.ok(reader.done());
  return counts;
}

before(async () => {
  decompressHandlers = await loadDecompressHandlers();
  const words = ['--listen', '127.0.0.1:0', '--feed', 'calm', '--symbols', '4', '--record', file];
  const server = spawn(process.env.WAVETAPE_SERVER, words,
    { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } });
  await once(server.stdout, 'data'); // it listens
  await sleep(2500);
  server.kill('SIGTERM');
  assert.deepEqual(await once(server, 'exit'), [0, null]);
});

test('both of its readers count what we count', async () => {
  const counts = ours(file);
  assert.ok(counts['wave.sine1'] > 20 && counts['trades.AAPL#snapshot'] === undefined && counts['book.AAPL#snapshot'] >= 1);
  assert.deepEqual(await indexed(file), counts);
  assert.deepEqual(streamed(file), counts);
});

test('waves are CDR that Foxglove reads, publications JSON with a schema', async () => {
  const blocks = record('export', file, '--channel', 'wave.sine1').trim().split('\n').map((line) => JSON.parse(line));
  const waves = [];
  const schemas = new Set();
  await indexed(file, (channel, schema, message) => {
    if (channel.messageEncoding === 'json') JSON.parse(new TextDecoder().decode(message.data));
    if (schema?.encoding === 'jsonschema') schemas.add(JSON.parse(new TextDecoder().decode(schema.data)).title);
    if (channel.topic === 'wave.sine1') waves.push(message.data);
  });
  assert.ok(schemas.has('data.ticker') && schemas.has('data.bookDelta') && schemas.has('data.candles'));
  assert.equal(waves.length, blocks.length);
  for (const [at, data] of waves.entries()) {
    const reader = new CdrReader(data);
    const micros = reader.int32() * 1e6 + reader.uint32() / 1000;
    assert.equal(micros, Math.round(blocks[at].first * 1000));
    assert.equal(reader.float64(), blocks[at].rate);
    assert.equal(reader.uint16(), blocks[at].lanes);
    assert.deepEqual([...reader.float32Array()].slice(0, 8), blocks[at].samples.slice(0, 8).map(Math.fround));
  }
});

test('after a cut, what we repair is whole for them too', async () => {
  const cut = join(folder, 'cut.mcap');
  const whole = readFileSync(file);
  writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * 0.6)));
  await assert.rejects(indexed(cut));
  record('repair', cut);
  const repaired = join(folder, 'cut-repaired.mcap');
  const counts = await indexed(repaired);
  assert.deepEqual(counts, ours(repaired));
  assert.deepEqual(streamed(repaired), counts);
  assert.ok(Object.values(counts).reduce((sum, one) => sum + one, 0) > 100);
});
