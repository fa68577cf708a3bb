// SPDX-License-Identifier: GPL-3.0-or-later
// A value axis that does not fidget: its ends lie on steps of 1, 2 or 5, it grows at once and shrinks only after
// the data have stayed small for two seconds.
const kShrinkAfterMs = 2000;

/** The step of the 1/2/5 series that cuts `span` into at most `parts`. */
export function niceStep(span, parts) {
  const raw = span / Math.max(1, parts);
  if (!(raw > 0) || !Number.isFinite(raw)) return 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999999);
  return step * power;
}

export class AxisRange {
  #parts;
  #smallSince = 0;
  min = 0;
  max = 1;
  step = 0.2;
  #empty = true;

  constructor(parts = 8) {
    this.#parts = parts;
  }

  /** Takes the extremes of what is shown now; returns true where the axis changed. */
  update(low, high, nowMs) {
    if (!Number.isFinite(low) || !Number.isFinite(high)) return false;
    const spread = high - low || Math.abs(high) * 0.001 || 1;
    if (!Number.isFinite(spread)) return false;
    const step = niceStep(spread * 1.06, this.#parts);
    const min = Math.floor((low - spread * 0.03) / step) * step;
    const max = Math.ceil((high + spread * 0.03) / step) * step;
    // A line on the very edge counts as outside: half of it would be cut.
    const outside = low - spread * 0.01 < this.min || high + spread * 0.01 > this.max;
    const smaller = max - min < (this.max - this.min) * 0.8;
    if (!smaller) this.#smallSince = nowMs;
    if (!this.#empty && !outside && nowMs - this.#smallSince < kShrinkAfterMs) return false;
    this.#empty = false;
    this.#smallSince = nowMs;
    const changed = min !== this.min || max !== this.max;
    this.min = min;
    this.max = max;
    this.step = step;
    return changed;
  }

  reset() {
    this.#empty = true;
  }

  /** The marks from the lowest to the highest. */
  *marks() {
    const first = Math.ceil(this.min / this.step - 1e-9);
    const count = Math.min(50, Math.floor((this.max - this.min) / this.step + 1e-9));
    for (let i = 0; i <= count; i += 1) yield (first + i) * this.step;
  }

  /** Decimals that tell two neighbouring marks apart. */
  get decimals() {
    return Math.min(8, Math.max(0, -Math.floor(Math.log10(this.step) + 1e-9)));
  }
}
