// SPDX-License-Identifier: MIT
// The book of one symbol as the deltas build it. Each delta must join the one before, and its checksum, where it
// has one, must match: else the book is not shown until a new snapshot came.
const kLevelsAtMost = 2000;
const kChecksumLevels = 10;

const kCrcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** IEEE CRC-32 of a text of ASCII characters. */
export function crc32(text) {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i += 1) crc = kCrcTable[(crc ^ text.charCodeAt(i)) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const isLevel = (level) => Array.isArray(level) && Number.isFinite(level[0]) && Number.isFinite(level[1]);

export class OrderBook {
  #bids = new Map();
  #asks = new Map();
  #last = null;
  checks = 0;
  mismatches = 0;

  get isValid() {
    return this.#last !== null;
  }

  snapshot(data) {
    this.clear();
    if (!data || !Number.isSafeInteger(data.last)) return;
    this.#last = data.last;
    this.#apply(data);
  }

  /** False where the delta does not fit: ask for a snapshot. */
  delta(data) {
    if (this.#last === null || !data || data.first !== this.#last + 1 || !(data.last >= data.first)) {
      this.clear();
      return false;
    }
    this.#last = data.last;
    this.#apply(data);
    if (data.crc === undefined) return true;
    this.checks += 1;
    if (this.checksum() === data.crc) return true;
    this.mismatches += 1;
    this.clear();
    return false;
  }

  clear() {
    this.#bids.clear();
    this.#asks.clear();
    this.#last = null;
  }

  /** Levels [price, size] from the best. */
  bids() {
    return [...this.#bids].sort((a, b) => b[0] - a[0]);
  }
  asks() {
    return [...this.#asks].sort((a, b) => a[0] - b[0]);
  }

  checksum() {
    const levels = [...this.bids().slice(0, kChecksumLevels), ...this.asks().slice(0, kChecksumLevels)];
    return crc32(levels.map(([price, size]) => `${price}:${size}`).join('|'));
  }

  #apply(data) {
    for (const [side, levels] of [[this.#bids, data.bids], [this.#asks, data.asks]]) {
      if (!Array.isArray(levels)) continue;
      for (const level of levels.slice(0, kLevelsAtMost)) {
        if (!isLevel(level)) continue;
        if (level[1] === 0) side.delete(level[0]);
        else if (side.size < kLevelsAtMost || side.has(level[0])) side.set(level[0], level[1]);
      }
    }
  }
}
