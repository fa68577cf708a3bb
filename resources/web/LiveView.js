// SPDX-License-Identifier: GPL-3.0-or-later
// Which channels the live panels want, and where what arrives goes. One symbol, one interval and one wave are chosen;
// a hidden page leaves the wave and asks for one ticker a second, and so does a page that falls behind.
import { Pace } from './Pace.js';
import { Subscription } from '../client/Subscription.js';

export const kWaves = 'wave.'; // how the server's sample streams are named
export const kIntervals = new Map([['1s', 1], ['5s', 5], ['1m', 60], ['5m', 300], ['1h', 3600]]);
const kEasedRate = 1;
const kTooSlow = 4308;
const kUnknownChannel = 104;
const kBookRetryMs = 2000;

export class LiveView {
  #client;
  #store;
  #panels;
  #isShown = true;
  #isHidden = false;
  #pace = new Pace();
  #unknown = new Set(); // symbols that this server does not have
  #tickers;
  #trades = null;
  #candles = null;
  #book = null;
  #wave = null;
  #blockSamples = undefined;
  choices = { symbol: null, interval: '1s', wave: 'sine1' };

  /** panels: { watchlist, candles, tape, depth, scope, onChoice(), onRefused(panel, error), onEased(isEased) } */
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
      if (!this.choices.symbol) this.#chooseFirst();
    };
    this.#tickers = client.subscribe(
      new Subscription('ticker.*', { publication: ticker, snapshot: ticker, ...this.#gate('watchlist') }, { conflating: true, keyOf: (data) => data?.symbol }),
    );
    if (this.choices.symbol) this.#joinSymbol();
    this.#joinWave();
  }

  /** True while the live panels are on a visible page. */
  get isShown() {
    return this.#isShown;
  }

  /** In ms; 0 while the page keeps up with what it is sent. */
  get behindMs() {
    return this.#pace.behindMs;
  }
  get isEased() {
    return this.#pace.isEased;
  }

  setShown(isViewShown, isPageHidden) {
    this.#isShown = isViewShown && !isPageHidden;
    this.#isHidden = isPageHidden;
    this.#adapt();
  }

  /** Looks how far behind the page is; to be called about once a second. */
  keepPace(nowMs) {
    if (this.#client.state !== 'open') return;
    // A hidden page is run seldom: what it sees late says nothing about the machine.
    const todo = this.#isHidden ? null : this.#pace.sample(this.#client.lag.percentile(0.5), nowMs);
    if (todo === 'restart') this.#client.restart();
    else if (todo) this.#adapt();
  }

  /** The link ended with this code. */
  ended(code) {
    if (code === kTooSlow && this.#pace.ease()) this.#adapt();
  }

  #adapt() {
    const wantsWave = this.#isShown && !this.#pace.isEased;
    if (wantsWave && !this.#wave) this.#joinWave();
    else if (!wantsWave && this.#wave) this.#leaveWave();
    const maxRate = this.#isHidden || this.#pace.isEased ? kEasedRate : undefined;
    this.#panels.onEased(this.#pace.isEased);
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
    this.#adapt();
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
          ...this.#gate('tape', (error) => this.#symbolRefused(error)),
        },
        { since: saved?.position },
      ),
    );
    this.#joinCandles();
    this.#joinBook();
  }

  /** A symbol that is not on this server gives way to one that is; what is not open to this user stays chosen. */
  #symbolRefused(error) {
    if (error.code !== kUnknownChannel) return;
    this.#unknown.add(this.choices.symbol);
    this.#leaveSymbol();
    this.choices.symbol = null;
    this.#chooseFirst();
  }

  #chooseFirst() {
    const first = this.#panels.watchlist.symbols.find((symbol) => !this.#unknown.has(symbol));
    if (first) this.chooseSymbol(first);
  }

  /** Handlers that tell a panel whether its channel is open to this user. */
  #gate(panel, also = () => {}, onAck = () => {}) {
    return {
      ack: () => {
        this.#panels.onRefused(panel, null);
        onAck();
      },
      refused: (error) => {
        this.#panels.onRefused(panel, error);
        also(error);
      },
    };
  }

  #joinCandles() {
    const { candles } = this.#panels;
    const { symbol, interval } = this.choices;
    candles.reset(kIntervals.get(interval));
    this.#candles = this.#client.subscribe(
      new Subscription(
        `candles.${symbol}.${interval}`,
        { publication: (data) => candles.candle(data), snapshot: (data) => candles.snapshot(data), ...this.#gate('candles') },
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
          ...this.#gate('depth'),
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
    const wave = new Subscription(kWaves + this.choices.wave, {
      ...this.#gate('wave', undefined, () => {
        scope.setRate(wave.rateHz);
        if (!wave.recovered) scope.gap(this.#blockSamples);
      }),
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
