// SPDX-License-Identifier: GPL-3.0-or-later
// Which channels the live panels want, and where what arrives goes. One symbol, one interval and one wave are chosen;
// a hidden page leaves the wave and asks for one ticker a second.
import { Subscription } from './Subscription.js';

export const kIntervals = new Map([['1s', 1], ['5s', 5], ['1m', 60], ['5m', 300], ['1h', 3600]]);
const kHiddenRate = 1;
const kBookRetryMs = 2000;

export class LiveView {
  #client;
  #store;
  #panels;
  #isShown = true;
  #tickers;
  #trades = null;
  #candles = null;
  #book = null;
  #wave = null;
  #blockSamples = undefined;
  choices = { symbol: null, interval: '1s', wave: 'sine1' };

  /** panels: { watchlist, candles, tape, depth, scope, onChoice() } */
  constructor(client, store, panels) {
    this.#client = client;
    this.#store = store;
    this.#panels = panels;
    const stored = store.loadChoices();
    for (const name of ['symbol', 'wave']) {
      if (typeof stored[name] === 'string' && /^[\w:-]{1,64}$/.test(stored[name])) this.choices[name] = stored[name];
    }
    if (kIntervals.has(stored.interval)) this.choices.interval = stored.interval;
    const ticker = (data) => {
      panels.watchlist.ticker(data);
      if (!this.choices.symbol && panels.watchlist.symbols.length) this.chooseSymbol(panels.watchlist.symbols[0]);
    };
    this.#tickers = client.subscribe(
      new Subscription('ticker.*', { publication: ticker, snapshot: ticker }, { conflating: true, keyOf: (data) => data?.symbol }),
    );
    if (this.choices.symbol) this.#joinSymbol();
    this.#joinWave();
  }

  /** True while the live panels are on a visible page. */
  get isShown() {
    return this.#isShown;
  }

  setShown(isViewShown, isPageHidden) {
    const isShown = isViewShown && !isPageHidden;
    if (isShown !== this.#isShown) {
      this.#isShown = isShown;
      if (isShown) this.#joinWave();
      else this.#leaveWave();
    }
    const maxRate = isPageHidden ? kHiddenRate : undefined;
    if (this.#tickers.options.maxRate !== maxRate) {
      this.#tickers.options.maxRate = maxRate;
      this.#client.renew(this.#tickers);
    }
  }

  chooseSymbol(symbol) {
    if (symbol === this.choices.symbol && this.#trades) return;
    this.#leaveSymbol();
    this.choices.symbol = symbol;
    this.#joinSymbol();
    this.#chosen();
  }

  chooseInterval(interval) {
    if (interval === this.choices.interval || !kIntervals.has(interval)) return;
    this.choices.interval = interval;
    if (this.#candles) {
      this.#client.unsubscribe(this.#candles.channel);
      this.#joinCandles();
    }
    this.#chosen();
  }

  chooseWave(name) {
    if (name === this.choices.wave) return;
    this.#leaveWave();
    this.choices.wave = name;
    this.#panels.scope.reset();
    if (this.#isShown) this.#joinWave();
    this.#chosen();
  }

  /** What a reload goes on from: [channel, { position, rows }] pairs. */
  saved() {
    if (!this.#trades) return [];
    const position = this.#trades.stream.position ?? this.#trades.nextSince;
    return position ? [[this.#trades.channel, { position, rows: this.#panels.tape.saved }]] : [];
  }

  #chosen() {
    this.#store.saveChoices(this.choices);
    this.#panels.onChoice();
  }

  #leaveSymbol() {
    for (const one of [this.#trades, this.#candles, this.#book]) if (one) this.#client.unsubscribe(one.channel);
    this.#trades = this.#candles = this.#book = null;
  }

  #joinSymbol() {
    const { tape } = this.#panels;
    const channel = `trades.${this.choices.symbol}`;
    const saved = this.#store.load(channel);
    tape.reset(saved?.rows);
    this.#trades = this.#client.subscribe(
      new Subscription(
        channel,
        {
          publication: (data, message) => tape.trade(data, message),
          lagged: (notice) => tape.lagged(notice),
          refused: () => this.#symbolRefused(),
        },
        { since: saved?.position },
      ),
    );
    this.#joinCandles();
    this.#joinBook();
  }

  /** The stored symbol is not on this server: take one that is. */
  #symbolRefused() {
    this.#leaveSymbol();
    this.choices.symbol = null;
    const [first] = this.#panels.watchlist.symbols;
    if (first) this.chooseSymbol(first);
  }

  #joinCandles() {
    const { candles } = this.#panels;
    const { symbol, interval } = this.choices;
    candles.reset(kIntervals.get(interval));
    this.#candles = this.#client.subscribe(
      new Subscription(
        `candles.${symbol}.${interval}`,
        { publication: (data) => candles.candle(data), snapshot: (data) => candles.snapshot(data) },
        { conflating: true, keyOf: (data) => data?.start },
      ),
    );
  }

  #joinBook() {
    const { depth } = this.#panels;
    depth.reset();
    let askedAt = -Infinity;
    const again = () => {
      if (performance.now() - askedAt < kBookRetryMs) return;
      askedAt = performance.now();
      this.#client.renew(this.#book);
    };
    // drop-oldest: a page that falls behind gets a new snapshot instead of being disconnected.
    this.#book = this.#client.subscribe(
      new Subscription(
        `book.${this.choices.symbol}`,
        {
          snapshot: (data) => depth.snapshot(data),
          publication: (data) => depth.delta(data) || again(),
          lagged: () => depth.book.clear(),
        },
        { policy: 'drop-oldest', forgets: true },
      ),
    );
  }

  #leaveWave() {
    if (this.#wave) this.#client.unsubscribe(this.#wave.channel);
    this.#wave = null;
  }

  #joinWave() {
    const { scope } = this.#panels;
    const wave = new Subscription(`wave.${this.choices.wave}`, {
      ack: () => {
        scope.setRate(wave.rateHz);
        if (!wave.recovered) scope.gap(this.#blockSamples);
      },
      block: (block) => {
        scope.setRate(wave.rateHz);
        this.#blockSamples = block.samples;
        scope.block(block);
      },
      lagged: (notice) => scope.lost(Number(notice.n) || 0, this.#blockSamples),
    });
    this.#wave = this.#client.subscribe(wave);
  }
}
