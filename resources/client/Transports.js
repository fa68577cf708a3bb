// SPDX-License-Identifier: GPL-3.0-or-later
// Which way to the server: WebSocket; where something on the way keeps that out, server-sent events; where that too,
// long polls. Blocked is what does not open twice though the server answers a plain request.
import { EventLink } from './EventLink.js';
import { PollLink } from './PollLink.js';

const kNames = ['websocket', 'sse', 'longpoll'];
const kTitles = { websocket: 'WebSocket', sse: 'server-sent events', longpoll: 'long polls' };
const kFailures = 2;
const kProbeMs = 10000;

export class Transports {
  #socket;
  #fetch;
  #firstMs;
  #mostMs;
  #delayMs;
  #failures = 0;
  #timer = null;
  #probe = null;
  #url = '';
  name = kNames[0];
  /** Why it is not WebSocket; empty where it is. */
  why = '';
  /** When WebSocket is tried again, in ms since 1970; 0 where it is not to be. */
  againAtMs = 0;
  /** Told when WebSocket opens again: the link is to be made anew. */
  onBetter = () => {};

  /** socket: the WebSocket of this environment; againMs: the first wait before WebSocket is tried again, and the longest. */
  constructor({ socket = globalThis.WebSocket, fetch = globalThis.fetch?.bind(globalThis), againMs = [60000, 600000] } = {}) {
    this.#socket = socket;
    this.#fetch = fetch;
    [this.#firstMs, this.#mostMs] = againMs;
    this.#delayMs = this.#firstMs;
  }

  get title() {
    return kTitles[this.name];
  }

  /** A new link of the way that is chosen now. */
  open(url, protocol) {
    this.#url = url;
    if (this.name === 'websocket') return new this.#socket(url, [protocol]);
    return this.name === 'sse' ? new EventLink(url, { fetch: this.#fetch }) : new PollLink(url, { fetch: this.#fetch });
  }

  /** The link has brought what it is for. */
  opened() {
    this.#failures = 0;
    if (this.name === 'websocket') {
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
    this.#choose(kNames[(kNames.indexOf(name) + 1) % kNames.length], `${kTitles[name]} did not open though the server answers`);
  }

  /** The network is another: what was blocked may not be. */
  online() {
    if (this.name !== 'websocket') this.#tryWebSocket();
  }

  close() {
    this.#stopWaiting();
    this.#letGo();
  }

  #choose(name, why) {
    this.name = name;
    this.why = name === 'websocket' ? '' : why;
    if (name === 'websocket') this.#stopWaiting();
    else if (this.#timer === null) this.#wait();
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
    if (this.#probe) return;
    this.#stopWaiting();
    const probe = new this.#socket(this.#url);
    this.#probe = probe;
    const timer = setTimeout(() => probe.onclose(), kProbeMs);
    probe.onerror = () => {};
    probe.onopen = () => {
      clearTimeout(timer);
      this.#letGo();
      this.#choose('websocket', '');
      this.onBetter();
    };
    probe.onclose = () => {
      clearTimeout(timer);
      this.#letGo();
      if (this.name !== 'websocket') this.#wait();
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
