// SPDX-License-Identifier: MIT
// What is to be published, until the server has acknowledged it. Each has a key, so that one that is sent again because its answer was
// lost with the link is not published twice; they go out in order, and no faster than the server takes them.
import { WireError } from './WireError.js';

const kUnderWay = 8;
const kShare = 0.8; // of the rate that the server allows: there are other requests
const kAskAgainMs = 1000;

export class Outbox {
  #wire;
  #entries = new Set(); // in order
  #isWaiting = false;
  #tokens = 0;
  #filledAtMs = 0;

  constructor(wire) {
    this.#wire = wire;
    wire.addEventListener('session', () => {
      for (const entry of this.#entries) entry.isSent = false;
      this.#tokens = this.#limit('burst') / 2;
      this.#filledAtMs = performance.now();
      this.#send();
    });
  }

  get size() {
    return this.#entries.size;
  }

  publish(channel, data, key, timeoutMs) {
    return new Promise((resolve, reject) => {
      const entry = { message: { type: 'publish', channel, data, key }, resolve, reject, isSent: false };
      entry.timer = setTimeout(() => this.#fail(entry, new WireError({ message: `no answer within ${timeoutMs} ms` })), timeoutMs);
      this.#entries.add(entry);
      this.#send();
    });
  }

  close() {
    for (const entry of this.#entries) this.#fail(entry, new WireError({ message: 'the client was closed' }));
  }

  #send() {
    if (this.#isWaiting || this.#wire.state !== 'open') return;
    this.#fill();
    let underWay = 0;
    for (const entry of this.#entries) {
      if (entry.isSent) underWay += 1;
      if (underWay >= kUnderWay) return;
      if (entry.isSent) continue;
      if (this.#tokens < 1) return this.#wait(1000 / (kShare * this.#limit('messagesPerSecond')));
      if (!this.#wire.request(entry.message, (reply) => this.#answered(entry, reply))) return;
      this.#tokens -= 1;
      entry.isSent = true;
      underWay += 1;
    }
  }

  #answered(entry, reply) {
    if (!this.#entries.has(entry)) return;
    if (reply.type === 'ack') {
      this.#forget(entry);
      entry.resolve({ channel: reply.channel, epoch: reply.epoch, seq: reply.seq });
    } else if (reply.temporary === true) {
      entry.isSent = false;
      this.#wait(kAskAgainMs);
    } else {
      this.#fail(entry, new WireError(reply));
    }
    this.#send();
  }

  #fail(entry, error) {
    this.#forget(entry);
    entry.reject(error);
  }

  #forget(entry) {
    clearTimeout(entry.timer);
    this.#entries.delete(entry);
  }

  #wait(ms) {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(() => {
      this.#isWaiting = false;
      this.#send();
    }, ms);
  }

  #fill() {
    const now = performance.now();
    const more = ((now - this.#filledAtMs) * kShare * this.#limit('messagesPerSecond')) / 1000;
    this.#filledAtMs = now;
    this.#tokens = Math.min(this.#limit('burst') / 2, this.#tokens + more);
  }

  #limit(name) {
    return Number(this.#wire.welcome?.limits?.[name]) || Infinity;
  }
}
