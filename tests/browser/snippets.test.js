// SPDX-License-Identifier: GPL-3.0-or-later
// Every snippet of the "try it" view, run on the page against the real server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kSnippets } from '../../resources/web/snippetCatalog.js';
import { Dashboard, launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

let server;
let browser;
let dashboard;
before(async () => {
  server = await ServerProcess.start();
  browser = await launch();
  dashboard = await Dashboard.open(browser, server.url, { hash: '#try' });
  await dashboard.until((state) => state.state === 'open');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What each must have printed, in this order (other lines may stand between). */
const kExpected = {
  handlers: [/^open, readyState 1$/, /^message .*"type":"pong"/, /^close 1000 .*clean$/],
  listeners: [/^open$/, /^round trip \d+ ms$/, /^close 1000/],
  subscribe: [/^updates \{"text":"first update"\} seq \d+$/, /^close 1000$/],
  send: [/^InvalidStateError: .*CONNECTING/, /^Why: .*readyState is 0 \(CONNECTING\)/, /^sent, bufferedAmount \d+$/, /^error 106 /, /^close 1000/],
  greet: [/^greet .+/],
  floats: [/^InvalidStateError: .*CONNECTING/, /^sent 12 bytes Float32Array\(3\) \[1\.500, 2\.700, 3\.140\]$/, /^received Float32Array\(\d+\) \[/, /^received /, /^received /, /^close 1000$/],
  echo: [/^/],
  'ready-state': [/^0 CONNECTING kept back too early$/, /^1 OPEN sent in time$/, /^2 CLOSING kept back too late$/, /^3 CLOSED kept back far too late$/],
  reconnect: [/^open, time 1$/, /^close 4000 /, /^attempt 1 in \d+ ms$/, /^open, time 2$/, /^close 1000/],
  'event-source': [/^from \S+:\d+$/, ...Array(3).fill(/^trades\.AAPL \d+$/), /^closed$/],
  'long-poll': Array(3).fill(/^\d+ messages?, now at \S+:\d+$/),
  'fetch-stream': [/^200 text\/event-stream$/, ...Array(3).fill(/^trades\.AAPL \d+$/)],
  client: Array(5).fill(/^\d+ (buy|sell) \d+(\.\d+)? at \d+(\.\d+)?$/),
};

for (const { id, guide, file } of kSnippets) {
  test(`snippet ${id}`, async () => {
    await dashboard.page.click(`[data-snippet="${id}"]`);
    const shown = await dashboard.page.locator('#snippet-code').innerText();
    assert.ok(shown.length > 0 || guide);
    await dashboard.page.click('#snippet-run');
    const state = await dashboard.until((one, name) => ['done', 'failed'].includes(one.snippets[name]?.state), id);
    const result = state.snippets[id];
    assert.equal(result.state, 'done', result.lines.join('\n'));
    assert.equal(result.end, 'closed', `it ends by itself: ${result.lines.join('\n')}`);
    assert.equal(result.guide, guide ? 'InvalidStateError' : null);
    let at = 0;
    for (const expected of kExpected[id]) {
      while (at < result.lines.length && !expected.test(result.lines[at])) at += 1;
      assert.ok(at < result.lines.length, `${expected} is missing in:\n${result.lines.join('\n')}`);
      at += 1;
    }
    // What is shown is the file that was run.
    const source = await (await fetch(`${server.url}assets/snippets/${file}`)).text();
    await dashboard.page.waitForFunction((wanted) => wanted.endsWith(document.querySelector('#snippet-code').textContent), source);
    const log = await dashboard.page.locator('#snippet-log li').allInnerTexts();
    assert.equal(log.length, result.lines.length);
  });
}

test('echo and broadcast answered on every path', async () => {
  const { lines } = (await dashboard.state()).snippets.echo;
  assert.deepEqual([...lines].sort(), [
    '/broadcast other got {"to":"everybody"}',
    '/broadcast sender got {"to":"everybody"}',
    '/echo Float32Array(3) [1.500, 2.700, 3.140]',
    '/echo/text Echo: Hello',
  ]);
});

test('a snippet can run again, and the page is as healthy as before', async () => {
  await dashboard.page.click('[data-snippet="greet"]');
  for (let round = 0; round < 2; round += 1) {
    await dashboard.page.click('#snippet-run');
    await dashboard.until((state) => state.snippets.greet?.state === 'running' || state.snippets.greet?.state === 'done');
    const state = await dashboard.until((one) => one.snippets.greet?.state === 'done');
    assert.equal(state.snippets.greet.lines.length, 1);
  }
  const state = await dashboard.state();
  assert.equal(state.opens, 1);
  assert.equal(state.unexplainedGaps, 0);
  assert.deepEqual(await dashboard.complaints(), []);
});
