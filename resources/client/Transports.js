// SPDX-License-Identifier: MIT
// Which way to the server: WebSocket; where something on the way keeps that out, server-sent events; where that too,
// long polls. Blocked is what does not open twice though the server answers a plain request.
import { offers } from './WebSocketWay.js';

const kWebSocket = 'websocket';
const kTitles = { websocket: 'WebSocket', sse: 'server-sent events', longpoll: 'long polls' };
const kFailures = 2;
const kProbeMs = 10000;

export class Transports {
  #socket;
  #fetch;
  #fallbacks;
  #names;
  #token = '';
  #firstMs;
  #mostMs;
  #delayMs;
  #failures = 0;
  #timer = null;
  #probe = null;
  #url = '';
  name = kWebSocket;
  /** Why it is not WebSocket; empty where it is. */
  why = '';
  /** When WebSocket is tried again, in ms since 1970; 0 where it is not to be. */
  againAtMs = 0;
  /** Told when WebSocket opens again: the link is to be made anew. */
  onBetter = () => {};

  /**
   * socket: the WebSocket of this environment; fallbacks: what `Fallbacks.js` has, or some of it; names: which of all may be used;
   * againMs: the first wait before WebSocket is tried again, and the longest.
   */
  constructor({ socket = globalThis.WebSocket, fetch = globalThis.fetch?.bind(globalThis), fallbacks = {}, names = null, againMs = [60000, 600000] } = {}) {
    this.#socket = socket;
    this.#fetch = fetch;
    this.#fallbacks = fallbacks;
    this.#names = [kWebSocket, ...Object.keys(fallbacks)].filter((name) => (name !== kWebSocket || socket) && (!names || names.includes(name)));
    if (!this.#names.length) throw new TypeError('There is no way to the server: this environment has no WebSocket. Give one: { WebSocket }.');
    [this.name] = this.#names;
    [this.#firstMs, this.#mostMs] = againMs;
    this.#delayMs = this.#firstMs;
  }

  get title() {
    return kTitles[this.name];
  }

  /** A new link of the way that is chosen now; with a token it rides as a second offer, or in a header. */
  open(url, protocol, token = '') {
    this.#url = url;
    this.#token = token;
    if (this.name === kWebSocket) return new this.#socket(url, offers(protocol, token));
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const fetch = (input, init = {}) => this.#fetch(input, { ...init, headers: { ...init.headers, ...headers } });
    return new this.#fallbacks[this.name](url, { fetch });
  }

  /** The link has brought what it is for. */
  opened() {
    this.#failures = 0;
    if (this.name === kWebSocket) {
      this.#delayMs = this.#firstMs;
      this.#stopWaiting();
    }
  }

  /** The link ended before it had. Resolves when what follows from it is decided. */
  async failed() {
    const name = this.name;
    let answers = false;
    try {
      const stop = AbortSignal.timeout(kProbeMs);
      answers = (await this.#fetch(new URL('healthz', this.#url.replace(/^ws/, 'http')), { signal: stop, cache: 'no-store' })).ok;
    } catch {
      // The server itself cannot be reached: no way is better than another.
    }
    if (name !== this.name) return;
    this.#failures = answers ? this.#failures + 1 : 0;
    if (this.#failures < kFailures) return;
    this.#failures = 0;
    if (this.#names.length > 1) this.#choose(this.#names[(this.#names.indexOf(name) + 1) % this.#names.length], `${kTitles[name]} did not open though the server answers`);
  }

  /** The network is another: what was blocked may not be. */
  online() {
    if (this.name !== kWebSocket) this.#tryWebSocket();
  }

  close() {
    this.#stopWaiting();
    this.#letGo();
  }

  #choose(name, why) {
    this.name = name;
    this.why = name === kWebSocket ? '' : why;
    if (name === kWebSocket) this.#stopWaiting();
    else if (this.#timer === null && this.#names.includes(kWebSocket)) this.#wait();
  }

  #wait() {
    this.#stopWaiting();
    this.againAtMs = Date.now() + this.#delayMs;
    this.#timer = setTimeout(() => this.#tryWebSocket(), this.#delayMs);
    this.#delayMs = Math.min(this.#mostMs, 2 * this.#delayMs);
  }

  #stopWaiting() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.againAtMs = 0;
  }

  /** Beside the link that works, so that nothing is lost where it is in vain. */
  #tryWebSocket() {
    if (this.#probe || !this.#names.includes(kWebSocket)) return;
    this.#stopWaiting();
    const probe = new this.#socket(this.#url, offers('wavetape.v1', this.#token));
    this.#probe = probe;
    const timer = setTimeout(() => probe.onclose(), kProbeMs);
    probe.onerror = () => {};
    probe.onopen = () => {
      clearTimeout(timer);
      this.#letGo();
      this.#choose(kWebSocket, '');
      this.onBetter();
    };
    probe.onclose = () => {
      clearTimeout(timer);
      this.#letGo();
      if (this.name !== kWebSocket) this.#wait();
    };
  }

  #letGo() {
    const probe = this.#probe;
    this.#probe = null;
    if (!probe) return;
    probe.onopen = probe.onclose = null;
    probe.close();
  }
}
