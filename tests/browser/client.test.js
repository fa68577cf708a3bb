// SPDX-License-Identifier: GPL-3.0-or-later
// wavetape-client in Chromium, through a way that is cut. WAVETAPE_CUTS: how often (by hand: 200).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startCutter } from '../interop/node/cutter.mjs';
import { launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

const cuts = Number(process.env.WAVETAPE_CUTS ?? 25);
const kDeadlineMs = 60000;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let server;
let way;
let browser;
before(async () => {
  server = await ServerProcess.start({ flags: ['--feed', 'none', '--limits', 'off'] });
  way = await startCutter(server.port);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  way?.stop();
  await server?.stop();
});

async function publish(data) {
  const answer = await fetch(`${server.url}publish`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel: 'chat.cuts', data }),
  });
  assert.equal(answer.status, 200);
}

/** In the page: reads chat.cuts from what the store remembers, and counts its sockets. */
async function read(address) {
  const { connect } = await import('/assets/client/index.js');
  const seen = { got: JSON.parse(sessionStorage.getItem('got') ?? '[]'), losses: 0, most: 0, opens: 0, all: new Set() };
  class Counted extends WebSocket {
    constructor(...words) {
      super(...words);
      seen.all.add(this);
      this.addEventListener('close', () => seen.all.delete(this));
      seen.most = Math.max(seen.most, [...seen.all].filter((one) => one.readyState < 2).length);
    }
  }
  const client = connect(address, { WebSocket: Counted, store: sessionStorage, transports: ['websocket'], backoff: { baseMs: 1, capMs: 4 } });
  globalThis.seen = seen;
  client.addEventListener('loss', () => { seen.losses += 1; });
  client.addEventListener('state', () => { seen.opens = client.opens; });
  const feed = client.subscribe('chat.cuts');
  (async () => {
    for await (const { data } of feed) {
      seen.got.push(data);
      sessionStorage.setItem('got', JSON.stringify(seen.got)); // done with it: the next one is asked for
    }
  })();
  while (feed.state !== 'live') await new Promise((resolve) => setTimeout(resolve, 5));
}

test(`${cuts} cuts and two reloads: nothing lost, nothing twice, one socket`, async () => {
  const page = await browser.newPage();
  const address = `${way.url.replace('http', 'ws')}/ws`;
  await page.goto(`${way.url}/docs/`);
  await page.evaluate(read, address);
  let sent = 0;
  let stop = false;
  const feed = (async () => {
    while (!stop) {
      sent += 1;
      await publish(sent);
      await sleep(1);
    }
  })();
  let sockets = 0;
  let opens = 0;
  for (let cut = 1; cut <= cuts; cut += 1) {
    await sleep(Math.random() * 40);
    way.cut();
    const before = await page.evaluate(() => globalThis.seen.got.length);
    await page.waitForFunction((least) => globalThis.seen.got.length > least, before, { timeout: kDeadlineMs, polling: 10 });
    if (cut === Math.floor(cuts / 3) || cut === Math.floor((2 * cuts) / 3)) {
      const state = await page.evaluate(() => ({ opens: globalThis.seen.opens, most: globalThis.seen.most, losses: globalThis.seen.losses }));
      assert.equal(state.losses, 0);
      sockets = Math.max(sockets, state.most);
      opens += state.opens;
      await page.reload();
      await page.evaluate(read, address);
    }
  }
  stop = true;
  await feed;
  await page.waitForFunction((all) => globalThis.seen.got.length >= all, sent, { timeout: kDeadlineMs });
  const end = await page.evaluate(() => ({ got: globalThis.seen.got, losses: globalThis.seen.losses, most: globalThis.seen.most, opens: globalThis.seen.opens }));
  assert.deepEqual(end.got, Array.from({ length: sent }, (_, i) => i + 1));
  assert.equal(end.losses, 0);
  assert.equal(Math.max(sockets, end.most), 1);
  assert.ok(opens + end.opens > cuts / 2, `${opens + end.opens} sessions`);
  console.log(`# ${cuts} cuts, 2 reloads, ${opens + end.opens} sessions: ${sent} read, 0 lost, 0 twice`);
});
