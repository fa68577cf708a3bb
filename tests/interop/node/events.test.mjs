// SPDX-License-Identifier: GPL-3.0-or-later
// The npm package `eventsource` as a client of /sse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EventSource } from 'eventsource';
import { startCutter } from './cutter.mjs';
import { DEADLINE_MS, startServer } from './peers.mjs';

let server;
let http;
before(async () => {
  server = await startServer('--feed', 'none');
  http = server.url('').replace('ws:', 'http:');
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

async function publish(channel, data) {
  const answer = await fetch(`${http}/publish`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
  });
  assert.equal(answer.status, 200);
}

async function until(condition, what) {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `${what} in time`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

test('after each cut it goes on by itself: nothing is lost, nothing comes twice', async () => {
  const cutter = await startCutter(Number(new URL(http).port));
  const source = new EventSource(`${cutter.url}/sse?channels=chat.npm,chat.npm2`);
  const seen = { 'chat.npm': [], 'chat.npm2': [] };
  let positions = 0;
  source.addEventListener('position', () => { positions += 1; });
  source.addEventListener('message', (event) => {
    const { channel, seq } = JSON.parse(event.data);
    seen[channel].push(seq);
  });
  const keeper = await fetch(`${http}/sse?channels=chat.npm,chat.npm2`); // the names live on meanwhile
  try {
    let sent = 0;
    for (let cut = 1; cut <= 4; cut += 1) {
      await until(() => positions === cut, `stream ${cut}`);
      for (let i = 0; i < 5; i += 1, sent += 1) await Promise.all([publish('chat.npm', sent), publish('chat.npm2', sent)]);
      cutter.cut();
      for (let i = 0; i < 5; i += 1, sent += 1) await Promise.all([publish('chat.npm', sent), publish('chat.npm2', sent)]);
    }
    await until(() => Object.values(seen).every((seqs) => seqs.length >= sent), 'everything');
    for (const seqs of Object.values(seen)) assert.deepEqual(seqs, Array.from({ length: sent }, (_, i) => i + 1));
  } finally {
    source.close();
    cutter.stop();
    await keeper.body.cancel();
  }
});

test('what is final ends it, what passes does not', async () => {
  const source = new EventSource(`${http}/sse?channels=a%20b`);
  await until(() => source.readyState === EventSource.CLOSED, 'a 400');
});
