// SPDX-License-Identifier: GPL-3.0-or-later
// The newest samples of one Float32 channel. Two values per pixel column, so that a million samples cost what a
// thousand do; the play head runs smoothly between the blocks; a trigger holds a periodic signal still.
import { AxisRange } from './AxisRange.js';
import { CanvasSurface } from './CanvasSurface.js';
import { SampleRing } from './SampleRing.js';
import { SiFormat, fixed, grouped } from './NumberFormat.js';

const kLeft = 52;
const kRight = 12;
const kTop = 10;
const kBottom = 24;
const kParts = 10;
const kFallbackRateHz = 48000;
const kDenseSamplesPerColumn = 2;
const kGlowSamplesPerColumn = 4;

export class Oscilloscope {
  #surface;
  #empty;
  #readout;
  #theme;
  #ring = new SampleRing();
  #axis = new AxisRange(6);
  #rate = new SiFormat('S/s', 1);
  #rateHz = kFallbackRateHz;
  #windowMs = 500;
  #head = 0;
  #headMs = 0;
  #frozen = null;
  #isTriggered = true;
  #isDirty = true;
  #least = new Float32Array(0);
  #greatest = new Float32Array(0);
  #lost = 0;
  samples = 0;
  blocks = 0;
  lastValue = NaN;
  low = NaN;
  high = NaN;

  constructor({ canvas, empty, readout, theme }) {
    this.#empty = empty;
    this.#readout = readout;
    this.#theme = theme;
    this.#surface = new CanvasSurface(canvas, () => (this.#isDirty = true));
    theme.addEventListener('change', () => (this.#isDirty = true));
  }

  reset(rateHz = null) {
    this.#ring.clear();
    this.#axis.reset();
    this.#rateHz = rateHz ?? kFallbackRateHz;
    this.#head = 0;
    this.#frozen = null;
    this.#lost = 0;
    this.#isDirty = true;
  }

  setRate(rateHz) {
    if (Number.isFinite(rateHz) && rateHz > 0) this.#rateHz = rateHz;
  }

  setWindow(ms) {
    this.#windowMs = ms;
    this.#isDirty = true;
  }

  setTriggered(on) {
    this.#isTriggered = on;
    this.#isDirty = true;
  }

  setPaused(on) {
    this.#frozen = on ? this.#ring.end : null;
    this.#isDirty = true;
  }

  block(block) {
    this.#ring.push(block.values, block.lanes);
    this.samples += block.samples;
    this.blocks += 1;
    this.lastValue = block.values[block.values.length - block.lanes];
    this.#isDirty = true;
  }

  /** The signal was left and joined again: what lies between was never asked for. */
  gap(samples = Math.round(this.#rateHz / 100)) {
    if (this.#ring.end > 0) this.#ring.pushGap(samples);
    this.#isDirty = true;
  }

  /** `blocks` messages of about `samples` samples each were lost on the way. */
  lost(blocks, samples = Math.round(this.#rateHz / 100)) {
    const count = Math.max(0, blocks) * samples;
    this.#lost += count;
    this.#ring.pushGap(Math.min(this.#ring.capacity, count));
    this.#isDirty = true;
  }

  paint(nowMs) {
    const isMoving = this.#advance(nowMs);
    if (!this.#isDirty && !isMoving) return;
    const context = this.#surface.begin();
    if (!context) return;
    this.#isDirty = false;
    this.#empty.hidden = this.#ring.end > 0;
    const span = Math.min(this.#ring.capacity / 2, (this.#windowMs / 1000) * this.#rateHz);
    const to = this.#isTriggered ? this.#triggerPoint(span) : Math.floor(this.#head);
    this.#measure(to - span, to, nowMs);
    this.#drawGrid(context);
    if (this.#ring.end === 0) return;
    this.#drawTrace(context, to - span, to);
    this.#showReadout();
  }

  /** Moves the play head by the time that passed, gently towards the newest sample; false where it stands still. */
  #advance(nowMs) {
    const newest = this.#frozen ?? this.#ring.end;
    const passed = Math.min(250, nowMs - this.#headMs);
    this.#headMs = nowMs;
    const before = this.#head;
    const behind = newest - this.#head;
    if (this.#frozen !== null || behind < 0 || behind > this.#rateHz * 0.25) this.#head = newest;
    else this.#head = Math.min(newest, this.#head + (passed / 1000) * this.#rateHz + behind * 0.05);
    return this.#head !== before;
  }

  /** The end of a window that begins at the last rising edge through the middle, or the play head without one. */
  #triggerPoint(span) {
    const end = Math.floor(this.#head);
    const swing = this.high - this.low;
    if (!(swing > 0)) return end;
    const middle = (this.high + this.low) / 2;
    const armed = middle - swing * 0.1;
    const earliest = Math.max(this.#ring.begin, end - 3 * span);
    let crossing = -1;
    for (let i = Math.floor(end - span); i > earliest; i -= 1) {
      const value = this.#ring.at(i);
      if (value >= middle && this.#ring.at(i - 1) < middle) crossing = i;
      else if (crossing >= 0 && value < armed) {
        const a = this.#ring.at(crossing - 1);
        return crossing - 1 + (middle - a) / (this.#ring.at(crossing) - a) + span;
      }
    }
    return end;
  }

  #measure(from, to, nowMs) {
    const columns = Math.max(1, Math.round((this.#surface.width - kLeft - kRight) * this.#surface.scale));
    if (this.#least.length !== columns) {
      this.#least = new Float32Array(columns);
      this.#greatest = new Float32Array(columns);
    }
    this.#ring.extremes(from, to, columns, this.#least, this.#greatest);
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < columns; i += 1) {
      if (this.#least[i] < low) low = this.#least[i];
      if (this.#greatest[i] > high) high = this.#greatest[i];
    }
    this.low = low === Infinity ? NaN : low;
    this.high = high === -Infinity ? NaN : high;
    this.#axis.update(this.low, this.high, nowMs);
  }

  #y(value) {
    const share = (value - this.#axis.min) / (this.#axis.max - this.#axis.min);
    return kTop + (1 - share) * (this.#surface.height - kTop - kBottom);
  }

  #drawGrid(context) {
    const right = this.#surface.width - kRight;
    const bottom = this.#surface.height - kBottom;
    context.font = `11px ${this.#theme.font}`;
    context.fillStyle = this.#theme.color('dim');
    context.strokeStyle = this.#theme.color('grid');
    context.lineWidth = 1;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.beginPath();
    for (const mark of this.#axis.marks()) {
      const y = Math.round(this.#y(mark)) + 0.5;
      context.moveTo(kLeft, y);
      context.lineTo(right, y);
      context.fillText(fixed(mark, this.#axis.decimals), kLeft - 8, y);
    }
    context.textAlign = 'center';
    context.textBaseline = 'alphabetic';
    const isNarrow = this.#surface.width < 480;
    for (let part = 0; part <= kParts; part += 1) {
      const x = Math.round(kLeft + ((right - kLeft) * part) / kParts) + 0.5;
      context.moveTo(x, kTop);
      context.lineTo(x, bottom);
      if (part % (isNarrow ? 5 : 2)) continue;
      const ms = this.#windowMs * (part / kParts - 1);
      const inSeconds = this.#windowMs >= 1000;
      context.textAlign = part === kParts ? 'right' : part === 0 ? 'left' : 'center';
      const number = Math.abs(Number((inSeconds ? ms / 1000 : ms).toPrecision(3)));
      context.fillText(`${ms < 0 ? '−' : ''}${number} ${inSeconds ? 's' : 'ms'}`, x, this.#surface.height - 8);
    }
    context.stroke();
  }

  #drawTrace(context, from, to) {
    const width = this.#surface.width - kLeft - kRight;
    const color = this.#theme.color('accent');
    const perColumn = (to - from) / this.#least.length;
    context.save();
    context.beginPath();
    context.rect(kLeft, 0, width, this.#surface.height - kBottom + 2);
    context.clip();
    context.lineJoin = 'round';
    const trace = perColumn > kDenseSamplesPerColumn ? this.#columns(width) : this.#line(from, to, width);
    context.strokeStyle = color;
    context.globalAlpha = 0.18;
    context.lineWidth = 5;
    if (perColumn <= kGlowSamplesPerColumn) context.stroke(trace); // the glow of a thin trace; a solid one needs none
    context.globalAlpha = 1;
    context.lineWidth = perColumn > kDenseSamplesPerColumn ? Math.max(1, 1.25 / this.#surface.scale) : 1.6;
    context.stroke(trace);
    context.restore();
  }

  /** Every sample joined by a line. */
  #line(from, to, width) {
    const path = new Path2D();
    const first = Math.max(this.#ring.begin, Math.floor(from) - 1);
    let isDown = false;
    for (let i = first; i <= to + 1; i += 1) {
      const value = this.#ring.at(i);
      if (!Number.isFinite(value)) {
        isDown = false;
        continue;
      }
      const x = kLeft + ((i - from) / (to - from)) * width;
      if (isDown) path.lineTo(x, this.#y(value));
      else path.moveTo(x, this.#y(value));
      isDown = true;
    }
    return path;
  }

  /** Each column from its least to its greatest value, joined to its neighbour. */
  #columns(width) {
    const path = new Path2D();
    const count = this.#least.length;
    let isDown = false;
    for (let i = 0; i < count; i += 1) {
      if (Number.isNaN(this.#least[i])) {
        isDown = false;
        continue;
      }
      const x = kLeft + ((i + 0.5) / count) * width;
      const low = this.#y(this.#least[i]);
      const high = this.#y(this.#greatest[i]);
      if (isDown) path.lineTo(x, low);
      else path.moveTo(x, low);
      path.lineTo(x, Math.min(high, low - 0.5));
      isDown = true;
    }
    return path;
  }

  #showReadout() {
    const rate = this.#rate.format(this.#rateHz);
    const parts = [`Float32  ${rate.number} ${rate.unit}`, `Vpp ${fixed(this.high - this.low, 2)}`];
    if (this.#frozen !== null) {
      parts.push(`paused, ${fixed((this.#ring.end - this.#frozen) / this.#rateHz, 1)} s behind`);
    }
    if (this.#lost > 0) parts.push(`${grouped(this.#lost)} samples lost`);
    const text = parts.join('  ');
    if (this.#readout.textContent !== text) this.#readout.textContent = text;
    this.#readout.classList.toggle('warn', this.#lost > 0);
  }
}
