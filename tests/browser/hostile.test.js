// SPDX-License-Identifier: GPL-3.0-or-later
// The page against a server that misbehaves: its WebSocket is played by the test, the rest comes from the real one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Dashboard, launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

let server;
let browser;
before(async () => {
  server = await ServerProcess.start({ flags: ['--feed', 'none'] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Opens the page with `play(socket, request, count)` called for each request of each connection. */
async function openWith({ play = () => {}, onOpen = () => {} }) {
  const links = [];
  const dashboard = await Dashboard.open(browser, server.url, {
    prepare: (page) =>
      page.routeWebSocket(/\/ws$/, (socket) => {
        links.push(socket);
        const send = (value) => socket.send(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value));
        socket.onMessage((text) => {
          const request = JSON.parse(text);
          if (request.type === 'ping') send({ type: 'pong', t: request.t, time: Date.now() });
          if (request.type === 'subscribe') {
            const isPrefix = request.channel.endsWith('.*');
            send({ type: 'ack', id: request.id, channel: request.channel, policy: 'conflate', ...(isPrefix ? {} : { channelId: 1, epoch: 'e', seq: 0, recovered: false, replayed: 0 }) });
          }
          play(send, request, links.length);
        });
        send({ type: 'welcome', session: 's', node: 'n', server: 'x' });
        onOpen(send, socket, links.length);
      }),
  });
  return { dashboard, links };
}

/** Replaces WebSocket in the page by one whose server floods it from inside, so that a million messages are quick. */
function floodingSocket() {
  const ticker = (symbol, price) => ({ symbol, price, bid: price, ask: price, open: price, high: price, low: price, change: 0, changePct: 0, volume: 1, time: 0 });
  globalThis.WebSocket = class WebSocket extends EventTarget {
    static CLOSED = 3;
    readyState = 0;
    bufferedAmount = 0;
    protocol = 'wavetape.v1';
    constructor() {
      super();
      setTimeout(() => {
        this.readyState = 1;
        this.onopen({});
        this.receive({ type: 'welcome', session: 's', node: 'n', server: 'x' });
      });
    }
    receive(value) {
      this.onmessage?.({ data: typeof value === 'string' ? value : JSON.stringify(value) });
    }
    send(text) {
      const request = JSON.parse(text);
      if (request.type === 'ping') this.receive({ type: 'pong', t: request.t, time: Date.now() });
      if (request.type !== 'subscribe') return;
      setTimeout(() => {
        this.receive({ type: 'ack', id: request.id, channel: request.channel, channelId: 1, epoch: 'e', seq: 0 });
        if (request.channel === 'ticker.*') this.flood();
      });
    }
    flood() {
      const wrong = [null, 5, [], {}, { symbol: 7, price: 1 }, ticker('<b>BOLD</b>', 12.5), ticker('N'.repeat(100000), 1), ticker('HUGE', 1e308), ticker('TINY', 5e-324)];
      wrong.forEach((data, i) => this.receive({ channel: `ticker.W${i}`, data, seq: 1, kseq: 1, ts: 0 }));
      const texts = ['', 'null', '[]', '7', '{"type":', '{"channel":"ticker.X","data":{"symbol":"NaN","price":NaN}}', '{"type":"ack"}', '{"type":{}}', `"${'x'.repeat(3_000_000)}"`];
      for (const text of texts) this.receive(text);
      this.receive({ channel: 'c'.repeat(1_000_000), data: {}, seq: 1 });
      let next = 0;
      const turn = () => {
        for (let i = 0; i < 20000; i += 1, next += 1) this.receive(`{"channel":"ticker.S${next}","data":{"symbol":"S${next}","price":${next}.5,"changePct":0,"volume":1},"seq":1,"kseq":1,"ts":0}`);
        if (next < 1_000_000) setTimeout(turn);
        else globalThis.isFlooded = true;
      };
      turn();
    }
    close() {
      this.readyState = 3;
    }
  };
}

test('a million symbols, giant names and wrong types leave a bounded page that still works', { timeout: 300000 }, async () => {
  const dashboard = await Dashboard.open(browser, server.url, { prepare: (page) => page.addInitScript(floodingSocket) });
  await dashboard.page.waitForFunction(() => globalThis.isFlooded, null, { timeout: 240000, polling: 200 });
  const state = await dashboard.state();
  assert.ok(state.received.messages > 1_000_000);
  assert.ok(state.watchlist.symbols.length <= 500);
  assert.ok(Object.keys(state.channels['ticker.*'].streams).length <= 2000);
  assert.ok(state.received.malformed >= 6);
  const page = await dashboard.page.evaluate(() => ({
    rows: document.querySelectorAll('#watchlist-rows li').length,
    markup: document.querySelectorAll('#watchlist-rows li b b').length,
    name: [...document.querySelectorAll('#watchlist-rows li b')].some((one) => one.textContent === '<b>BOLD</b>'),
    longest: Math.max(...[...document.querySelectorAll('#watchlist-rows li b')].map((one) => one.textContent.length)),
  }));
  assert.deepEqual({ ...page, rows: page.rows <= 500, longest: page.longest <= 16 }, { rows: true, markup: 0, name: true, longest: true });
  await dashboard.until((one, old) => one.frames > old + 5, state.frames);
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('wrong candles, books and blocks are counted and not drawn', async () => {
  const header = (count, lanes, seq) => {
    const block = Buffer.alloc(32 + 4 * count);
    block.writeUInt16LE(0x5457, 0);
    block.writeUInt8(1, 2);
    block.writeUInt8(1, 3);
    block.writeUInt32LE(1, 4);
    block.writeBigUInt64LE(BigInt(seq), 8);
    block.writeUInt32LE(count, 24);
    block.writeUInt16LE(lanes, 28);
    for (let i = 0; i < count; i += 1) block.writeFloatLE([NaN, Infinity, -Infinity, 0.5, -0.5][i % 5], 32 + 4 * i);
    return block;
  };
  const { dashboard } = await openWith({
    play: (send, { type, channel }) => {
      if (channel === 'ticker.*') send({ channel: 'ticker.A', data: { symbol: 'A', price: 10, changePct: 0, volume: 1 }, seq: 1, kseq: 1 });
      if (type !== 'subscribe') return;
      if (channel.startsWith('candles.')) {
        send({ type: 'snapshot', channel, epoch: 'e', seq: 1, data: [null, {}, { start: 1 }, { start: 1e3, open: 1, high: 1e308, low: -1e308, close: 2, volume: 3 }] });
        send({ type: 'snapshot', channel, epoch: 'e', seq: 1, data: 'none' });
        send({ channel, seq: 2, kseq: 1, data: { start: 0, open: 'a' } });
        send({ channel, seq: 3, kseq: 1, data: { start: 2000, open: 1, high: 2, low: 1, close: 2, volume: 5, closed: false } });
      }
      if (channel.startsWith('book.')) {
        send({ type: 'snapshot', channel, epoch: 'e', seq: 0, data: { last: 5, bids: [[1, 2], 'x', [NaN], [0.5, 1]], asks: { length: 1e9 } } });
        send({ channel, seq: 1, data: { first: 9, last: 9, bids: [], asks: [] } });
      }
      if (channel.startsWith('wave.')) {
        for (const block of [Buffer.alloc(0), Buffer.alloc(31), Buffer.alloc(32), header(10, 0, 1), header(10, 3, 1), header(10, 1, 2 ** 60)]) send(block);
        send(header(50, 1, 1));
        send({ type: 'lagged', channel, epoch: 'e', from: 2, to: 9e15, n: 9e15, reason: 'drop' });
        send({ type: 'lagged', channel, epoch: 'e', from: 'x', to: {}, n: -1e300 });
      }
    },
  });
  const state = await dashboard.until((one) => one.received?.malformed >= 5 && one.candles.count === 1 && one.wave.blocks === 1 && one.channels['book.A']?.received >= 1);
  assert.equal(state.book.valid, false, 'a delta that does not join makes the book invalid');
  const { frames } = await dashboard.state();
  await dashboard.until((one, old) => one.frames > old + 10, frames);
  assert.deepEqual(await dashboard.complaints(), []);
  await dashboard.close();
});

test('a code that says no is obeyed: no second attempt until the user asks', async () => {
  const { dashboard, links } = await openWith({ onOpen: (send, socket, count) => count === 1 && socket.close({ code: 4403, reason: 'forbidden' }) });
  await dashboard.until((state) => state.state === 'stopped');
  await dashboard.page.waitForTimeout(2500); // longer than the first two delays of the backoff
  assert.equal(links.length, 1);
  assert.match(await dashboard.page.locator('#banner').innerText(), /4403 forbidden/);
  await dashboard.page.click('#banner-action');
  await dashboard.until((state) => state.state === 'open');
  assert.equal(links.length, 2);
  await dashboard.close();
});

test('closing decides about coming back, and its hint is bounded', async () => {
  const { dashboard, links } = await openWith({
    onOpen: (send, socket, count) => {
      if (count > 2) return;
      send({ type: 'closing', code: 1012, reason: 'restart', retry: count === 1, afterMs: count === 1 ? 300 : 1e12 });
      socket.close({ code: 1012, reason: 'restart' });
    },
  });
  await dashboard.until((state) => state.state === 'stopped' && state.opens === 2);
  assert.equal(links.length, 2);
  await dashboard.close();

  const endless = await openWith({
    onOpen: (send, socket) => {
      send({ type: 'closing', code: 1013, reason: 'overload', retry: true, afterMs: 1e12 });
      socket.close({ code: 1013, reason: 'overload' });
    },
  });
  const state = await endless.dashboard.until((one) => one.state === 'waiting');
  assert.ok(state.retryInMs > 50000 && state.retryInMs <= 60000, `waits ${state.retryInMs} ms`);
  await endless.dashboard.close();
});

test('a server that ends every link at once is not asked more and more often', async () => {
  let opened = 0;
  const { dashboard } = await openWith({
    onOpen: (send, socket) => {
      opened += 1;
      send({ type: 'closing', code: 1013, reason: 'overload', retry: true, afterMs: 0 });
      socket.close({ code: 1013, reason: 'overload' });
    },
  });
  await dashboard.until((state) => state.attempt >= 4);
  // The link never was stable, so the bound keeps doubling although each handshake succeeded: all but the last, whose end
  // the page may not have seen yet, count.
  const before = opened;
  const { attempt } = await dashboard.state();
  assert.ok(before >= 4 && attempt >= before - 1, `${before} handshakes, attempt ${attempt}`);
  await dashboard.close();
});

test('silence is noticed', async () => {
  let answers = true;
  const dashboard = await Dashboard.open(browser, server.url, {
    prepare: async (page) => {
      await page.clock.install();
      await page.routeWebSocket(/\/ws$/, (socket) => {
        socket.send(JSON.stringify({ type: 'welcome', session: 's', node: 'n', server: 'x' }));
        socket.onMessage((text) => {
          const request = JSON.parse(text);
          if (request.type === 'ping' && answers) socket.send(JSON.stringify({ type: 'pong', t: request.t, time: Date.now() }));
        });
      });
    },
  });
  await dashboard.until((state) => state.state === 'open');
  for (let second = 0; second < 12; second += 1) await dashboard.page.clock.runFor(1000);
  assert.equal((await dashboard.state()).opens, 1, 'a link that answers pings stays');
  answers = false;
  for (let second = 0; second < 25; second += 1) await dashboard.page.clock.runFor(1000);
  const state = await dashboard.state();
  assert.equal(state.lastClose?.reason, 'nothing heard from the server');
  await dashboard.close();
});

test('a page that is shown old publications says how far behind it is, asks for less, and starts anew where that does not help', async (t) => {
  t.after(() => timers.forEach(clearInterval));
  let age = 6000;
  const requests = [];
  const timers = []; // not every closed page tells its socket so, and a timer that runs keeps this process
  const { dashboard, links } = await openWith({
    play: (send, request, count) => {
      requests.push({ ...request, link: count });
      if (request.type !== 'ping') return;
      for (let i = 0; i < 50; i += 1) send({ channel: 'ticker.OLD', data: { symbol: 'OLD', price: i, changePct: 0, volume: 1 }, seq: i + 1, kseq: i + 1 + 50 * requests.length, ts: Date.now() - age });
    },
    onOpen: (send) => {
      timers.push(setInterval(() => send({ channel: 'ticker.OLD', data: { symbol: 'OLD', price: 1, changePct: 0, volume: 1 }, seq: 1, ts: Date.now() - age }), 200));
    },
  });
  await dashboard.until((state) => state.pace.isEased && state.pace.behindMs >= 5000);
  await dashboard.page.waitForFunction(() => /behind by [5-7] s/.test(document.querySelector('#link-state').textContent));
  assert.match(await dashboard.page.locator('#banner').innerText(), /reads more slowly/);
  assert.ok(requests.some((one) => one.type === 'unsubscribe' && one.channel.startsWith('wave.')), 'the wave is left');
  assert.ok(requests.some((one) => one.type === 'subscribe' && one.channel === 'ticker.*' && one.maxRate === 1), 'tickers once a second');
  assert.equal(links.length, 1);
  age = 30000;
  await dashboard.until((state) => state.opens === 2);
  assert.ok(requests.some((one) => one.link === 2 && one.type === 'subscribe' && one.channel === 'ticker.*' && one.maxRate === 1), 'and still asks for less');
  assert.ok(!requests.some((one) => one.link === 2 && one.type === 'subscribe' && one.channel.startsWith('wave.')));
  await dashboard.close();
});
