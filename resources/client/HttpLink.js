// SPDX-License-Identifier: MIT
// What looks like a WebSocket of the dialect wavetape.v1 to its user and speaks HTTP with the server: requests are
// plain fetches, channels come by what a subclass carries them with. So there is one client, whatever carries it.
import { readPosition, writePosition } from './Position.js';

const kChannelsAtMost = 64; // that have a position together
const kGatherMs = 20; // what is asked for at once is one request
const kHeaderBytes = 32;

export class HttpLink {
  #base;
  #faults = null;
  #fetch;
  #wanted = new Map(); // channel or prefix -> { id, since }
  #rows = [];
  #names = [];
  #at = new Map(); // channel -> { epoch, seq }
  #silent = new Set(); // channels whose loss is none, for they begin here
  #ids = new Map();
  #timer = null;
  #run = null;
  readyState = 0;
  bufferedAmount = 0;
  protocol = 'wavetape.v1';
  onopen = null;
  onmessage = null;
  onclose = null;

  /** url: of the WebSocket that it stands for, `ws://host/ws`. */
  constructor(url, { fetch = globalThis.fetch.bind(globalThis) } = {}) {
    this.#base = new URL('.', url.replace(/^ws/, 'http')).href;
    this.#faults = new URL(url).searchParams.get('faults');
    this.#fetch = fetch;
    this.#begin();
  }

  send(text) {
    const message = JSON.parse(text);
    const { type, id, channel } = message;
    if (type === 'subscribe') {
      this.#wanted.set(channel, { id, since: message.since ?? null });
      this.#later();
    } else if (type === 'unsubscribe') {
      this.#wanted.delete(channel);
      this.#at.delete(channel);
      this.emit({ type: 'ack', id, channel });
      this.#later();
    } else if (type === 'publish') {
      this.#publish(message);
    } else if (type === 'list') {
      this.#list(message);
    } else if (type === 'ping') {
      this.get('healthz').then(() => this.emit({ type: 'pong', t: message.t }), () => {});
    } else if (id !== undefined) {
      this.emit({ type: 'error', id, code: 108, name: 'unknown type', message: `${type} needs a WebSocket`, temporary: false });
    }
  }

  close() {
    this.readyState = 3;
    clearTimeout(this.#timer);
    this.#run?.abort();
    this.#run = null;
  }

  /** A subclass carries `names` from `since` on, tells begun() and took(), until `signal`; throws where it ends. */
  async carry(names, since, signal) {
    throw new Error(`nothing carries ${names} ${since} ${signal}`);
  }

  async get(path, signal = undefined) {
    return this.#fetch(new URL(path, this.#base), { signal, cache: 'no-store' });
  }

  /** What carries channels has the faults that were asked for, too: who tests with them must not pass without. */
  async getCarried(path, signal) {
    return this.get(this.#faults === null ? path : `${path}&faults=${encodeURIComponent(this.#faults)}`, signal);
  }

  /** Whoever refused, in its own words: something on the way may have, which the next way tells. */
  async refuse(answer) {
    const said = await answer.text().catch(() => '');
    this.end(1006, said.trim().slice(0, 200) || `refused with ${answer.status}`);
  }

  end(code, reason) {
    if (this.readyState === 3) return;
    this.close();
    this.onclose?.({ code, reason, wasClean: false });
  }

  emit(message) {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** The server goes on from here: what was asked for is granted. */
  begun(text) {
    const positions = readPosition(text);
    if (positions.length !== this.#names.length) return;
    this.#names.forEach((name, i) => {
      const before = this.#at.get(name);
      const position = positions[i];
      this.#at.set(name, position);
      const wanted = this.#wanted.get(name);
      if (wanted && wanted.id !== null) {
        const recovered = wanted.since !== null && wanted.since.epoch === position.epoch && wanted.since.seq === position.seq;
        this.#grant(name, wanted, { ...position, recovered });
      } else if (before && before.epoch !== position.epoch) {
        this.emit({ type: this.#prefixOf(name) ? 'channel' : 'ack', channel: name, channelId: this.#idOf(name), ...position });
      }
    });
    for (const [prefix, wanted] of this.#wanted) {
      if (wanted.id === null || !prefix.endsWith('.*')) continue;
      this.#grant(prefix, wanted, { recovered: false });
      for (const name of this.#names) {
        if (name.startsWith(prefix.slice(0, -1))) this.emit({ type: 'channel', channel: name, channelId: this.#idOf(name), ...this.#at.get(name) });
      }
    }
  }

  /** A message of a channel came. */
  took(message) {
    const { channel } = message;
    if (message.type === 'lagged') {
      const isBefore = this.#silent.has(channel) && message.to <= (this.#at.get(channel)?.seq ?? 0);
      this.#at.set(channel, { epoch: message.epoch, seq: message.to });
      if (isBefore) return;
    } else {
      const epoch = message.epoch ?? this.#at.get(channel)?.epoch;
      if (epoch !== undefined) this.#at.set(channel, { epoch, seq: message.seq });
    }
    this.#silent.delete(channel);
    if (message.b64 === undefined) this.emit(message);
    else if (this.readyState === 1) this.onmessage?.({ data: this.#block(message) });
  }

  async #begin() {
    try {
      const answer = await this.get('channels');
      if (!answer.ok) {
        await this.refuse(answer);
        return;
      }
      this.#rows = await answer.json();
      if (this.readyState === 3) return;
      this.readyState = 1;
      this.onopen?.({});
      this.emit({ type: 'welcome', session: '', server: '', heartbeat: {}, limits: {} });
    } catch {
      this.end(1006, 'no answer');
    }
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#restart(), kGatherMs);
  }

  async #restart() {
    this.#run?.abort();
    const run = new AbortController();
    this.#run = run;
    const names = new Set();
    for (const name of this.#wanted.keys()) {
      if (!name.endsWith('.*')) names.add(name);
      else this.#rows.forEach((row) => row.channel.startsWith(name.slice(0, -1)) && names.add(row.channel));
    }
    this.#names = [...names].slice(0, kChannelsAtMost);
    for (const [name, wanted] of this.#wanted) if (wanted.id !== null && wanted.since) this.#at.set(name, wanted.since);
    const positions = this.#names.map((name) => this.#at.get(name) ?? null);
    this.#silent = new Set(this.#names.filter((_, i) => positions[i] === null));
    if (this.#names.length === 0) return;
    try {
      await this.carry(this.#names, writePosition(positions), run.signal);
    } catch {
      // Whatever broke it: who uses it asks again, from where it came to.
    }
    if (!run.signal.aborted) this.end(1006, 'the stream ended');
  }

  #grant(channel, wanted, more) {
    const row = this.#rows.find((one) => one.channel === channel);
    this.emit({ type: 'ack', id: wanted.id, channel, channelId: this.#idOf(channel), policy: row?.policy ?? null, rate: row?.rate, replayed: 0, ...more });
    wanted.id = null;
  }

  #prefixOf(name) {
    return !this.#wanted.has(name);
  }

  #idOf(name) {
    if (!this.#ids.has(name)) this.#ids.set(name, this.#ids.size + 1);
    return this.#ids.get(name);
  }

  /** As wavetape.v1 has it: 32 bytes, then the samples. */
  #block({ channel, b64, kind, lanes = 1, seq, ts }) {
    const text = atob(b64);
    const buffer = new ArrayBuffer(kHeaderBytes + text.length);
    const bytes = new Uint8Array(buffer, kHeaderBytes);
    for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
    const view = new DataView(buffer);
    view.setUint16(0, 0x5457, true);
    view.setUint8(2, 1);
    view.setUint8(3, kind === 'f32' ? 1 : 2);
    view.setUint32(4, this.#idOf(channel), true);
    view.setBigUint64(8, BigInt(seq), true);
    view.setBigUint64(16, BigInt(Math.round(ts * 1000)), true);
    view.setUint32(24, kind === 'f32' ? text.length / 4 / lanes : text.length, true);
    view.setUint16(28, lanes, true);
    return buffer;
  }

  async #list({ id, prefix = '' }) {
    try {
      this.#rows = await (await this.get('channels')).json();
      this.emit({ type: 'list', id, channels: this.#rows.filter((row) => row.channel.startsWith(prefix)) });
    } catch {
      this.emit({ type: 'error', id, code: 116, name: 'unavailable', message: 'the list did not come', temporary: true });
    }
  }

  async #publish({ id, channel, data, key }) {
    try {
      const answer = await this.#fetch(new URL('publish', this.#base), {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data, key }),
      });
      const reply = await answer.json();
      if (id !== undefined) this.emit({ ...reply, id });
    } catch {
      if (id !== undefined) this.emit({ type: 'error', id, code: 116, name: 'unavailable', message: 'it was not sent', temporary: true });
    }
  }
}
