// SPDX-License-Identifier: GPL-3.0-or-later
// The book of one symbol as cumulated size over price: bids to the left, asks to the right.
import { AxisRange } from './AxisRange.js';
import { CanvasSurface } from './CanvasSurface.js';
import { OrderBook } from '../client/OrderBook.js';
import { fixed, grouped, priceDecimals } from './NumberFormat.js';

const kLevels = 20;
const kLeft = 6;
const kRight = 46;
const kTop = 10;
const kBottom = 24;

function cumulated(levels) {
  let sum = 0;
  return levels.slice(0, kLevels).map(([price, size]) => ({ price, size, sum: (sum += size) }));
}

export class DepthChart {
  #surface;
  #empty;
  #readout;
  #theme;
  #axis = new AxisRange(4);
  #dirty = true;
  #decimals = 2;
  book = new OrderBook();

  constructor({ canvas, empty, readout, theme }) {
    this.#empty = empty;
    this.#readout = readout;
    this.#theme = theme;
    this.#surface = new CanvasSurface(canvas, () => (this.#dirty = true));
    theme.addEventListener('change', () => (this.#dirty = true));
  }

  reset() {
    this.book = new OrderBook();
    this.#axis.reset();
    this.#decimals = 2;
    this.#dirty = true;
  }

  snapshot(data) {
    this.book.snapshot(data);
    this.#dirty = true;
  }

  /** False where the book is broken and a new snapshot is needed. */
  delta(data) {
    this.#dirty = true;
    return this.book.delta(data);
  }

  paint(nowMs) {
    if (!this.#dirty) return;
    const context = this.#surface.begin();
    if (!context) return;
    this.#dirty = false;
    const bids = cumulated(this.book.bids());
    const asks = cumulated(this.book.asks());
    const some = bids.length > 0 && asks.length > 0;
    this.#empty.hidden = some;
    if (!some) {
      this.#readout.textContent = '';
      return;
    }
    for (const { price } of [bids[0], asks[0]]) this.#decimals = Math.max(this.#decimals, priceDecimals(price));
    this.#axis.update(0, Math.max(bids.at(-1).sum, asks.at(-1).sum), nowMs);
    this.#axis.min = 0;
    this.#drawGrid(context);
    const low = bids.at(-1).price;
    const high = asks.at(-1).price;
    const middle = (bids[0].price + asks[0].price) / 2;
    const half = Math.max(high - middle, middle - low) || 1;
    const x = (price) => kLeft + ((price - middle + half) / (2 * half)) * (this.#surface.width - kLeft - kRight);
    this.#drawSide(context, bids, x, x(middle - half), this.#theme.color('up'));
    this.#drawSide(context, asks, x, x(middle + half), this.#theme.color('down'));
    this.#drawPrices(context, x, middle, half);
    this.#showReadout(bids[0].price, asks[0].price);
  }

  #y(sum) {
    return kTop + (1 - sum / this.#axis.max) * (this.#surface.height - kTop - kBottom);
  }

  #drawGrid(context) {
    context.font = `11px ${this.#theme.font}`;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.fillStyle = this.#theme.color('dim');
    context.strokeStyle = this.#theme.color('grid');
    context.lineWidth = 1;
    for (const mark of this.#axis.marks()) {
      const y = Math.round(this.#y(mark)) + 0.5;
      context.beginPath();
      context.moveTo(kLeft, y);
      context.lineTo(this.#surface.width - kRight, y);
      context.stroke();
      context.fillText(grouped(mark), this.#surface.width - kRight + 6, y);
    }
  }

  #drawSide(context, levels, x, edge, color) {
    const floor = this.#y(0);
    context.beginPath();
    context.moveTo(x(levels[0].price), floor);
    let y = floor;
    for (const level of levels) {
      context.lineTo(x(level.price), y);
      y = this.#y(level.sum);
      context.lineTo(x(level.price), y);
    }
    context.lineTo(edge, y);
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.stroke();
    context.lineTo(edge, floor);
    context.closePath();
    context.globalAlpha = 0.2;
    context.fillStyle = color;
    context.fill();
    context.globalAlpha = 1;
  }

  #drawPrices(context, x, middle, half) {
    context.fillStyle = this.#theme.color('dim');
    context.textBaseline = 'alphabetic';
    const y = this.#surface.height - 8;
    for (const [price, align] of [[middle - half, 'left'], [middle, 'center'], [middle + half, 'right']]) {
      context.textAlign = align;
      context.fillText(fixed(price, this.#decimals), x(price), y);
    }
  }

  #showReadout(bid, ask) {
    const { checks, mismatches } = this.book;
    const proof = mismatches ? `crc ✗ ${mismatches}` : checks ? `crc ✓ ${checks}` : 'crc –';
    this.#readout.textContent = `spread ${fixed(ask - bid, this.#decimals)}  ${proof}`;
    this.#readout.title = 'Every 50th delta carries a checksum of the ten best levels; this page computes its own and compares.';
    this.#readout.classList.toggle('warn', mismatches > 0);
  }
}
