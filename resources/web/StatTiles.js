// SPDX-License-Identifier: GPL-3.0-or-later
// What this page measures about its own link, once a second, each with its last minute.
import { Sparkline } from './Sparkline.js';
import { SiFormat, fixed, grouped } from './NumberFormat.js';

const kPeriodMs = 1000;

export class StatTiles {
  #client;
  #theme;
  #tiles = new Map();
  #before = null;
  rates = { messages: 0, bytes: 0 };

  constructor(box, client, theme) {
    this.#client = client;
    this.#theme = theme;
    this.#add(box, 'messages', 'Messages in', 'accent');
    this.#add(box, 'bytes', 'Data in', 'accent');
    this.#add(box, 'lag', 'Lag p99', 'up', 'From the publication in the server to this script, clocks aligned by ping');
    this.#add(box, 'buffered', 'bufferedAmount', 'warn', 'Bytes this page has sent that the browser still holds');
    this.#add(box, 'lost', 'Lost', 'violet', 'Announced by lagged notices, and holes that nobody announced (must be 0)');
    theme.addEventListener('change', () => this.#paintSparks());
  }

  get periodMs() {
    return kPeriodMs;
  }

  /** Takes one sample; to be called about once a second. */
  sample(nowMs) {
    const { messages, bytes } = this.#client.received;
    if (this.#before) {
      const seconds = Math.max(0.1, (nowMs - this.#before.at) / 1000);
      this.rates = { messages: (messages - this.#before.messages) / seconds, bytes: (bytes - this.#before.bytes) / seconds };
    }
    this.#before = { at: nowMs, messages, bytes };
    const lag = this.#client.lag.percentile(0.99);
    const { lost, unexplained } = this.#client.losses();
    this.#si('messages', this.rates.messages);
    this.#si('bytes', this.rates.bytes);
    this.#show('lag', fixed(lag, 1), `ms · rtt ${fixed(this.#client.lag.rttMs, 1)}`, lag);
    this.#show('buffered', grouped(this.#client.bufferedAmount), 'B out', this.#client.bufferedAmount);
    this.#show('lost', grouped(lost), `announced · ${grouped(unexplained)} unexplained`, lost + unexplained);
    this.#tiles.get('lost').box.classList.toggle('alarm', unexplained > 0);
    this.#paintSparks();
  }

  #si(name, value) {
    const tile = this.#tiles.get(name);
    const { number, unit } = tile.format.format(Math.round(value));
    this.#show(name, number, unit, value);
  }

  #show(name, number, unit, value) {
    const tile = this.#tiles.get(name);
    tile.number.textContent = number;
    tile.unit.textContent = unit;
    tile.spark.push(value);
  }

  #paintSparks() {
    for (const tile of this.#tiles.values()) tile.spark.paint(tile.canvas, this.#theme.color(tile.color));
  }

  #add(parent, name, title, color, hint = '') {
    const part = (tag, className) => {
      const element = document.createElement(tag);
      element.className = className;
      return element;
    };
    const box = part('div', 'panel tile');
    box.title = hint;
    const label = part('span', 'label');
    label.textContent = title;
    const value = part('span', 'value num');
    const number = part('b', '');
    const unit = part('span', 'unit');
    value.append(number, unit);
    const canvas = part('canvas', 'spark');
    box.append(label, value, canvas);
    parent.append(box);
    number.textContent = '–';
    const format = new SiFormat(name === 'bytes' ? 'B/s' : '/s', 1);
    this.#tiles.set(name, { box, number, unit, canvas, color, format, spark: new Sparkline(60) });
  }
}
