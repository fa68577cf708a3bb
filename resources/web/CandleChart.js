// SPDX-License-Identifier: GPL-3.0-or-later
// Candles and volume in a uPlot whose series draw nothing themselves: the plot gives scales, axes and cursor, and a
// painter of our own draws on its canvas. Wheel zooms at the cursor, drag pans, double click follows the newest again.
import { AxisRange } from './AxisRange.js';
import { CandleSeries } from './CandleSeries.js';
import { SiFormat, clockTime, fixed, priceDecimals } from './NumberFormat.js';

const kCandlePx = 9;
const kRoomRight = 2; // candles' widths of free room behind the newest
const kVolumeShare = 0.2;
const kZoomStep = 1.2;
const kAgainMs = 5000;

let uPlot; // null where this server was built without npm

export class CandleChart {
  #box;
  #empty;
  #readout;
  #theme;
  #plot = null;
  #coming = null;
  #words; // of an empty plot
  #againAtMs = 0;
  #axis = new AxisRange(7);
  #volume = new SiFormat('', 1);
  #intervalS = 1;
  #view = null; // { from, to } in seconds, or null: follow the newest
  #isDirty = false;
  #decimals = 2;
  series = new CandleSeries();

  constructor({ box, empty, readout, theme }) {
    this.#box = box;
    this.#empty = empty;
    this.#words = empty.textContent;
    this.#readout = readout;
    this.#theme = theme;
    new ResizeObserver(() => this.#resize()).observe(box);
    theme.addEventListener('change', () => this.#plot?.redraw(false, true));
  }

  reset(intervalS) {
    this.#intervalS = intervalS;
    this.#view = null;
    this.#axis.reset();
    this.#decimals = 2;
    this.series.clear();
    this.#isDirty = true;
  }

  snapshot(data) {
    const candles = Array.isArray(data) ? data : Array.isArray(data?.candles) ? data.candles : [];
    this.series.snapshot(candles);
    this.#isDirty = true;
  }

  candle(data) {
    if (this.series.update(data)) this.#isDirty = true;
  }

  get isFollowing() {
    return this.#view === null;
  }

  paint() {
    if (!this.#isDirty) return;
    const last = this.series.last;
    if (uPlot === undefined) {
      if (last && performance.now() >= this.#againAtMs) this.#coming ??= this.#bring();
      return;
    }
    this.#isDirty = false;
    this.#empty.hidden = this.series.length > 0;
    if (last) this.#decimals = Math.max(this.#decimals, priceDecimals(last.close));
    if (!uPlot) {
      if (last) this.#sayNotDrawn('Not drawn: this server was built without npm, so without uPlot.');
      return;
    }
    if (!this.#plot) this.#build();
    if (!this.#plot) return;
    this.#plot.setData(this.series.columns());
    this.#showReadout(this.#plot.cursor.idx ?? null);
  }

  /** Once there is something to plot: on a slow machine it takes a quarter of a second, in which the first price is there. */
  async #bring() {
    try {
      uPlot = (await import('./vendor/uPlot.esm.js')).default;
      if (this.#againAtMs) this.#empty.textContent = this.#words;
    } catch {
      this.#coming = null;
      this.#againAtMs = performance.now() + kAgainMs;
      this.#sayNotDrawn('Not drawn yet: uPlot did not come. Loading the page again may bring it.');
    }
  }

  #sayNotDrawn(why) {
    this.#empty.hidden = false;
    this.#empty.textContent = why;
    this.#showReadout(null);
  }

  #build() {
    const { width, height } = this.#box.getBoundingClientRect();
    if (width < 40 || height < 40) return;
    const line = () => this.#theme.color('grid');
    const ink = () => this.#theme.color('dim');
    const font = `11px ${this.#theme.font}`;
    const silent = { paths: () => null, points: { show: false } };
    const options = {
      width: Math.floor(width),
      height: Math.floor(height),
      padding: [8, 0, 0, 20],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: true, range: () => this.#timeRange() },
        y: { range: (_, low, high) => this.#priceRange(low, high) },
        v: { range: (_, __, high) => [0, (high || 1) / kVolumeShare] },
      },
      series: [
        {},
        ...['open', 'high', 'low', 'close'].map((label) => ({ label, scale: 'y', ...silent })),
        { label: 'volume', scale: 'v', ...silent },
      ],
      axes: [
        { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, space: 90, size: 28, values: (_, marks) => marks.map((s) => this.#timeLabel(s)) },
        {
          scale: 'y', side: 1, stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, size: 66, gap: 8,
          splits: () => [...this.#axis.marks()],
          values: (_, marks) => marks.map((value) => fixed(value, Math.max(2, this.#axis.decimals))),
        },
      ],
      hooks: {
        draw: [(plot) => this.#drawCandles(plot)],
        setCursor: [(plot) => this.#showReadout(plot.cursor.idx ?? null)],
        ready: [(plot) => this.#listen(plot)],
      },
    };
    this.#plot = new uPlot(options, this.series.columns(), this.#box);
  }

  #resize() {
    const { width, height } = this.#box.getBoundingClientRect();
    if (width < 40 || height < 40) return;
    if (this.#plot) this.#plot.setSize({ width: Math.floor(width), height: Math.floor(height) });
    else this.#isDirty = true;
  }

  #timeLabel(seconds) {
    return this.#intervalS < 60 ? clockTime(seconds * 1000) : clockTime(seconds * 1000).slice(0, 5);
  }

  #timeRange() {
    if (this.#view) return [this.#view.from, this.#view.to];
    const newest = (this.series.last?.start ?? Date.now()) / 1000;
    const width = this.#plot ? this.#plot.over.clientWidth : 600;
    const count = Math.max(20, Math.floor(width / kCandlePx));
    const to = newest + kRoomRight * this.#intervalS;
    return [to - count * this.#intervalS, to];
  }

  #priceRange(low, high) {
    if (low !== null && high !== null) {
      // Below the lowest candle stays room for the volume.
      this.#axis.update(low - (high - low || Math.abs(high) * 0.001) * kVolumeShare, high, performance.now());
    }
    return [this.#axis.min, this.#axis.max];
  }

  #drawCandles(plot) {
    const context = plot.ctx;
    const { left, top, width, height } = plot.bbox;
    const step = plot.valToPos(this.#intervalS, 'x', true) - plot.valToPos(0, 'x', true);
    const body = Math.max(1, Math.min(step * 0.7, 14 * devicePixelRatio));
    const wick = Math.max(1, Math.round(devicePixelRatio));
    const ways = { up: this.#theme.color('up'), down: this.#theme.color('down') };
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    const [first, last] = plot.series[0].idxs ?? [0, this.series.length - 1];
    for (let i = Math.max(0, first - 1); i <= Math.min(this.series.length - 1, last + 1); i += 1) {
      const candle = this.series.at(i);
      const x = plot.valToPos(candle.start / 1000, 'x', true);
      const y = (value) => plot.valToPos(value, 'y', true);
      const isUp = candle.close >= candle.open;
      context.fillStyle = isUp ? ways.up : ways.down;
      const floor = top + height;
      context.globalAlpha = 0.28;
      const volumeTop = plot.valToPos(candle.volume, 'v', true);
      context.fillRect(x - body / 2, volumeTop, body, floor - volumeTop);
      context.globalAlpha = 1;
      context.fillRect(x - wick / 2, y(candle.high), wick, Math.max(wick, y(candle.low) - y(candle.high)));
      const bodyTop = y(Math.max(candle.open, candle.close));
      const bodyHeight = Math.max(wick, y(Math.min(candle.open, candle.close)) - bodyTop);
      context.fillRect(x - body / 2, bodyTop, body, bodyHeight);
    }
    context.restore();
    this.#drawLastPrice(plot, ways);
  }

  #drawLastPrice(plot, ways) {
    const last = this.series.last;
    if (!last) return;
    const context = plot.ctx;
    const ratio = devicePixelRatio;
    const { left, top, width, height } = plot.bbox;
    const y = plot.valToPos(last.close, 'y', true);
    if (y < top || y > top + height) return;
    context.save();
    context.strokeStyle = context.fillStyle = last.close >= last.open ? ways.up : ways.down;
    context.setLineDash([2 * ratio, 3 * ratio]);
    context.lineWidth = ratio;
    context.beginPath();
    context.moveTo(left, Math.round(y) + 0.5);
    context.lineTo(left + width, Math.round(y) + 0.5);
    context.stroke();
    context.fillRect(left + width + 2 * ratio, y - 9 * ratio, 62 * ratio, 18 * ratio);
    context.fillStyle = this.#theme.color('panel');
    context.font = `bold ${11 * ratio}px ${this.#theme.font}`;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(fixed(last.close, this.#decimals), left + width + 8 * ratio, y + ratio);
    context.restore();
  }

  #showReadout(index) {
    const candle = index === null ? this.series.last : this.series.at(index);
    if (!candle) {
      this.#readout.textContent = '';
      return;
    }
    const price = (value) => fixed(value, this.#decimals);
    const volume = this.#volume.format(candle.volume);
    this.#readout.textContent =
      `${clockTime(candle.start)}  O ${price(candle.open)}  H ${price(candle.high)}  L ${price(candle.low)}  ` +
      `C ${price(candle.close)}  V ${volume.number}${volume.unit}${candle.closed === false ? '  forming' : ''}`;
  }

  #listen(plot) {
    const { over } = plot;
    over.addEventListener('wheel', (event) => {
      event.preventDefault();
      const { min, max } = plot.scales.x;
      const at = plot.posToVal(event.clientX - over.getBoundingClientRect().left, 'x');
      const factor = event.deltaY > 0 ? kZoomStep : 1 / kZoomStep;
      this.#show(at - (at - min) * factor, at + (max - at) * factor);
    }, { passive: false });
    over.addEventListener('dblclick', () => {
      this.#view = null;
      this.#isDirty = true;
    });
    over.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const from = { x: event.clientX, ...plot.scales.x };
      const move = (moved) => {
        const shift = ((moved.clientX - from.x) / over.clientWidth) * (from.max - from.min);
        this.#show(from.min - shift, from.max - shift);
      };
      const end = () => {
        window.removeEventListener('pointermove', move);
        window.removeEventListener('pointerup', end);
      };
      window.addEventListener('pointermove', move);
      window.addEventListener('pointerup', end);
    });
  }

  #show(from, to) {
    const span = Math.min(this.#intervalS * 2000, Math.max(this.#intervalS * 10, to - from));
    this.#view = { from: to - span, to };
    this.#isDirty = true;
  }
}
