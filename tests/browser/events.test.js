// SPDX-License-Identifier: GPL-3.0-or-later
// Chromium's EventSource on /sse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCutter } from '../interop/node/cutter.mjs';
import { launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

let server;
let browser;
let cutter;
before(async () => {
  server = await ServerProcess.start({ flags: ['--feed', 'none'] });
  cutter = await startCutter(server.port);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  cutter?.stop();
  await server?.stop();
});

/** A page of the server without a policy of its own. */
async function emptyPage() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${cutter.url}/healthz`);
  return page;
}

async function publish(channel, data) {
  const answer = await fetch(`${server.url}publish`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
  });
  assert.equal(answer.status, 200);
}

test('after each cut it goes on by itself: nothing is lost, nothing comes twice', async () => {
  const page = await emptyPage();
  const keeper = await fetch(`${server.url}sse?channels=chat.browser`); // the name lives on meanwhile
  await page.evaluate(() => {
    window.seqs = [];
    window.positions = 0;
    window.source = new EventSource('/sse?channels=chat.browser');
    window.source.addEventListener('position', () => { window.positions += 1; });
    window.source.onmessage = (event) => window.seqs.push(JSON.parse(event.data).seq);
  });
  let sent = 0;
  for (let cut = 1; cut <= 4; cut += 1) {
    await page.waitForFunction((count) => window.positions === count, cut);
    for (let i = 0; i < 5; i += 1, sent += 1) await publish('chat.browser', sent);
    cutter.cut();
    for (let i = 0; i < 5; i += 1, sent += 1) await publish('chat.browser', sent);
  }
  await page.waitForFunction((count) => window.seqs.length >= count, sent);
  assert.deepEqual(await page.evaluate(() => window.seqs), Array.from({ length: sent }, (_, i) => i + 1));
  await keeper.body.cancel();
  await page.close();
});

test('who shall come back does: a stream that is refused for the rate is tried again, one with a wrong name is not', async () => {
  const limits = { WAVETAPE_LIMITS_HANDSHAKES_PER_SECOND: '1', WAVETAPE_LIMITS_HANDSHAKE_BURST: '2' };
  Object.assign(process.env, limits);
  const strict = await ServerProcess.start({ flags: ['--feed', 'none'] });
  for (const name of Object.keys(limits)) delete process.env[name];
  const way = await startCutter(strict.port);
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${way.url}/healthz`);
  await page.evaluate(() => {
    window.wrong = new EventSource('/sse?channels=a%20b');
    window.right = Array.from({ length: 3 }, () => new EventSource('/sse?channels=chat.a'));
  });
  await page.waitForFunction(() => window.wrong.readyState === EventSource.CLOSED
    && window.right.every((source) => source.readyState === EventSource.OPEN));
  await page.close();
  way.stop();
  await strict.stop();
});

test('six to a host: the seventh waits without a word, and opens when one is closed', async () => {
  const page = await emptyPage();
  await page.evaluate(() => {
    window.sources = Array.from({ length: 7 }, () => new EventSource('/sse?channels=chat.seven'));
    window.states = () => window.sources.map((source) => source.readyState);
  });
  await page.waitForFunction(() => window.states().filter((state) => state === EventSource.OPEN).length === 6);
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  assert.equal((await page.evaluate(() => window.states())).filter((state) => state === 0).length, 1);
  await page.evaluate(() => window.sources.find((source) => source.readyState === EventSource.OPEN).close());
  await page.waitForFunction(() => window.states().filter((state) => state === EventSource.OPEN).length === 6);
  await page.close();
});
