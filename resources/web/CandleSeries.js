// SPDX-License-Identifier: GPL-3.0-or-later
// The candles of one symbol and interval in columns, oldest first, as uPlot wants them.
const kCandlesAtMost = 1000;
const kFields = ['start', 'open', 'high', 'low', 'close', 'volume'];

const isCandle = (candle) => candle !== null && typeof candle === 'object' && kFields.every((field) => Number.isFinite(candle[field]));

export class CandleSeries {
  #candles = [];

  get length() {
    return this.#candles.length;
  }
  get last() {
    return this.#candles.at(-1) ?? null;
  }
  at(index) {
    return this.#candles[index] ?? null;
  }

  clear() {
    this.#candles = [];
  }

  /** Takes the place of all: an array of candles. */
  snapshot(candles) {
    this.clear();
    for (const candle of candles.slice(-kCandlesAtMost)) this.update(candle);
  }

  /** A candle replaces the one of the same start, or joins in order. */
  update(candle) {
    if (!isCandle(candle)) return false;
    let at = this.#candles.length;
    while (at > 0 && this.#candles[at - 1].start > candle.start) at -= 1;
    if (at > 0 && this.#candles[at - 1].start === candle.start) this.#candles[at - 1] = candle;
    else this.#candles.splice(at, 0, candle);
    if (this.#candles.length > kCandlesAtMost) this.#candles.shift();
    return true;
  }

  /** [seconds, open, high, low, close, volume] */
  columns() {
    return kFields.map((field) => this.#candles.map((candle) => (field === 'start' ? candle.start / 1000 : candle[field])));
  }
}
