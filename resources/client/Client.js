// SPDX-License-Identifier: MIT
// What a program uses: feeds to read, a way to publish, and questions that are answered, over one link that comes back by itself.
import { Backoff } from './Backoff.js';
import { Channel } from './Channel.js';
import { DetailEvent } from './DetailEvent.js';
import { Feed } from './Feed.js';
import { Outbox } from './Outbox.js';
import { WireClient } from './WireClient.js';
import { WireError } from './WireError.js';

const kSaveMs = 250;
const kAnswerMs = 10000;
const kPublishMs = 30000;

/** Nobody else's, not even by chance; Node 18 has no `crypto` by that name. */
const randomKey = () => globalThis.crypto?.randomUUID?.() ?? [1, 2, 3].map(() => Math.random().toString(36).slice(2)).join('');

/**
 * Events: `state`; `down` (detail: { url, transport, code, reason, wasClean, wasOpen, attempt, retryInMs }: each attempt that failed and each
 * link that ended; wasOpen tells which; retryInMs is null where it is not tried again); `loss` (detail: { channel, epoch, from, to, n, reason }); `notice` (detail: an error of the server that belongs to
 * no request).
 */
export class Client extends EventTarget {
  #wire;
  #channels = new Map();
  #outbox;
  #store;
  #storeKey;
  #saved = {};
  #saveTimer = null;
  #network;
  #wake = (event) => {
    if (event.type !== 'visibilitychange' || globalThis.document?.visibilityState === 'visible') this.#wire.wake();
  };
  #leave = () => this.#save();

  constructor(url, ways, { token = null, backoff, store = null, network } = {}) {
    super();
    this.#wire = new WireClient(String(url), ways, new Backoff(backoff), token);
    this.#outbox = new Outbox(this.#wire);
    this.#wire.addEventListener('state', () => this.dispatchEvent(new Event('state')));
    this.#wire.addEventListener('down', (event) => this.dispatchEvent(new DetailEvent('down', event.detail)));
    this.#wire.addEventListener('notice', (event) => this.dispatchEvent(new DetailEvent('notice', event.detail)));
    this.#store = store;
    this.#storeKey = `wavetape-client ${url}`;
    this.#load();
    // In a browser the window and the document tell; elsewhere nobody does.
    this.#network = network ? [[network, ['online']]] : [
      [globalThis, ['online', 'pageshow', 'resume']], [globalThis.document, ['visibilitychange', 'resume']],
    ].filter(([target]) => typeof target?.addEventListener === 'function');
    for (const [target, names] of this.#network) for (const name of names) target.addEventListener(name, this.#wake);
    if (store) globalThis.addEventListener?.('pagehide', this.#leave);
    this.#wire.connect();
  }

  /** connecting, open, closing, waiting, stopped or login. */
  get state() {
    return this.#wire.state;
  }
  /** websocket, sse or longpoll. */
  get transport() {
    return this.#wire.transports.name;
  }
  get session() {
    return this.#wire.session;
  }
  /** The server's node that it is, or was last, connected to. */
  get node() {
    return String(this.#wire.welcome?.node ?? '').slice(0, 64);
  }
  get lastClose() {
    return this.#wire.lastClose;
  }
  get rttMs() {
    return this.#wire.lag.rttMs;
  }
  /** How many sessions there were. */
  get opens() {
    return this.#wire.opens;
  }
  /** Publications that do not have their answer yet. */
  get unanswered() {
    return this.#outbox.size;
  }
  /** The link itself, for what is not here. */
  get wire() {
    return this.#wire;
  }

  /**
   * Without a handler: to be read by `for await`. With one it is called for each, and nothing waits.
   * options: { since, policy, maxRate, snapshot, limit, overflow: 'pause' | 'drop-oldest' | 'error', losses }.
   */
  subscribe(channel, options = {}, handler = null) {
    return this.#open(channel, typeof options === 'function' ? {} : options, typeof options === 'function' ? options : handler)[0];
  }

  /** Blocks of Float32 samples: `values` is a view of what came, not a copy. */
  wave(name, options = {}, handler = null) {
    return this.subscribe(`wave.${name}`, options, handler);
  }

  /** Resolves with { channel, epoch, seq } once the server has numbered it; sent again until then, published once. */
  publish(channel, data, { key = randomKey(), timeoutMs = kPublishMs } = {}) {
    return this.#outbox.publish(channel, data, key, timeoutMs);
  }

  history(channel, { since, limit } = {}) {
    return this.#ask({ type: 'history', channel, since, limit });
  }

  async list(prefix = '') {
    return (await this.#ask({ type: 'list', prefix })).channels;
  }

  presence(channel) {
    return this.#ask({ type: 'presence', channel });
  }

  /** The user asked for it: tries at once. */
  retryNow() {
    this.#wire.retryNow();
  }

  /** For good. */
  close() {
    this.#save();
    for (const [target, names] of this.#network) for (const name of names) target.removeEventListener(name, this.#wake);
    globalThis.removeEventListener?.('pagehide', this.#leave);
    this.#outbox.close();
    for (const channel of [...this.#channels.values()]) channel.end();
    this.#wire.close();
  }

  /** For whoever builds upon it, as `book()` does: the feed and its channel. */
  open(channel, options, handler) {
    return this.#open(channel, options, handler);
  }

  #open(name, { since = this.#saved[name] ?? null, policy, maxRate, snapshot, ...ofFeed }, handler) {
    if (typeof name !== 'string') throw new TypeError('The channel must be a text.');
    if (handler && typeof handler !== 'function') throw new TypeError('The handler must be a function.');
    let channel = this.#channels.get(name);
    if (!channel) {
      channel = new Channel(this.#wire, name, { since, policy, maxRate, snapshot }, {
        loss: (detail) => this.dispatchEvent(new DetailEvent('loss', detail)),
        finished: (which, position) => this.#remember(which, position),
        empty: () => this.#channels.delete(name),
      });
      this.#channels.set(name, channel);
    }
    const feed = new Feed(channel, { since, ...ofFeed }, handler);
    channel.join(feed);
    return [feed, channel];
  }

  /** Once the link is open; a link that ends meanwhile is one more try. */
  #ask(message) {
    return new Promise((resolve, reject) => {
      const done = (act, value) => {
        clearTimeout(timer);
        this.#wire.removeEventListener('session', send);
        act(value);
      };
      const send = () => this.#wire.request(message, (reply) => (reply.type === 'error' ? done(reject, new WireError(reply)) : done(resolve, reply)));
      const timer = setTimeout(() => done(reject, new WireError({ message: `no answer within ${kAnswerMs} ms` })), kAnswerMs);
      this.#wire.addEventListener('session', send);
      send();
    });
  }

  #load() {
    try {
      this.#saved = JSON.parse(this.#store?.getItem(this.#storeKey)) ?? {};
    } catch {
      this.#saved = {}; // no store, or not ours
    }
  }

  #remember(channel, position) {
    if (!this.#store) return;
    this.#saved[channel] = position;
    this.#saveTimer ??= setTimeout(() => this.#save(), kSaveMs);
  }

  #save() {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = null;
    try {
      this.#store?.setItem(this.#storeKey, JSON.stringify(this.#saved));
    } catch {
      // Full or forbidden: a reload then begins with what is new.
    }
  }
}

Client.prototype[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')] = async function dispose() {
  this.close();
};
