// SPDX-License-Identifier: GPL-3.0-or-later
// The page as axe sees it, in all views and both themes; what fingers meet on a phone; how much it is to fetch.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Dashboard, launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

const axe = createRequire(path.join(process.env.WAVETAPE_BROWSER_MODULES, 'package.json')).resolve('axe-core');
const kBytes = 120 * 1024;
const kRequests = 12;
const kPhone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const isLive = (state) => state.isCurrent && state.candles.count > 1 && state.book.valid && state.tape.seqs.length > 0 && state.wave.blocks > 5;

let server;
let browser;
before(async () => {
  server = await ServerProcess.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function violations(page) {
  await page.addScriptTag({ path: axe }).catch(async () => page.evaluate(await (await import('node:fs/promises')).readFile(axe, 'utf8')));
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}

for (const [where, options] of [['on a desk', {}], ['on a phone', kPhone]]) {
  test(`axe finds nothing ${where}: both views, both themes`, async () => {
    const dashboard = await Dashboard.open(browser, server.url, { bypassCSP: true, ...options });
    await dashboard.until(isLive);
    for (const colorScheme of ['dark', 'light']) {
      await dashboard.page.emulateMedia({ colorScheme });
      for (const view of ['#live', '#try']) {
        await dashboard.page.evaluate((hash) => { location.hash = hash; }, view);
        await dashboard.until((state, wanted) => state.view === wanted, view.slice(1));
        assert.deepEqual(await violations(dashboard.page), [], `${view}, ${colorScheme}`);
      }
    }
    await dashboard.close();
  });
}

test('axe finds nothing in the documents while one of their channels is read', async () => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${server.url}docs/channels`);
  await page.locator('.try button').first().click();
  await page.waitForFunction(() => document.querySelector('.try').dataset.came > 0);
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), [], colorScheme);
  }
  await context.close();
});

test('on a phone: the head is one line, nothing is wider than the screen, what fingers meet is large enough', async () => {
  const dashboard = await Dashboard.open(browser, server.url, kPhone);
  await dashboard.until(isLive);
  const found = await dashboard.page.evaluate(() => {
    const box = (element) => element.getBoundingClientRect();
    const shown = [...document.querySelectorAll('a, button, input, summary')].filter((one) => one.checkVisibility() && box(one).width > 1 && !one.matches('.skip'));
    return {
      head: box(document.querySelector('.bar')).height,
      wide: document.documentElement.scrollWidth,
      small: shown.filter((one) => box(one).height < 24 || box(one).width < 24).map((one) => `${one.id || one.textContent} ${box(one).width}x${box(one).height}`),
      narrow: shown.filter((one) => one.closest('.bar') && box(one).height < 44).map((one) => `${one.id || one.textContent} ${box(one).height}`),
      cut: [...document.querySelectorAll('.bar *')].filter((one) => getComputedStyle(one).clipPath === 'none' && one.scrollWidth > one.clientWidth).map((one) => `${one.id} ${one.textContent}`),
      tiles: [...document.querySelectorAll('.tile')].filter((one) => box(one).right > innerWidth + 1).length,
    };
  });
  assert.ok(found.head <= 64, `the head is ${found.head} px high`);
  assert.ok(found.wide <= 390, `${found.wide} px wide`);
  assert.deepEqual([found.small, found.narrow, found.cut], [[], [], []]);
  assert.equal(found.tiles, 0, 'every tile can be seen');
  await dashboard.close();
});

test('the page is at most 12 requests and 120 KB', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = [];
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength; });
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(server.url);
  await page.waitForFunction(() => globalThis.wavetape?.snapshot().watchlist.updates > 0);
  assert.ok(asked.length <= kRequests, asked.join(' '));
  assert.ok(bytes <= kBytes, `${bytes} bytes`);
  console.log(`# ${asked.length} requests, ${bytes} bytes over the wire`);
  const manifest = await page.evaluate(async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json());
  assert.equal(new URL(manifest.start_url, await page.evaluate(() => document.querySelector('link[rel=manifest]').href)).href, server.url);
  const icons = await page.evaluate(async () => {
    const link = document.querySelector('link[rel=manifest]').href;
    const all = (await (await fetch(link)).json()).icons;
    return Promise.all(all.map(async ({ src }) => (await fetch(new URL(src, link))).status));
  });
  assert.deepEqual(icons, [200, 200, 200]);
  await context.close();
});

test('who is logged in is said, and logging out ends it', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavetape-users-'));
  const users = path.join(folder, 'users');
  await writeFile(users, 'ada 12345678901234567890 subscribe=*\n', { mode: 0o600 });
  const guarded = await ServerProcess.start({ flags: ['--tokens', 'on', '--users', users] });
  try {
    const dashboard = await Dashboard.open(browser, guarded.url, { bypassCSP: true });
    await dashboard.until((state) => state.state === 'login');
    assert.deepEqual(await violations(dashboard.page), []);
    assert.equal(await dashboard.page.locator('#logout').isVisible(), false);
    await dashboard.page.locator('#login-user').fill('ada');
    await dashboard.page.locator('#login-secret').fill('12345678901234567890');
    await dashboard.page.locator('#login-send').click();
    await dashboard.until((state) => state.isCurrent);
    assert.equal(await dashboard.page.locator('#logout-user').innerText(), 'ada');
    await dashboard.page.reload();
    await dashboard.until((state) => state.isCurrent);
    assert.equal(await dashboard.page.locator('#logout-user').innerText(), 'ada');
    await dashboard.page.locator('#logout').click();
    await dashboard.until((state) => state.state === 'login');
    assert.equal(await dashboard.page.locator('#logout').isVisible(), false);
    await dashboard.page.reload();
    await dashboard.until((state) => state.state === 'login');
    await dashboard.close();
  } finally {
    await guarded.stop();
    await rm(folder, { recursive: true });
  }
});
