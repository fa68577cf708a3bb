// SPDX-License-Identifier: MIT
// How long publications took from the server's clock to this page, over the last two seconds.
// The offset between the two clocks comes from the quickest of the last ping answers.
const kSpanMs = 2000;
const kSamplesAtMost = 4096;
const kProbesAtMost = 12;

export class LagMeter {
  #samples = [];
  #probes = [];
  #offsetMs = 0;
  rttMs = NaN;

  /** Milliseconds since 1970 with fractions, steady between corrections of the system clock. */
  static now() {
    return performance.timeOrigin + performance.now();
  }

  /** A ping sent at `sentMs` was answered at `receivedMs` by a server whose clock showed `serverMs`. */
  probe(sentMs, receivedMs, serverMs) {
    if (!Number.isFinite(serverMs) || receivedMs < sentMs) return;
    this.rttMs = receivedMs - sentMs;
    this.#probes.push({ rtt: this.rttMs, offset: serverMs - (sentMs + receivedMs) / 2 });
    if (this.#probes.length > kProbesAtMost) this.#probes.shift();
    this.#offsetMs = this.#probes.reduce((best, one) => (one.rtt < best.rtt ? one : best)).offset;
  }

  publication(ts, nowMs) {
    if (!Number.isFinite(ts) || this.#samples.length >= kSamplesAtMost) return;
    this.#samples.push({ at: nowMs, lag: Math.max(0, nowMs + this.#offsetMs - ts) });
  }

  /** The lag in ms that the given share of the publications stayed under; NaN without any. */
  percentile(share, nowMs = LagMeter.now()) {
    this.#samples = this.#samples.filter((sample) => nowMs - sample.at <= kSpanMs);
    if (this.#samples.length === 0) return NaN;
    const sorted = this.#samples.map((sample) => sample.lag).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  reset() {
    this.#samples = [];
    this.#probes = [];
  }
}
