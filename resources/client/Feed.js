// SPDX-License-Identifier: MIT
// What one reader takes of a channel or prefix, at its own pace. What waits for it is bounded: a conflating channel keeps the newest
// of each key; of any other the server is told to stop and asked to go on, from where it stopped, when the reader has caught up.
import { DetailEvent } from './DetailEvent.js';

const kLimit = 1024; // what the server keeps of a channel

export class Feed extends EventTarget {
  #channel; // a Channel: who fills this feed
  #limit;
  #overflow;
  #tellsLosses;
  #handler;
  #queue = [];
  #waiting = null;
  #taken = null; // what the reader has now
  #error = null;
  #isClosed = false;
  #position;
  paused = false;
  pauses = 0;
  conflated = 0;
  lost = 0;

  constructor(channel, { limit = kLimit, overflow = 'pause', losses = false, since = null } = {}, handler = null) {
    super();
    this.#channel = channel;
    this.#limit = Math.max(1, limit);
    this.#overflow = overflow;
    this.#tellsLosses = losses;
    this.#handler = handler;
    this.#position = since;
  }

  get channel() {
    return this.#channel.name;
  }
  /** idle, asked, live, paused, refused or closed. */
  get state() {
    return this.#isClosed ? (this.#error ? 'refused' : 'closed') : this.paused ? 'paused' : this.#channel.state;
  }
  get error() {
    return this.#error;
  }
  /** How many wait to be read. */
  get pending() {
    return this.#queue.length;
  }
  /** Behind what the reader has finished with: where another feed can go on, after a reload too. Null where none can. */
  get position() {
    return this.#position;
  }
  get mayPause() {
    return this.#overflow === 'pause';
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  /** The next one; asking for it says that the one before is done with. */
  next() {
    this.#finish();
    if (this.#queue.length) return Promise.resolve({ value: this.#take(), done: false });
    if (this.#error) return Promise.reject(this.#error);
    if (this.#isClosed) return Promise.resolve({ value: undefined, done: true });
    if (this.#waiting) return Promise.reject(new Error('One reader at a time: this feed is being read already.'));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** `break` in a `for await` leads here. */
  return(value) {
    this.close();
    return Promise.resolve({ value, done: true });
  }

  close() {
    this.#end(null);
    this.#channel.leave(this);
  }

  /** entry: { value, position, key }. By the Channel alone. */
  push(entry) {
    if (this.#isClosed) return;
    if (this.#handler) {
      this.#handler(entry.value);
      if (entry.position) this.#moveTo(entry.position);
      return;
    }
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = null;
      this.#taken = entry;
      waiting.resolve({ value: entry.value, done: false });
      return;
    }
    if (entry.key !== undefined) {
      const before = this.#queue.findIndex((one) => one.key === entry.key);
      if (before >= 0) {
        this.conflated += 1;
        this.#queue[before] = entry;
        return;
      }
    }
    this.#queue.push(entry);
    if (this.#queue.length >= this.#limit) this.#overflows(entry);
  }

  /** loss: { channel, epoch, from, to, n, reason }. By the Channel alone. */
  loses(loss, position) {
    this.lost += loss.n;
    this.dispatchEvent(new DetailEvent('loss', loss));
    if (this.#tellsLosses) this.push({ value: { type: 'loss', ...loss }, position });
  }

  refuse(error) {
    this.#end(error);
  }

  #overflows(entry) {
    if (this.#overflow === 'error') this.#end(new Error(`More than ${this.#limit} of ${this.channel} wait to be read.`));
    else if (entry.key === undefined && this.mayPause && this.#channel.pause(this)) this.pauses += 1;
    else if (this.#queue.length > this.#limit) this.#dropOldest();
  }

  /** What is lost here is told in its place, at the head: one loss for each channel, however many go. */
  #dropOldest() {
    const at = this.#queue.findIndex(({ value }) => value.type !== 'loss');
    const [{ value, position }] = this.#queue.splice(Math.max(0, at), 1);
    if (at < 0) return;
    const { channel, seq } = value;
    const loss = { channel, epoch: position?.epoch ?? null, from: seq, to: seq, n: 1, reason: 'reader' };
    this.lost += 1;
    this.dispatchEvent(new DetailEvent('loss', loss));
    if (!this.#tellsLosses) return;
    const told = this.#queue.slice(0, at).find((one) => one.value.channel === channel && one.value.to === seq - 1);
    if (told) {
      told.value.to = seq;
      told.value.n += 1;
    } else {
      this.#queue.splice(at, 0, { value: { type: 'loss', ...loss }, position });
    }
  }

  #take() {
    this.#taken = this.#queue.shift();
    if (this.paused && this.#queue.length <= this.#limit / 4) this.#channel.resume(this);
    return this.#taken.value;
  }

  #finish() {
    const position = this.#taken?.position;
    this.#taken = null;
    if (position) this.#moveTo(position);
  }

  #moveTo(position) {
    this.#position = position;
    this.#channel.finished(position);
  }

  #end(error) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#error = error;
    // Who has a handler reads no promise.
    if (error) this.dispatchEvent(new DetailEvent('refused', error));
    const waiting = this.#waiting;
    this.#waiting = null;
    if (!waiting) return;
    if (error) waiting.reject(error);
    else waiting.resolve({ value: undefined, done: true });
  }
}
