// SPDX-License-Identifier: GPL-3.0-or-later
// Faults that a page asks for on its own connections, as Chromium shows them to it. Times are held to from below only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Dashboard, launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

let server;
let browser;
let page;
before(async () => {
  server = await ServerProcess.start({ flags: ['--symbols', '2'] });
  browser = await launch();
  page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}healthz`);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function publish(channel, ...all) {
  for (const data of all) {
    const answer = await fetch(`${server.url}publish`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }),
    });
    assert.equal(answer.status, 200);
  }
}

/** How a WebSocket of the page ends: code, whether clean, how long it took from its request on. */
function endOf(target) {
  return page.evaluate((path) => new Promise((resolve) => {
    const begun = performance.now();
    const socket = new WebSocket(path);
    let opened = false;
    socket.onopen = () => { opened = true; };
    socket.onclose = ({ code, wasClean }) => resolve({ code, wasClean, opened, ms: performance.now() - begun });
  }), `${server.url.replace('http', 'ws')}${target}`);
}

test('close, cut and status', async () => {
  for (const code of [1000, 1012, 1013, 4340]) {
    const end = await endOf(`ws?faults=close:${code}@50ms`);
    assert.deepEqual([end.code, end.wasClean, end.opened], [code, true, true]);
    assert.ok(end.ms >= 50);
  }
  for (const [faults, opened] of [['cut@50ms', true], ['status:503@0', false]]) {
    const end = await endOf(`ws?faults=${faults}`);
    assert.deepEqual([end.code, end.wasClean, end.opened], [1006, false, opened]);
  }
  assert.equal(await page.evaluate(async () => (await fetch('/channels?faults=status:503')).status), 503);
  const late = await page.evaluate(async () => {
    const begun = performance.now();
    await fetch('/channels?faults=delay:100ms');
    return performance.now() - begun;
  });
  assert.ok(late >= 100);
});

test('gap, dup and badjson', async () => {
  const socketUrl = `${server.url.replace('http', 'ws')}ws/chat.faults?faults=gap;dup;badjson;delay:50ms`;
  await page.evaluate((url) => new Promise((resolve) => {
    window.texts = [];
    window.socket = new WebSocket(url);
    window.socket.onmessage = ({ data }) => window.texts.push(data);
    window.socket.onopen = resolve;
  }), socketUrl);
  await publish('chat.faults', 'one', 'two', 'three', 'four');
  await page.waitForFunction(() => window.texts.length === 4);
  assert.deepEqual(await page.evaluate(() => window.texts), ['"two"', '"two"', '"th', '"four"']);
});

test('the page has what its address asks for, and tells what that does to it', async () => {
  const dashboard = await Dashboard.open(browser, `${server.url}?faults=drop:30%25;seed:1;cut@3s`);
  await dashboard.until((state) => state.unexplainedGaps > 0 && state.opens === 1);
  await dashboard.until((state) => state.opens > 1);
  await dashboard.close();
});

test('EventSource: what a close is to it, and what a 503 is', async () => {
  const seen = await page.evaluate(() => new Promise((resolve) => {
    const source = new EventSource('/sse?channels=chat.a&faults=close:1012@50ms');
    let opened = 0;
    source.onopen = () => {
      opened += 1;
      if (opened === 2) {
        source.close();
        const refused = new EventSource('/sse?channels=chat.a&faults=status:503');
        refused.onerror = () => resolve({ opened, state: refused.readyState });
      }
    };
  }));
  assert.deepEqual(seen, { opened: 2, state: 2 }, 'comes back from the one by itself, never from the other');
});
