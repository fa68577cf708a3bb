// SPDX-License-Identifier: GPL-3.0-or-later
// The market's tickers, `ticker.*`, each as often as the reader wants it: what came between is never sent.
import { Segments } from '../Segments.js';
import { bounded, fixed, priceDecimals, signedPercent } from '../NumberFormat.js';
import { element, setText } from './element.js';

const kPrefix = 'ticker.*';
const kRates = [[1, '1 Hz'], [5, '5 Hz'], [0, 'all']];
const kAtMost = 500;
const kPaintMs = 100;

export class Ticker {
  #follow;
  #feed = null;
  #last = new Map(); // symbol -> data
  #cells = new Map(); // symbol -> [price, change]
  #seqs = new Map(); // symbol -> seq
  #came = 0;
  #rows = element('tbody');
  #count = element('span', { className: 'num readout', role: 'status' });

  constructor({ body, number, follow }) {
    this.#follow = follow;
    const rates = element('div', { className: 'segments', role: 'radiogroup', 'aria-label': `Prices a second of each symbol, screen ${number + 1}` });
    const segments = new Segments(rates, (hz) => {
      segments.setValue(hz);
      this.#read(hz);
    });
    segments.setEntries(kRates);
    segments.setValue(0);
    const head = element('thead', {}, element('tr', {}, ...['Symbol', 'Price', 'Change'].map((name) => element('th', { scope: 'col', textContent: name }))));
    body.append(element('div', { className: 'subline' }, element('span', { textContent: 'Read at' }), rates, element('span', { className: 'mark small', textContent: 'simulated' }), this.#count),
      element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': `Prices, screen ${number + 1}` }, element('table', {}, head, this.#rows)));
    this.#read(0);
    setInterval(() => this.#paint(), kPaintMs);
  }

  facts() {
    return { symbols: this.#last.size, came: this.#came, seqs: Object.fromEntries(this.#seqs), prices: Object.fromEntries([...this.#last].map(([symbol, { price }]) => [symbol, price])) };
  }

  #read(hz) {
    this.#feed?.close();
    this.#feed = this.#follow(kPrefix, hz ? { maxRate: hz } : {}, ({ data, seq }) => {
      if (typeof data?.symbol !== 'string' || !Number.isFinite(data.price)) return;
      const symbol = bounded(data.symbol, 16);
      if (!this.#last.has(symbol) && this.#last.size >= kAtMost) return;
      this.#came += 1;
      this.#last.set(symbol, data);
      this.#seqs.set(symbol, seq);
    });
  }

  #paint() {
    if (document.hidden) return;
    for (const [symbol, { price, changePct }] of this.#last) {
      let cells = this.#cells.get(symbol);
      if (!cells) {
        cells = [element('td', { className: 'num' }), element('td', { className: 'num' })];
        this.#cells.set(symbol, cells);
        const row = element('tr', {}, element('th', { scope: 'row', textContent: symbol }), ...cells);
        const next = [...this.#rows.children].find((one) => one.firstElementChild.textContent > symbol);
        this.#rows.insertBefore(row, next ?? null);
      }
      setText(cells[0], fixed(price, priceDecimals(price)));
      setText(cells[1], signedPercent(changePct));
      cells[1].dataset.way = changePct < 0 ? 'down' : 'up';
    }
    setText(this.#count, `${this.#last.size} symbols  ${this.#came} prices came`);
  }
}
