// SPDX-License-Identifier: GPL-3.0-or-later
// The last values of one number as a small line.
const kLeastSpread = 20; // a young line takes the room of this many values, an old one all of it

// Sizes are kept here because asking an element for its size in the middle of a frame costs a layout.
const sizes = new WeakMap();
const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) sizes.set(target, contentRect);
});

export class Sparkline {
  #values;
  #count = 0;

  constructor(length = 80) {
    this.#values = new Float64Array(length);
  }

  push(value) {
    if (!Number.isFinite(value)) return;
    this.#values[this.#count % this.#values.length] = value;
    this.#count += 1;
  }

  get count() {
    return Math.min(this.#count, this.#values.length);
  }

  /** Draws into a canvas of fixed CSS size; `color` for the line, and a faint area below it. */
  paint(canvas, color) {
    const scale = Math.min(3, window.devicePixelRatio || 1);
    const size = sizes.get(canvas);
    if (!size) observer.observe(canvas);
    if (!size || size.width === 0 || size.height === 0) return; // until the first measure
    const { width, height } = size;
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const count = this.count;
    if (count < 2) return;
    const first = this.#count - count;
    const at = (i) => this.#values[(first + i) % this.#values.length];
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < count; i += 1) {
      low = Math.min(low, at(i));
      high = Math.max(high, at(i));
    }
    const span = high - low || Math.abs(high) || 1;
    const step = width / (Math.max(kLeastSpread, count) - 1);
    const left = width - (count - 1) * step;
    const y = (value) => (high === low ? height / 2 : 2 + (height - 4) * (1 - (value - low) / span));
    context.beginPath();
    for (let i = 0; i < count; i += 1) context.lineTo(left + i * step, y(at(i)));
    context.strokeStyle = color;
    context.lineWidth = 1.25;
    context.lineJoin = 'round';
    context.stroke();
    context.lineTo(width, height);
    context.lineTo(left, height);
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = color;
    context.fill();
    context.globalAlpha = 1;
  }
}
