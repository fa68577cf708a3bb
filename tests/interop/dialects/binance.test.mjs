// SPDX-License-Identifier: GPL-3.0-or-later
// npm's `ccxt`, unmodified, on /binance; and what the server answers to what no client would send.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import ccxt from 'ccxt';
import WebSocket from 'ws';
import { startCutter } from './cutter.mjs';
import { Client, DEADLINE_MS, startServer } from './peers.mjs';

const SYMBOL = 'AAPL/USD';
const LEVELS = 20;
let server;
let http;
before(async () => {
  server = await startServer('--limits', 'off', '--symbols', '3', '--speed', '4');
  http = server.url('').replace('ws:', 'http:');
});
after(async () => {
  assert.equal(await server.stop(), 0);
});

/** An exchange of ccxt that knows nothing of us but two addresses. */
async function openExchange(t, base = server.url(''), query = '') {
  const exchange = new ccxt.pro.binance({ newUpdates: true, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] } } });
  exchange.urls.api.public = `${base.replace('ws:', 'http:')}/binance/api/v3`;
  exchange.urls.api.ws.spot = `${base}/binance/ws${query}`;
  exchange.enableRateLimit = false;
  exchange.agent = await exchange.loadHttpProxyAgent(); // what it wants where there is no TLS
  t.after(() => exchange.close());
  return exchange;
}

const get = async (path) => {
  const answer = await fetch(`${http}/binance/api/v3/${path}`);
  return { status: answer.status, body: await answer.json() };
};

/** The same call until it is answered: a cut ends each watch that waits. */
async function persist(call, what) {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      assert.ok(error instanceof ccxt.NetworkError, `${what}: ${error}`);
      assert.ok(Date.now() < deadline, `${what} in time`);
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
  }
}

test('markets, and what there is to ask by REST', async (t) => {
  const exchange = await openExchange(t);
  const markets = await exchange.loadMarkets();
  assert.deepEqual(Object.keys(markets).length, 3);
  const market = markets[SYMBOL];
  assert.deepEqual([market.id, market.base, market.quote, market.spot, market.active, market.precision.price],
    ['AAPLUSD', 'AAPL', 'USD', true, true, 0.01]);
  const ours = await (await fetch(`${http}/snapshot/ticker.AAPL`)).json();
  const ticker = await exchange.fetchTicker(SYMBOL);
  assert.equal(ticker.open, ours.data.open);
  assert.ok(ticker.bid < ticker.ask);
  assert.ok(ticker.bidVolume > 0 && ticker.askVolume > 0);
  const all = await exchange.fetchTickers();
  assert.equal(Object.keys(all).length, 3);
  const best = await exchange.fetchBidsAsks();
  assert.ok(best[SYMBOL].bid < best[SYMBOL].ask);
  const book = await exchange.fetchOrderBook(SYMBOL, LEVELS);
  assert.deepEqual([book.bids.length, book.asks.length], [LEVELS, LEVELS]);
  assert.equal((await exchange.fetchOrderBook(SYMBOL, 5)).bids.length, 5);
  const candles = await exchange.fetchOHLCV(SYMBOL, '1m', undefined, 10);
  assert.equal(candles.length, 10);
  const theirs = await (await fetch(`${http}/candles/AAPL?interval=1m&limit=10`)).json();
  // The last one is running, and the minute may have turned between the two.
  const known = new Map(theirs.map((one) => [one.start, [one.start, one.open, one.high, one.low, one.close, one.volume]]));
  const same = candles.slice(0, -1).filter((row) => known.has(row[0]));
  assert.ok(same.length >= 8);
  for (const row of same) assert.deepEqual(row, known.get(row[0]));
  const since = await exchange.fetchOHLCV(SYMBOL, '1m', candles[2][0], 3);
  assert.deepEqual(since.map((row) => row[0]), candles.slice(2, 5).map((row) => row[0]));
  const trades = await exchange.fetchTrades(SYMBOL, undefined, 10);
  assert.ok(trades.length > 0);
  for (let i = 1; i < trades.length; i += 1) assert.equal(Number(trades[i].id), Number(trades[i - 1].id) + 1);
  assert.ok(Math.abs(await exchange.fetchTime() - Date.now()) < DEADLINE_MS);
  assert.deepEqual((await get('ping')).body, {});
  // As Binance's own connectors ask.
  const two = [...Object.values(markets)].map(({ id }) => id).slice(0, 2).reverse();
  const symbols = encodeURIComponent(JSON.stringify(two));
  for (const path of ['ticker/24hr', 'ticker/price', 'ticker/bookTicker']) {
    assert.deepEqual((await get(`${path}?symbols=${symbols}`)).body.map((one) => one.symbol), two, path);
  }
  assert.deepEqual((await get(`exchangeInfo?symbols=${symbols}`)).body.symbols.map((one) => one.symbol).sort(), [...two].sort());
  assert.equal((await get('exchangeInfo?symbol=AAPLUSD')).body.symbols.length, 1);
  const full = (await get('ticker/24hr?symbol=AAPLUSD&type=FULL')).body;
  const mini = (await get(`ticker/24hr?symbols=${symbols}&type=MINI`)).body[0];
  assert.ok('bidPrice' in full && 'priceChange' in full && 'lastPrice' in full);
  assert.ok(!('bidPrice' in mini) && !('priceChange' in mini) && 'lastPrice' in mini);
});

test('what is watched goes on over two cuts', async (t) => {
  const cutter = await startCutter(new URL(http).port);
  t.after(() => cutter.stop());
  const exchange = await openExchange(t, cutter.url.replace('http:', 'ws:'));
  await exchange.loadMarkets();
  const watches = {
    trades: () => exchange.watchTrades(SYMBOL),
    candles: () => exchange.watchOHLCV(SYMBOL, '1s'),
    book: () => exchange.watchOrderBook(SYMBOL, LEVELS),
    ticker: () => exchange.watchTicker(SYMBOL),
    best: () => exchange.watchBidsAsks([SYMBOL]),
  };
  let lastTrade = 0;
  const check = {
    trades(trades) {
      for (const { id, price, amount, side } of trades) {
        if (Number(id) <= lastTrade) continue;
        lastTrade = Number(id);
        assert.ok(price > 0 && amount > 0 && ['buy', 'sell'].includes(side));
      }
    },
    candles(rows) {
      for (const [start, open, high, low, close, volume] of rows) assert.ok(start % 1000 === 0 && high >= open && low <= close && volume > 0);
    },
    book(book) { assert.ok(book.bids[0][0] < book.asks[0][0]); },
    ticker({ last, high, low }) { assert.ok(last <= high && last >= low); },
    best(all) { assert.ok(all[SYMBOL].bid < all[SYMBOL].ask); },
  };
  for (let cut = 0; cut <= 2; cut += 1) {
    if (cut > 0) cutter.cut();
    await Promise.all(Object.entries(watches).map(async ([name, watch]) => {
      for (let i = 0; i < 3; i += 1) check[name](await persist(watch, `${name} after cut ${cut}`));
    }));
  }
});

/** A side of a book as ccxt has it, in decimals as here. */
const decimals = (side) => [...side].slice(0, LEVELS).map(([price, size]) => [price.toFixed(2), String(size)]);

test('the book of ccxt, ours and a partial book are equal at the same update, at 200 random moments', async (t) => {
  const exchange = await openExchange(t);
  await exchange.loadMarkets();
  // Ours, kept as our own documents say, by its last update.
  const own = await Client.open(server.url('/ws'), 'wavetape.v1');
  t.after(() => own.close());
  own.send({ type: 'subscribe', channel: 'book.AAPL' });
  const states = new Map();
  const sides = { bids: new Map(), asks: new Map() };
  const keep = (data) => {
    for (const [name, map] of Object.entries(sides)) {
      for (const [price, size] of data[name]) {
        if (size === 0) map.delete(price); else map.set(price, size);
      }
    }
    const sorted = (map, sign) => [...map].sort(([a], [b]) => sign * (a - b)).map(([price, size]) => [price.toFixed(2), String(size)]);
    states.set(data.last, { bids: sorted(sides.bids, -1), asks: sorted(sides.asks, 1) });
  };
  own.socket.on('message', (text) => {
    const message = JSON.parse(text);
    if (message.channel === 'book.AAPL' && message.data) keep(message.data);
  });
  const partial = new WebSocket(server.url('/binance/ws/aaplusd@depth20@100ms'));
  t.after(() => partial.terminate());
  const partials = new Map();
  partial.on('message', (text) => {
    const { lastUpdateId, bids, asks } = JSON.parse(text);
    partials.set(lastUpdateId, { bids, asks });
  });
  await once(partial, 'open');

  let compared = 0;
  let random = 7;
  const skip = () => { random = (random * 48271) % 2147483647; return random % 3; };
  const moments = new Map();
  while (moments.size < 200) {
    for (let i = skip(); i >= 0; i -= 1) await exchange.watchOrderBook(SYMBOL, LEVELS);
    const book = exchange.orderbooks[SYMBOL];
    moments.set(book.nonce, { bids: decimals(book.bids), asks: decimals(book.asks) });
    if (moments.size % 20 === 0) {
      const { body } = await get(`depth?symbol=AAPLUSD&limit=${LEVELS}`);
      partials.set(body.lastUpdateId, { bids: body.bids, asks: body.asks });
    }
  }
  const until = Date.now() + DEADLINE_MS;
  while (Math.max(...states.keys()) < Math.max(...moments.keys(), ...partials.keys())) {
    assert.ok(Date.now() < until, 'our own book in time');
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
  for (const [u, book] of moments) {
    if (!states.has(u)) continue;
    assert.deepEqual(book, states.get(u), `ccxt's at ${u}`);
    compared += 1;
  }
  assert.ok(compared >= 195, `${compared} moments compared`);
  let whole = 0;
  for (const [u, book] of partials) {
    if (!states.has(u)) continue;
    assert.deepEqual(book, states.get(u), `the partial book at ${u}`);
    whole += 1;
  }
  assert.ok(whole > 50, `${whole} partial books compared`);
});

test('a hole in U and u is seen by its client', async (t) => {
  const exchange = await openExchange(t);
  await exchange.loadMarkets();
  // Some of its publications are lost on the way, once.
  const original = exchange.watchMultiple.bind(exchange);
  exchange.watchMultiple = (url, ...rest) => original(`${url}?faults=gap:3@1s`, ...rest);
  await assert.rejects(async () => {
    for (let i = 0; i < 500; i += 1) await exchange.watchOrderBook(SYMBOL, LEVELS);
  }, ccxt.ChecksumError);
  exchange.watchMultiple = original;
  // It takes the book anew, and goes on.
  const book = await persist(() => exchange.watchOrderBook(SYMBOL, LEVELS), 'the book after the hole');
  assert.ok(book.bids[0][0] < book.asks[0][0]);
});

/** What comes over a socket: events by stream, answers by id. */
class Streams {
  constructor(path) {
    this.socket = new WebSocket(server.url(path));
    this.events = [];
    this.answers = [];
    this.socket.on('message', (text) => {
      const message = JSON.parse(text);
      ('result' in message || 'error' in message ? this.answers : this.events).push(message);
    });
    this.closed = once(this.socket, 'close').then(([code]) => code);
  }

  static async open(t, path) {
    const streams = new Streams(path);
    t.after(() => streams.socket.terminate());
    await once(streams.socket, 'open');
    return streams;
  }

  async ask(request) {
    const before = this.answers.length;
    this.socket.send(typeof request === 'string' || Buffer.isBuffer(request) ? request : JSON.stringify(request));
    await this.until(() => this.answers.length > before, JSON.stringify(request));
    return this.answers.at(-1);
  }

  async until(condition, what) {
    const deadline = Date.now() + DEADLINE_MS;
    while (!condition()) {
      assert.ok(Date.now() < deadline, `${what} in time`);
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
  }
}

const NAMES = ['trade', 'aggTrade', 'ticker', 'miniTicker', 'bookTicker', 'kline_1s', 'kline_1m', 'kline_5m', 'kline_1h', 'depth', 'depth@100ms', 'depth5', 'depth10@100ms', 'depth20', 'depth@1000ms', 'depth5@1000ms']
  .map((name) => `aaplusd@${name}`);

test('every stream, several of one channel, raw and combined', async (t) => {
  const combined = await Streams.open(t, `/binance/stream?streams=${NAMES.join('/')}`);
  const streamsOf = () => new Set(combined.events.map((event) => event.stream));
  await combined.until(() => streamsOf().size === NAMES.length, 'an event of each');
  assert.deepEqual([...streamsOf()].sort(), [...NAMES].sort());
  assert.deepEqual((await combined.ask({ method: 'LIST_SUBSCRIPTIONS', id: 3 })), { result: [...NAMES].sort(), id: 3 });
  const lists = {};
  await combined.until(() => {
    for (const { stream, data } of combined.events.splice(0)) (lists[stream] ??= []).push(data);
    return lists['aaplusd@depth']?.length > 4 && lists['aaplusd@trade']?.length > 5;
  }, 'a while');
  for (const stream of ['aaplusd@depth', 'aaplusd@depth@100ms']) {
    let previous;
    for (const { e, s, U, u, b, a } of lists[stream]) {
      assert.deepEqual([e, s], ['depthUpdate', 'AAPLUSD']);
      if (previous !== undefined) assert.equal(U, previous + 1);
      previous = u;
      for (const [price, size] of [...b, ...a]) assert.match(`${price} ${size}`, /^\d+\.\d\d \d+$/);
    }
  }
  // Each at its own speed, and both tell all of it.
  const [each, fast] = [lists['aaplusd@depth'], lists['aaplusd@depth@100ms']];
  assert.ok(fast.length > 3 * each.length, `${each.length} and ${fast.length} events`);
  const slow = each.slice(1).find(({ U, u }) => fast.some((one) => one.U <= U) && fast.some((one) => one.u >= u));
  const parts = fast.filter(({ U, u }) => u >= slow.U && U <= slow.u);
  assert.ok(parts.length > 3, `${parts.length} events in one`);
  assert.deepEqual(lists['aaplusd@trade'].map(({ t: id, p, q, T, m }) => [id, p, q, T, m]).slice(0, 5),
    lists['aaplusd@aggTrade'].map(({ a, p, q, T, m }) => [a, p, q, T, m]).slice(0, 5));
  for (const { u, s, b, B, a, A } of lists['aaplusd@bookTicker']) {
    assert.ok(u > 0 && s === 'AAPLUSD' && Number(b) < Number(a) && Number(B) > 0 && Number(A) > 0);
  }
  for (const { bids, asks } of lists['aaplusd@depth5'] ?? []) assert.deepEqual([bids.length, asks.length], [5, 5]);

  const other = (await get('exchangeInfo')).body.symbols[1].symbol;
  const raw = await Streams.open(t, '/binance/ws/aaplusd@trade');
  await raw.until(() => raw.events.length > 0, 'a trade');
  assert.equal(raw.events[0].e, 'trade');
  assert.deepEqual(await raw.ask({ method: 'SUBSCRIBE', params: [`${other.toLowerCase()}@ticker`, 'aaplusd@trade'], id: 'a' }), { result: null, id: 'a' });
  await raw.until(() => raw.events.some((event) => event.e === '24hrTicker' && event.s === other), 'a ticker');
  assert.deepEqual(await raw.ask({ method: 'UNSUBSCRIBE', params: ['aaplusd@trade', 'aaplusd@depth'], id: null }), { result: null, id: null });
  assert.deepEqual((await raw.ask({ method: 'LIST_SUBSCRIPTIONS' })), { result: [`${other.toLowerCase()}@ticker`], id: null });
});

test('24 hours are the most: its client comes back', async (t) => {
  process.env.WAVETAPE_DEADLINES_BINANCE_SESSION = '1500';
  t.after(() => { delete process.env.WAVETAPE_DEADLINES_BINANCE_SESSION; });
  const short = await startServer('--symbols', '1');
  t.after(() => short.stop());
  const socket = new WebSocket(short.url('/binance/ws/aaplusd@trade'));
  assert.equal((await once(socket, 'close'))[0], 1001);
  const exchange = await openExchange(t, short.url(''));
  await exchange.loadMarkets();
  await exchange.watchTrades(SYMBOL);
  let ended = 0;
  while (ended < 2) await exchange.watchTrades(SYMBOL).catch((error) => { assert.ok(error instanceof ccxt.NetworkError); ended += 1; });
  assert.ok((await persist(() => exchange.watchTrades(SYMBOL), 'a trade')).length > 0);
});

test('wrong requests reach ccxt as its own errors', async (t) => {
  const exchange = await openExchange(t);
  await exchange.loadMarkets();
  const [{ BadSymbol, BadRequest, ExchangeError }] = [ccxt];
  const market = (id) => { exchange.markets_by_id[id] ??= [{ ...exchange.market(SYMBOL), id, lowercaseId: id.toLowerCase(), symbol: id }]; exchange.markets[id] = exchange.markets_by_id[id][0]; return id; };
  for (const [call, kind] of [
    [() => exchange.fetchOrderBook(market('NOPEUSD')), BadSymbol],
    [() => exchange.fetchTicker(market('nope')), BadSymbol],
    [() => exchange.fetchTrades(market('AAPLEUR')), BadSymbol],
    [() => exchange.fetchOHLCV(SYMBOL, '3m'), ExchangeError],
    [() => exchange.fetchOrderBook(SYMBOL, 6000), BadRequest],
    [() => exchange.publicGetDepth({}), BadRequest],
    [() => exchange.publicGetAvgPrice({ symbol: 'AAPLUSD' }), ExchangeError],
    [() => exchange.publicGetTickerTradingDay({ symbol: 'AAPLUSD' }), ExchangeError],
    [() => exchange.watchTicker(market('NOPEUSD')), BadSymbol],
    [() => exchange.watchTrades(market('AAPLEUR')), BadSymbol],
    [() => exchange.watchOHLCV(SYMBOL, '3m'), BadSymbol],
    [() => exchange.watchOrderBook(market('NOPEUSD')), BadSymbol],
  ]) {
    await assert.rejects(call(), (error) => {
      assert.ok(error instanceof kind, `${call}: ${error}`);
      assert.match(error.message, /\S+ \S+/, 'a sentence');
      return true;
    });
  }
});

test('what no client would send', async (t) => {
  const subscribe = (params) => ({ method: 'SUBSCRIBE', params, id: 1 });
  const rows = [
    ['nonsense', 3, null],
    ['{"method":"SUBSCRIBE"', 3, null],
    ['['.repeat(40), 3, null],
    [Buffer.from('{}'), 3, null],
    ['', 3, null],
    ['[]', 2, null],
    ['7', 2, null],
    ['{}', 2, null],
    [{ id: 1 }, 2, 1],
    [{ method: 7, id: 1 }, 2, 1],
    [{ method: 'DESTROY', id: 1 }, 2, 1],
    [{ method: 'subscribe', params: ['aaplusd@trade'], id: 1 }, 2, 1],
    [{ method: 'SET_PROPERTY', params: ['combined', true], id: 5 }, 2, 5],
    [{ method: 'GET_PROPERTY', params: ['combined'], id: 6 }, 2, 6],
    [{ method: 'SUBSCRIBE', params: ['aaplusd@trade'], id: -1 }, 2, null],
    [{ method: 'SUBSCRIBE', params: ['aaplusd@trade'], id: 1.5 }, 2, null],
    [{ method: 'SUBSCRIBE', params: ['aaplusd@trade'], id: {} }, 2, null],
    [{ method: 'SUBSCRIBE', params: ['aaplusd@trade'], id: 'x'.repeat(37) }, 2, null],
    [{ method: 'SUBSCRIBE', params: ['aaplusd@trade'], id: 1, more: 1 }, 2, 1],
    [{ method: 'SUBSCRIBE', id: 1 }, 2, 1],
    [subscribe('aaplusd@trade'), 2, 1],
    [subscribe({}), 2, 1],
    [subscribe([]), 2, 1],
    [subscribe([7]), 2, 1],
    [subscribe(Array(1025).fill('aaplusd@trade')), 2, 1],
    [subscribe(['']), -1121, 1],
    [subscribe(['aaplusd']), -1121, 1],
    [subscribe(['AAPLUSD@trade']), -1121, 1],
    [subscribe(['aaplusd@TRADE']), -1121, 1],
    [subscribe(['aapl@trade']), -1121, 1],
    [subscribe(['usd@trade']), -1121, 1],
    [subscribe(['nopeusd@trade']), -1121, 1],
    [subscribe(['aaplusd@trade', 'nopeusd@trade']), -1121, 1],
    [subscribe(['aaplusd@kline_3m']), -1121, 1],
    [subscribe(['aaplusd@depth7']), -1121, 1],
    [subscribe(['aaplusd@depth@250ms']), -1121, 1],
    [subscribe(['!ticker@arr']), -1121, 1],
    [subscribe(['aapl.usd@trade']), -1121, 1],
    [subscribe(['a\n"\u0000usd@trade']), -1121, 1],
    [subscribe([`${'a'.repeat(999)}usd@trade`]), -1121, 1],
    [{ method: 'UNSUBSCRIBE', params: ['nonsense'], id: 1 }, -1121, 1],
  ];
  assert.ok(rows.length >= 30);
  let streams;
  for (let i = 0; i < rows.length; i += 1) {
    const [request, code, id] = rows[i];
    // Ten errors are the end of a connection.
    if (i % 9 === 0) streams = await Streams.open(t, '/binance/ws');
    const answer = await streams.ask(request);
    const what = typeof request === 'string' ? request : JSON.stringify(request).slice(0, 80);
    assert.deepEqual([answer.error?.code, answer.id], [code, id], what);
    assert.match(answer.error.msg, /\S+ \S+/, `a sentence for ${what}`);
  }
  assert.deepEqual(await streams.ask({ method: 'LIST_SUBSCRIPTIONS', id: 2 }), { result: [], id: 2 });
  const tenth = await Streams.open(t, '/binance/ws');
  for (let i = 0; i < 10; i += 1) tenth.socket.send('nonsense');
  assert.equal(await tenth.closed, 1008);
});

test('what is not there, by path', async (t) => {
  for (const [path, status, code] of [
    ['depth', 400, -1102],
    ['depth?symbol=aaplusd', 400, -1121],
    ['depth?symbol=AAPLUSD&limit=0', 400, -1100],
    ['depth?symbol=AAPLUSD&limit=1e3', 400, -1100],
    ['depth?symbol=AAPLUSD&symbol=MSFTUSD', 400, -1104],
    ['depth?symbol=AAPLUSD&more=1', 400, -1104],
    ['ticker/24hr?symbol=AAPLUSD&symbols=["AAPLUSD"]', 400, -1128],
    ['ticker/24hr?symbols=', 400, -1100],
    ['ticker/24hr?symbols=[]', 400, -1100],
    ['ticker/24hr?symbols=AAPLUSD', 400, -1100],
    ['ticker/24hr?symbols={"a":1}', 400, -1100],
    ['ticker/24hr?symbols=["AAPLUSD"', 400, -1100],
    ['ticker/24hr?symbols=[7]', 400, -1121],
    ['ticker/24hr?symbols=["AAPLUSD","NOPEUSD"]', 400, -1121],
    ['ticker/24hr?symbols=["AAPLUSD","AAPLUSD"]', 400, -1151],
    ['ticker/24hr?symbol=AAPLUSD&type=SMALL', 400, -1100],
    ['ticker/price?symbol=AAPLUSD&type=MINI', 400, -1104],
    ['exchangeInfo?symbols=["aaplusd"]', 400, -1121],
    ['klines?symbol=AAPLUSD', 400, -1120],
    ['klines?symbol=AAPLUSD&interval=5s', 400, -1120],
    ['ticker/24hr?symbol=sys.statsUSD', 400, -1121],
    ['order', 404, -1020],
    ['', 404, -1020],
    ['account?timestamp=1', 404, -1020],
  ]) {
    const { status: got, body } = await get(path);
    assert.deepEqual([got, body.code], [status, code], path);
    assert.match(body.msg, /\S+/, path);
  }
  for (const [path, status] of [
    ['/binance/ws/a/b', 404],
    ['/binance/ws/', 404],
    ['/binance/ws/nonsense', 400],
    ['/binance/ws/nopeusd@trade', 404],
    ['/binance/stream?streams=aaplusd@trade/nonsense', 400],
    ['/binance/stream?streams=aaplusd@trade&streams=aaplusd@depth', 400],
    ['/binance/other', 404],
  ]) {
    const socket = new WebSocket(server.url(path));
    t.after(() => socket.terminate());
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    assert.equal(response.statusCode, status, path);
  }
});

test('switched off it is not there', async (t) => {
  const off = await startServer('--feed', 'none', '--binance', 'off');
  t.after(() => off.stop());
  const socket = new WebSocket(off.url('/binance/ws'));
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  assert.equal(response.statusCode, 404);
  socket.terminate();
  const answer = await fetch(`${off.url('').replace('ws:', 'http:')}/binance/api/v3/ping`, { headers: { Connection: 'close' } });
  assert.equal(answer.status, 404);
});
