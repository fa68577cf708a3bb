// SPDX-License-Identifier: MIT
// Exponential backoff with full jitter: each delay is drawn evenly from 0 to a bound that doubles up to a cap,
// so that the clients of a server that restarts do not come back as one wave.
export class Backoff {
  #baseMs;
  #factor;
  #capMs;
  #random;
  #attempt = 0;

  constructor({ baseMs = 1000, factor = 2, capMs = 30000, random = Math.random } = {}) {
    this.#baseMs = baseMs;
    this.#factor = factor;
    this.#capMs = capMs;
    this.#random = random;
  }

  /** How many delays were handed out since the last reset. */
  get attempt() {
    return this.#attempt;
  }

  /** The bound of the next delay in ms. */
  get boundMs() {
    return Math.min(this.#capMs, this.#baseMs * this.#factor ** this.#attempt);
  }

  nextDelayMs() {
    const delay = this.#random() * this.boundMs;
    this.#attempt += 1;
    return delay;
  }

  /** To be called after a link has proved stable, not when it merely opened. */
  reset() {
    this.#attempt = 0;
  }
}
