// SPDX-License-Identifier: GPL-3.0-or-later
// The trades of one symbol, newest first. What is kept can be saved together with the position in the channel, so
// that a reloaded page goes on behind its last row.
import { clockTime, fixed, grouped, priceDecimals } from './NumberFormat.js';

const kKept = 200;
const kShown = 60;
const kRowPx = 21;

export class TradeTape {
  #list;
  #empty;
  #readout;
  #trades = []; // oldest first: { seq, time, price, size, side }
  #rows = [];
  #decimals = 2;
  #dirty = true;
  #lost = 0;
  #room = 0;

  constructor({ list, empty, readout }) {
    this.#list = list;
    this.#empty = empty;
    this.#readout = readout;
    new ResizeObserver(([entry]) => {
      this.#room = Math.floor(entry.contentRect.height / kRowPx);
      this.#dirty = true;
    }).observe(list);
  }

  reset(saved = []) {
    this.#trades = [];
    this.#decimals = 2;
    this.#lost = 0;
    for (const trade of saved.slice(-kKept)) this.trade(trade, trade);
    this.#dirty = true;
  }

  trade(data, { seq }) {
    if (!data || !Number.isFinite(data.price) || !Number.isFinite(data.size)) return;
    const side = data.side === 'sell' ? 'sell' : 'buy';
    this.#trades.push({ seq, time: data.time, price: data.price, size: data.size, side });
    if (this.#trades.length > kKept) this.#trades.shift();
    this.#decimals = Math.max(this.#decimals, priceDecimals(data.price));
    this.#dirty = true;
  }

  lagged(notice) {
    this.#lost += Math.max(0, Number(notice.n) || 0);
    this.#dirty = true;
  }

  get saved() {
    return this.#trades;
  }
  get seqs() {
    return this.#trades.map((trade) => trade.seq);
  }

  paint() {
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#empty.hidden = this.#trades.length > 0;
    const shown = Math.min(kShown, this.#room, this.#trades.length);
    while (this.#rows.length < shown) this.#addRow();
    this.#rows.forEach((row, i) => {
      row.item.hidden = i >= shown;
      if (i >= shown) return;
      const trade = this.#trades[this.#trades.length - 1 - i];
      row.item.dataset.side = trade.side;
      row.time.textContent = clockTime(trade.time);
      row.price.textContent = `${trade.side === 'buy' ? '▲' : '▼'} ${fixed(trade.price, this.#decimals)}`;
      row.size.textContent = grouped(trade.size);
    });
    this.#readout.textContent = this.#lost ? `${grouped(this.#lost)} lost` : '';
    this.#readout.classList.toggle('warn', this.#lost > 0);
  }

  #addRow() {
    const item = document.createElement('li');
    const [time, price, size] = ['time', 'price', 'size'].map((name) => {
      const cell = document.createElement('span');
      cell.className = name;
      item.append(cell);
      return cell;
    });
    this.#list.append(item);
    this.#rows.push({ item, time, price, size });
  }
}
