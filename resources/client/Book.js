// SPDX-License-Identifier: MIT
// The order book of one symbol, kept by the deltas and proven by their checksums; one that does not fit is asked for anew.
import { OrderBook } from './OrderBook.js';

const kHealMs = [0, 1000]; // at once, then no faster than that

export class Book extends EventTarget {
  #feed;
  #channel;
  #book = new OrderBook();
  #waiting = [];
  #isClosed = false;
  #isHealing = false;
  #healedAtMs = -Infinity;
  version = 0; // rises with every change
  heals = 0;

  /** open(handler): makes the feed; channel: who renews it. */
  constructor(open) {
    super();
    [this.#feed, this.#channel] = open((value) => this.#came(value));
  }

  get isValid() {
    return this.#book.isValid;
  }
  get checks() {
    return this.#book.checks;
  }
  get mismatches() {
    return this.#book.mismatches;
  }
  get feed() {
    return this.#feed;
  }
  bids() {
    return this.#book.bids();
  }
  asks() {
    return this.#book.asks();
  }

  /** `for await (const one of book)`: this book, after each change; a reader that takes its time skips what lies between. */
  async *[Symbol.asyncIterator]() {
    try {
      for (let seen = -1; !this.#isClosed; ) {
        if (seen === this.version || !this.isValid) await new Promise((resolve) => this.#waiting.push(resolve));
        if (this.#feed.error) throw this.#feed.error;
        if (this.#isClosed || !this.isValid) continue;
        seen = this.version;
        yield this;
      }
    } finally {
      this.close();
    }
  }

  close() {
    this.#isClosed = true;
    this.#feed.close();
    this.#wake();
  }

  #came(value) {
    if (value.type === 'loss') return; // a snapshot follows, or the next delta does not join
    if (value.isSnapshot) {
      this.#book.snapshot(value.data);
      this.#isHealing = false;
    } else if (!this.#book.delta(value.data)) {
      this.#heal();
      return;
    }
    this.version += 1;
    this.dispatchEvent(new Event('change'));
    this.#wake();
  }

  #heal() {
    if (this.#isHealing) return;
    this.#isHealing = true;
    this.heals += 1;
    const now = performance.now();
    const wait = now - this.#healedAtMs < kHealMs[1] ? kHealMs[1] : kHealMs[0];
    this.#healedAtMs = now;
    setTimeout(() => {
      if (!this.#isClosed && this.#isHealing) this.#channel.renew();
    }, wait);
  }

  #wake() {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
