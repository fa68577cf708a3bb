// SPDX-License-Identifier: GPL-3.0-or-later
// All symbols of `ticker.*`: last price, change, a sparkline of the last seconds, a flash on each move.
import { Sparkline } from './Sparkline.js';
import { bounded, compact, fixed, priceDecimals, signedPercent } from './NumberFormat.js';

const kRowsAtMost = 500;
const kSymbolLength = 16;
const kSparkPeriodMs = 500;
const kFlashMs = 400;

export class Watchlist {
  #rows = new Map();
  #list;
  #empty;
  #count;
  #filter;
  #theme;
  #select;
  #selected = null;
  #unshown = new Set();
  #lastSpark = 0;
  #visible = new Set();
  #observer;
  #calm = matchMedia('(prefers-reduced-motion: reduce)');
  updates = 0;

  constructor({ list, empty, count, filter, theme, onSelect }) {
    this.#list = list;
    this.#empty = empty;
    this.#count = count;
    this.#filter = filter;
    this.#theme = theme;
    this.#select = onSelect;
    this.#observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) this.#visible.add(entry.target);
        else this.#visible.delete(entry.target);
      }
    });
    list.addEventListener('click', (event) => {
      const row = event.target.closest('li');
      if (row) this.#select(row.dataset.symbol);
    });
    list.addEventListener('keydown', (event) => this.#onKey(event));
    filter.addEventListener('input', () => this.#applyFilter());
    theme.addEventListener('change', () => this.#repaintAll());
  }

  get symbols() {
    return [...this.#rows.keys()];
  }

  last(symbol) {
    return this.#rows.get(symbol)?.ticker ?? null;
  }

  ticker(data) {
    if (!data || typeof data.symbol !== 'string' || !Number.isFinite(data.price)) return;
    const row = this.#rows.get(data.symbol) ?? this.#addRow(data.symbol);
    if (!row) return;
    this.updates += 1;
    const isFirst = !row.ticker;
    if (!isFirst) row.moved = Math.sign(data.price - row.ticker.price) || row.moved;
    row.ticker = data;
    row.decimals = Math.max(row.decimals, priceDecimals(data.price));
    row.dirty = true;
    // Who opens the page waits for this one: not for the observer, and then for the next turn.
    if (isFirst) this.#paintNumbers(row, 0);
  }

  setSelected(symbol) {
    this.#rows.get(this.#selected)?.item.setAttribute('aria-selected', 'false');
    this.#selected = symbol;
    const row = this.#rows.get(symbol);
    if (!row) return;
    row.item.setAttribute('aria-selected', 'true');
    this.#list.setAttribute('aria-activedescendant', row.item.id);
  }

  paint(nowMs) {
    const spark = nowMs - this.#lastSpark >= kSparkPeriodMs;
    if (spark) this.#lastSpark = nowMs;
    for (const row of this.#rows.values()) {
      const shown = this.#visible.has(row.item);
      if (row.dirty && shown) this.#paintNumbers(row, nowMs);
      if (row.flashEnds && nowMs >= row.flashEnds) {
        row.flashEnds = 0;
        delete row.price.dataset.move;
      }
      if (!spark || !row.ticker) continue;
      row.spark.push(row.ticker.price);
      if (shown) this.#paintSpark(row);
    }
    const hidden = this.#unshown.size ? ` of ${this.#rows.size + this.#unshown.size}${this.#unshown.size >= kRowsAtMost ? '+' : ''}` : '';
    this.#setText(this.#count, `${this.#rows.size}${hidden}`);
  }

  #paintNumbers(row, nowMs) {
    row.dirty = false;
    const { ticker } = row;
    const falling = ticker.changePct < 0;
    this.#setText(row.price, fixed(ticker.price, row.decimals));
    this.#setText(row.change, `${falling ? '▼' : '▲'} ${signedPercent(ticker.changePct)}`);
    this.#setText(row.detail, `vol ${compact(ticker.volume)}`);
    row.item.dataset.way = falling ? 'down' : 'up';
    if (row.moved && !this.#calm.matches) {
      row.price.dataset.move = row.moved < 0 ? 'down' : 'up';
      // On and off, not a fade: an animation per row asks for every frame of the screen, which a page without a GPU pays.
      row.flashEnds = nowMs + kFlashMs;
    }
    row.moved = 0;
  }

  #paintSpark(row) {
    row.spark.paint(row.canvas, this.#theme.color(row.ticker.changePct < 0 ? 'down' : 'up'));
  }

  #repaintAll() {
    for (const row of this.#rows.values()) if (row.ticker) this.#paintSpark(row);
  }

  #addRow(symbol) {
    if (this.#rows.size >= kRowsAtMost) {
      if (this.#unshown.size < kRowsAtMost) this.#unshown.add(symbol.slice(0, kSymbolLength));
      return null;
    }
    const part = (tag, name) => {
      const element = document.createElement(tag);
      element.className = name;
      return element;
    };
    const item = part('li', 'row');
    item.id = `symbol-${this.#rows.size}`;
    item.dataset.symbol = symbol;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(symbol === this.#selected));
    const name = part('span', 'symbol');
    const label = part('b', '');
    const detail = part('small', 'num');
    label.textContent = bounded(symbol, kSymbolLength);
    name.append(label, detail);
    const canvas = part('canvas', 'spark');
    const price = part('span', 'price num');
    const change = part('span', 'change num');
    item.append(name, canvas, price, change);
    this.#list.append(item);
    this.#observer.observe(item);
    this.#empty.hidden = true;
    const row = { item, canvas, price, change, detail, spark: new Sparkline(), ticker: null, decimals: 2, moved: 0, dirty: false, flashEnds: 0 };
    this.#rows.set(symbol, row);
    this.#applyFilter();
    return row;
  }

  #applyFilter() {
    const wanted = this.#filter.value.trim().toUpperCase();
    for (const [symbol, row] of this.#rows) row.item.hidden = !symbol.toUpperCase().includes(wanted);
  }

  #onKey(event) {
    const shown = [...this.#rows].filter(([, row]) => !row.item.hidden).map(([symbol]) => symbol);
    const at = shown.indexOf(this.#selected);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (next === undefined || next < 0 || next >= shown.length) return;
    event.preventDefault();
    this.#select(shown[next]);
    this.#rows.get(shown[next]).item.scrollIntoView({ block: 'nearest' });
  }

  #setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
}
