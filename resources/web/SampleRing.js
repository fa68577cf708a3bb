// SPDX-License-Identifier: GPL-3.0-or-later
// The newest samples of one signal. Positions count from the first sample ever pushed; a missing or non-finite
// sample is NaN and draws as a gap.
export class SampleRing {
  #values;
  #mask;
  end = 0; // position behind the newest sample

  /** @param {number} capacity a power of two */
  constructor(capacity = 2 ** 20) {
    this.#values = new Float32Array(capacity).fill(NaN);
    this.#mask = capacity - 1;
  }

  get capacity() {
    return this.#values.length;
  }
  get begin() {
    return Math.max(0, this.end - this.#values.length);
  }

  /** Appends the first lane of interleaved values. */
  push(values, lanes = 1) {
    const count = Math.floor(values.length / lanes);
    const skip = Math.max(0, count - this.#values.length);
    let at = (this.end + skip) & this.#mask;
    if (lanes === 1) {
      const part = skip ? values.subarray(skip) : values;
      const head = Math.min(part.length, this.#values.length - at);
      this.#values.set(part.subarray(0, head), at);
      this.#values.set(part.subarray(head), 0);
    } else {
      for (let i = skip; i < count; i += 1, at = (at + 1) & this.#mask) this.#values[at] = values[i * lanes];
    }
    this.end += count;
  }

  /** Appends `count` missing samples. */
  pushGap(count) {
    const shown = Math.min(count, this.#values.length);
    for (let i = 0; i < shown; i += 1) this.#values[(this.end + i) & this.#mask] = NaN;
    this.end += shown;
  }

  at(position) {
    return position < this.begin || position >= this.end ? NaN : this.#values[position & this.#mask];
  }

  /**
   * Least and greatest value of each of `columns` equal parts of [from, to) into the two arrays (NaN where a part
   * holds no number). Exact: every sample is looked at.
   */
  extremes(from, to, columns, least, greatest) {
    const per = (to - from) / columns;
    const first = this.begin;
    for (let column = 0; column < columns; column += 1) {
      const a = Math.max(first, Math.floor(from + column * per));
      const b = Math.min(this.end, Math.max(a + 1, Math.floor(from + (column + 1) * per)));
      let low = Infinity;
      let high = -Infinity;
      for (let i = a; i < b; i += 1) {
        const value = this.#values[i & this.#mask];
        if (value - value !== 0) continue; // NaN or infinite
        if (value < low) low = value;
        if (value > high) high = value;
      }
      const none = low === Infinity && high === -Infinity;
      least[column] = none ? NaN : low;
      greatest[column] = none ? NaN : high;
    }
  }

  clear() {
    this.#values.fill(NaN);
    this.end = 0;
  }
}
