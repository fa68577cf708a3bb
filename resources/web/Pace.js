// SPDX-License-Identifier: GPL-3.0-or-later
// Whether this page keeps up with what it is sent. Where it falls behind it asks for less, and takes the rest up again
// once it has kept up for a while; each relapse makes that while longer, so that a slow machine does not swing to and fro.
const kBehindMs = 3000;
const kKeepsUpMs = 500;
const kSamplesBehind = 3; // in a row
const kHopelessMs = 15000;
const kCalmMs = 20000;
const kCalmAtMostMs = 300000;

export class Pace {
  #samples = 0;
  #calmSince = null;
  #calmMs = kCalmMs;
  isEased = false;
  /** How old the newest publications are, in ms; 0 while the page keeps up. */
  behindMs = 0;

  /**
   * To be told the lag of the last publications about once a second (NaN: there were none).
   * Answers what is to be done now: 'ease' (ask for less), 'restart' (what waits in the browser is too much to be
   * read: a new link begins with the present), 'resume' (take all again), or null.
   */
  sample(lagMs, nowMs) {
    const isBehind = lagMs > kBehindMs;
    this.#samples = isBehind ? this.#samples + 1 : 0;
    if (this.#samples >= kSamplesBehind) this.behindMs = lagMs;
    else if (!isBehind) this.behindMs = 0;
    if (this.#samples >= kSamplesBehind) {
      this.#calmSince = null;
      if (!this.isEased) return this.ease();
      if (lagMs > kHopelessMs) {
        this.#samples = 0;
        return 'restart';
      }
      return null;
    }
    if (!this.isEased) return null;
    if (!(lagMs <= kKeepsUpMs)) {
      this.#calmSince = null;
      return null;
    }
    this.#calmSince ??= nowMs;
    if (nowMs - this.#calmSince < this.#calmMs) return null;
    this.isEased = false;
    this.#calmMs = Math.min(kCalmAtMostMs, 2 * this.#calmMs);
    return 'resume';
  }

  /** The server ended the link because this page reads too slowly: it need not be measured again. */
  ease() {
    if (this.isEased) return null;
    this.isEased = true;
    this.#calmSince = null;
    return 'ease';
  }
}
