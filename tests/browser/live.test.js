// SPDX-License-Identifier: GPL-3.0-or-later
// The live view against the real server.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Dashboard, launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

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

const isLive = (state) => state.state === 'open' && state.watchlist?.symbols.length > 0 && state.tape?.seqs.length > 0;

function assertWithoutHoles(seqs) {
  for (let i = 1; i < seqs.length; i += 1) assert.equal(seqs[i], seqs[i - 1] + 1, `seq ${seqs[i]} after ${seqs[i - 1]}`);
}

test('prices move, candles are drawn, the wave moves, and nothing complains', async () => {
  const dashboard = await Dashboard.open(browser, server.url);
  const policy = dashboard.response.headers()['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  const first = await dashboard.until(isLive);
  assert.ok(first.watchlist.symbols.length >= 20, 'the default market has 24 symbols');
  const text = await dashboard.page.locator('#watchlist-rows').innerText();
  await dashboard.page.waitForFunction((old) => document.querySelector('#watchlist-rows').innerText !== old, text);
  await dashboard.until((state, updates) => state.watchlist.updates > updates + 50, first.watchlist.updates);

  await dashboard.until((state) => state.candles.count > 1 && state.wave.blocks > 20 && state.book.valid);
  await dashboard.page.waitForFunction(() => document.querySelector('#candles-plot canvas') !== null);
  await dashboard.page.waitForFunction(() => document.querySelector('#candles-readout').textContent.includes('O '));
  await dashboard.page.waitForFunction(() => /^[A-Z.]+ [\d,]+\.\d\d – Wavetape$/.test(document.title));
  await dashboard.untilDrawn('#candles-plot canvas', '--up', 10);
  await dashboard.untilDrawn('#candles-plot canvas', '--down', 10);
  await dashboard.untilDrawn('#wave-canvas', '--accent', 100);
  await dashboard.untilDrawn('#depth-canvas', null, 100);

  await dashboard.page.click('#wave-trigger'); // free running: the picture must change
  const picture = () => dashboard.page.evaluate(() => document.querySelector('#wave-canvas').toDataURL());
  const before = await picture();
  await dashboard.page.waitForFunction((old) => document.querySelector('#wave-canvas').toDataURL() !== old, before);

  const state = await dashboard.until((one) => one.reports >= 2);
  assert.equal(await dashboard.page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length), 0, 'animations that run all the time cost every frame');
  assert.equal(typeof state.lastReport.lagMs, 'number');
  assert.equal(typeof state.lastReport.bufferedAmount, 'number');
  assert.equal(state.readyState, 1);
  assert.equal(state.unexplainedGaps, 0);
  assert.equal(state.received.malformed, 0);
  assert.equal(state.book.mismatches, 0);
  assertWithoutHoles(state.tape.seqs);
  assert.match(await dashboard.page.locator('.panel.watchlist').innerText(), /simulated/i);
  assert.equal(await dashboard.page.locator('.ready li[data-on]').innerText(), '1\nOPEN');
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('a server built without npm says that it draws no candles', async () => {
  const folder = new URL('../../resources/web/without-npm/', import.meta.url);
  const stands = (page, name, contentType) => page.route(`**/vendor/${name}`, (route) => route.fulfill({ contentType, path: fileURLToPath(new URL(name, folder)) }));
  const prepare = async (page) => {
    await stands(page, 'uPlot.esm.js', 'text/javascript');
    await stands(page, 'uPlot.min.css', 'text/css');
  };
  const dashboard = await Dashboard.open(browser, server.url, { prepare });
  await dashboard.until((state) => state.state === 'open' && state.candles?.count > 1);
  await dashboard.page.waitForFunction(() => document.querySelector('#candles-readout').textContent.includes('O '));
  assert.match(await dashboard.page.locator('#candles-empty').innerText(), /without npm/);
  await dashboard.untilDrawn('#wave-canvas', '--accent', 100);
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('symbol, interval and signal can be chosen and are kept', async () => {
  const dashboard = await Dashboard.open(browser, server.url);
  const { watchlist } = await dashboard.until(isLive);
  const symbol = watchlist.symbols[3];
  await dashboard.page.click(`#watchlist-rows li[data-symbol="${symbol}"]`);
  await dashboard.page.click('#candles-interval button[data-value="5s"]');
  await dashboard.page.click('#wave-signal button[data-value="square1"]');
  const chosen = (state, name) =>
    state.channels[`trades.${name}`]?.state === 'live' && state.channels[`candles.${name}.5s`]?.state === 'live' &&
    state.channels['wave.square1']?.received > 5 && Object.keys(state.channels).length === 6;
  await dashboard.until(chosen, symbol);
  assert.equal(await dashboard.page.locator('#candles-title').innerText(), symbol);
  await dashboard.page.reload();
  const state = await dashboard.until(chosen, symbol);
  assert.deepEqual(state.choices, { symbol, interval: '5s', wave: 'square1' });
  assert.equal(state.unexplainedGaps, 0);
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('a reloaded page goes on behind the last trade, without a gap and without a repeat', async () => {
  const dashboard = await Dashboard.open(browser, server.url);
  await dashboard.until((state) => state.tape?.seqs.length >= 20);
  const { choices } = await dashboard.state();
  const channel = `trades.${choices.symbol}`;
  for (let round = 0; round < 3; round += 1) {
    const before = await dashboard.state();
    const last = before.tape.seqs.at(-1);
    await dashboard.page.reload();
    const state = await dashboard.until((one, [name, seq]) => one.channels?.[name]?.state === 'live' && one.tape.seqs.at(-1) > seq + 10, [channel, last]);
    assert.equal(state.channels[channel].recovered, true, `recovered in round ${round}`);
    assert.equal(state.channels[channel].epoch, before.channels[channel].epoch);
    assert.deepEqual(state.channels[channel].lagged, []);
    assert.equal(state.unexplainedGaps, 0);
    assertWithoutHoles(state.tape.seqs);
    assert.ok(state.tape.seqs[0] <= last, 'rows from before the reload are still there');
    assert.ok(state.tape.seqs.includes(last));
  }
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('a hidden page leaves the wave, takes one ticker a second, and comes back', async () => {
  const dashboard = await Dashboard.open(browser, server.url);
  await dashboard.until((state) => state.wave?.blocks > 5);
  await dashboard.setHidden(true);
  await dashboard.until((state) => !Object.keys(state.channels).some((name) => name.startsWith('wave.')));
  await dashboard.until((state) => state.channels['ticker.*'].state === 'live' && state.channels['ticker.*'].maxRate === 1);
  const from = await dashboard.state();
  await dashboard.until((state, reports) => state.reports >= reports + 2, from.reports); // two reports: 2 to 4 s
  const to = await dashboard.state();
  const perSymbol = (to.watchlist.updates - from.watchlist.updates) / to.watchlist.symbols.length;
  assert.ok(perSymbol >= 1 && perSymbol <= 6, `${perSymbol} tickers per symbol in 2 to 4 s`);
  assert.equal(to.wave.blocks, from.wave.blocks);
  await dashboard.setHidden(false);
  const back = await dashboard.until((state, blocks) => state.wave.blocks > blocks + 5 && state.channels['ticker.*'].maxRate === null, to.wave.blocks);
  assert.equal(back.unexplainedGaps, 0);
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('what others write is shown as it was typed, never as markup', async () => {
  const reader = await Dashboard.open(browser, server.url, { hash: '#try' });
  const writer = await Dashboard.open(browser, server.url, { hash: '#try' });
  await reader.until((state) => state.channels?.['chat.lobby']?.state === 'live');
  await writer.until((state) => state.channels?.['chat.lobby']?.state === 'live');
  const hostile = [
    '<img src=x onerror="globalThis.pwned=1">',
    '<script>globalThis.pwned=1</script>',
    '"><svg onload=globalThis.pwned=1>',
    '\u202eright to left\u202c & <b>bold</b> 𝔘𝔫𝔦',
  ];
  for (const text of hostile) {
    await writer.page.fill('#chat-text', text);
    await writer.page.click('#chat-form button');
    await reader.page.waitForFunction((wanted) => [...document.querySelectorAll('#chat-rows li span')].some((one) => one.textContent === wanted), text);
  }
  await writer.page.evaluate(() => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
    const publish = (data) => socket.send(JSON.stringify({ type: 'publish', channel: 'chat.lobby', data }));
    socket.onopen = () => {
      for (const data of [null, 12, [1, 2], { text: 7 }, { text: 'x'.repeat(200000), name: 'n'.repeat(5000) }, { text: '', name: {} }]) publish(data);
      publish({ text: 'the last one', name: '<i>me</i>' });
    };
  });
  await reader.page.waitForFunction(() => [...document.querySelectorAll('#chat-rows li span')].some((one) => one.textContent === 'the last one'));
  const seen = await reader.page.evaluate(() => ({
    pwned: globalThis.pwned,
    elements: document.querySelectorAll('#chat-rows :not(li, small, span)').length,
    longest: Math.max(...[...document.querySelectorAll('#chat-rows li')].map((one) => one.textContent.length)),
    wide: document.documentElement.scrollWidth > innerWidth,
  }));
  assert.deepEqual({ ...seen, longest: seen.longest < 600 }, { pwned: undefined, elements: 0, longest: true, wide: false });
  assert.deepEqual(await reader.complaints(), []);
  await reader.close();
  await writer.close();
});

test('after a restart of the server the page comes back by itself', async () => {
  const own = await ServerProcess.start();
  const dashboard = await Dashboard.open(browser, own.url);
  const before = await dashboard.until(isLive);
  await own.stop();
  const down = await dashboard.until((state) => state.state === 'waiting' && state.retryInMs > 0);
  assert.equal(down.lastClose.code, 1012);
  assert.equal(down.lastClose.retry, true);
  await dashboard.page.waitForFunction(() => !document.querySelector('#banner').hidden);
  assert.match(await dashboard.page.locator('#banner').innerText(), /1012 service restart/);
  assert.equal(await dashboard.page.title(), 'Not connected – Wavetape');
  // Between two attempts, of which this may be any.
  await dashboard.page.waitForFunction(() => /retry in \d+\.\d s/.test(document.querySelector('#link-detail').innerText));
  // Old prices stay dim until the new link shows its own: also while it is being opened.
  const wrong = dashboard.page.evaluate(() => new Promise((resolve) => {
    const seen = [];
    const look = () => {
      const { state, isCurrent } = globalThis.wavetape.snapshot();
      const isDim = document.body.hasAttribute('data-stale') && !document.querySelector('#banner').hidden;
      if (!isCurrent && !isDim) seen.push(state);
      if (isCurrent) resolve(seen);
      else setTimeout(look, 5);
    };
    look();
  }));
  const second = await ServerProcess.start({ port: own.port });
  try {
    await dashboard.until((state) => state.state === 'waiting' || state.state === 'open');
    const state = await dashboard.until(
      (one, old) => one.opens === 2 && one.state === 'open' && one.watchlist.updates > old + 50 && one.tape.seqs.length > 0, before.watchlist.updates);
    assert.notEqual(state.session, before.session);
    assert.deepEqual(await wrong, []);
    await dashboard.page.waitForFunction(() => !document.body.hasAttribute('data-stale'));
    assert.equal(state.unexplainedGaps, 0);
    // On a machine that cannot keep up it may say that instead.
    await dashboard.page.waitForFunction(() => document.querySelector('#banner').hidden || !/link ended/.test(document.querySelector('#banner-text').innerText));
    // While the port was closed, or the server about to close it, the browser itself reports refused connections and answers.
    assert.deepEqual(await dashboard.complaints(/ERR_CONNECTION_REFUSED|failed|status of 503/), []);
  } finally {
    await dashboard.close();
    await second.stop();
  }
});

test('the theme follows the system until one is chosen, and keeps the choice', async () => {
  const dashboard = await Dashboard.open(browser, server.url, { colorScheme: 'light' });
  const page = () => dashboard.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await page(), 'rgb(246, 248, 250)');
  await dashboard.page.click('#theme-toggle'); // dark
  assert.equal(await page(), 'rgb(13, 17, 23)');
  await dashboard.page.reload();
  assert.equal(await page(), 'rgb(13, 17, 23)');
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('where tokens are required the page asks who it is, says the same to every failure, and then is live', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavetape-'));
  const users = path.join(folder, 'users');
  await writeFile(users, 'alice wonderland subscribe=* publish=chat.*\n', { mode: 0o600 });
  const own = await ServerProcess.start({ flags: ['--tokens', 'on', '--users', users] });
  try {
    const dashboard = await Dashboard.open(browser, own.url);
    const { page } = dashboard;
    await page.waitForSelector('#login:not([hidden])');
    assert.equal(await page.locator('#link-state').innerText(), 'needs a login');
    const said = [];
    for (const [user, secret] of [['alice', 'wrong'], ['nobody', 'wonderland']]) {
      await page.fill('#login-user', user);
      await page.fill('#login-secret', secret);
      await page.click('#login-send');
      await page.waitForFunction(() => document.querySelector('#login-hint').textContent !== '' && !document.querySelector('#login-send').disabled);
      said.push(await page.locator('#login-hint').innerText());
      assert.equal(await page.inputValue('#login-secret'), '');
    }
    assert.deepEqual(said, ['User and secret do not fit.', 'User and secret do not fit.']);
    assert.equal((await dashboard.state()).received.errors, 0, 'nothing was asked for before');
    await page.fill('#login-user', 'alice');
    await page.fill('#login-secret', 'wonderland');
    await page.click('#login-send');
    const state = await dashboard.until(isLive);
    assert.equal(state.received.errors, 0);
    assert.equal(await page.locator('#login').isHidden(), true);
    assert.equal(await page.evaluate(() => document.cookie), '', 'no script can read the session');
    await page.reload();
    await dashboard.until(isLive);
    assert.deepEqual(await dashboard.complaints(/401/), []);
    await dashboard.close();
  } finally {
    await own.stop();
    await rm(folder, { recursive: true });
  }
});

test('a user who may read tickers alone sees them live; the other panels say that they are not open', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavetape-'));
  const users = path.join(folder, 'users');
  await writeFile(users, 'bob buildings subscribe=ticker.*\neve everything-else subscribe=chat.*\n', { mode: 0o600 });
  const own = await ServerProcess.start({ flags: ['--tokens', 'on', '--users', users] });
  try {
    const dashboard = await Dashboard.open(browser, own.url);
    const { page } = dashboard;
    await page.waitForSelector('#login:not([hidden])');
    await page.fill('#login-user', 'bob');
    await page.fill('#login-secret', 'buildings');
    await page.click('#login-send');
    await dashboard.until((state) => state.watchlist?.updates > 50);
    for (const panel of ['candles', 'wave', 'depth', 'tape', 'chat']) {
      await page.waitForFunction((id) => document.getElementById(id).textContent === 'Not open to you.', `${panel}-empty`);
    }
    // Every choice asks for three channels that are refused: together more than the errors of a link.
    await page.focus('#watchlist-rows');
    for (let i = 0; i < 6; i += 1) await page.keyboard.press('ArrowDown');
    const { watchlist, reports } = await dashboard.state();
    const state = await dashboard.until((one, [updates, count]) => one.watchlist.updates > updates + 50 && one.reports >= count + 2, [watchlist.updates, reports]);
    assert.equal(state.state, 'open');
    assert.equal(state.opens, 1);
    assert.ok(state.received.errors <= 9, `${state.received.errors} errors`);
    assert.equal(state.choices.symbol, watchlist.symbols[6]);
    assert.deepEqual(await dashboard.complaints(/401/), []);
    await dashboard.close();
    // Who may not read tickers has no symbol to choose.
    const other = await Dashboard.open(browser, own.url);
    await other.page.fill('#login-user', 'eve');
    await other.page.fill('#login-secret', 'everything-else');
    await other.page.click('#login-send');
    for (const panel of ['watchlist', 'candles', 'wave', 'depth', 'tape']) {
      await other.page.waitForFunction((id) => document.getElementById(id).textContent === 'Not open to you.', `${panel}-empty`);
    }
    await other.close();
  } finally {
    await own.stop();
    await rm(folder, { recursive: true });
  }
});

test('a server that others can reach unprotected says so in red, for as long as it is so', async () => {
  const own = await ServerProcess.start({ flags: ['--listen', '0.0.0.0:0', '--insecure'] });
  try {
    const dashboard = await Dashboard.open(browser, own.url);
    await dashboard.until(isLive);
    const banner = dashboard.page.locator('#insecure');
    assert.equal(await banner.isVisible(), true);
    assert.match(await banner.innerText(), /without TLS or without a token/);
    const [ground, red] = await banner.evaluate((element) => {
      const probe = document.createElement('i');
      probe.style.color = 'var(--down)';
      element.append(probe);
      return [getComputedStyle(element).backgroundColor, getComputedStyle(probe).color];
    });
    assert.equal(ground, red);
    assert.equal(await banner.locator('button').count(), 0, 'nobody can put it away');
    await dashboard.page.click('.tabs a[data-view="try"]');
    assert.equal(await banner.isVisible(), true);
    await own.stop();
    await dashboard.until((state) => state.state === 'waiting');
    assert.equal(await banner.isVisible(), true);
    await dashboard.close();
  } finally {
    await own.stop();
  }
  const dashboard = await Dashboard.open(browser, server.url);
  await dashboard.until(isLive);
  assert.equal(await dashboard.page.locator('#insecure').isHidden(), true);
  await dashboard.close();
});
