// SPDX-License-Identifier: GPL-3.0-or-later
// Games that the server plays while somebody watches, `scores.*`: first the whole score, then each part of it that changes. A reader
// that is slow, or wants to be, is sent the newest of each part.
import { Segments } from '../Segments.js';
import { bounded } from '../NumberFormat.js';
import { element, setText } from './element.js';

const kGames = 'scores.*';
const kRates = [[1, '1 Hz'], [0, 'all']];
const kAtMost = 20;
const kMoments = 200; // that are remembered
const kNameLength = 24;
const kTextLength = 60;
const kParts = ['clock', 'home', 'away', 'moment'];

export class Scores {
  #follow;
  #feed = null;
  #games = new Map(); // channel -> { parts, view }
  #snapshots = 0;
  #deltas = 0;
  #bytes = { snapshots: 0, deltas: 0 };
  #moments = new Map(); // `channel match n` -> what happened
  #list = element('ul', { className: 'games' });
  #count = element('span', { className: 'num readout', role: 'status' });

  constructor({ body, number, follow }) {
    this.#follow = follow;
    const rates = element('div', { className: 'segments', role: 'radiogroup', 'aria-label': `Changes a second of each part, screen ${number + 1}` });
    const segments = new Segments(rates, (hz) => {
      segments.setValue(hz);
      this.#read(hz);
    });
    segments.setEntries(kRates);
    segments.setValue(0);
    body.append(element('div', { className: 'subline' }, element('span', { textContent: 'Read at' }), rates, element('span', { className: 'mark small', textContent: 'invented' }), this.#count),
      element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': `Scores, screen ${number + 1}` }, this.#list));
    this.#read(0);
  }

  facts() {
    const games = Object.fromEntries([...this.#games].map(([channel, { parts }]) => [channel, structuredClone(parts)]));
    return { games, snapshots: this.#snapshots, deltas: this.#deltas, moments: Object.fromEntries(this.#moments) };
  }

  #read(hz) {
    this.#feed?.close();
    this.#feed = this.#follow(kGames, hz ? { maxRate: hz } : {}, (message) => this.#came(message));
  }

  #came({ channel, data, isSnapshot }) {
    if (typeof data !== 'object' || data === null) return;
    if (!this.#games.has(channel)) {
      if (!isSnapshot || this.#games.size >= kAtMost) return;
      this.#games.set(channel, { parts: {}, view: this.#makeView() });
    }
    const game = this.#games.get(channel);
    const size = JSON.stringify(data).length;
    if (isSnapshot) {
      this.#snapshots += 1;
      this.#bytes.snapshots += size;
      for (const part of kParts) if (typeof data[part] === 'object' && data[part] !== null) game.parts[part] = data[part];
    } else {
      const { part, ...rest } = data;
      if (!kParts.includes(part)) return;
      this.#deltas += 1;
      this.#bytes.deltas += size;
      game.parts[part] = rest;
    }
    const { moment } = game.parts;
    if (moment && Number.isSafeInteger(moment.match) && Number.isSafeInteger(moment.n)) {
      this.#moments.set(`${channel} ${moment.match} ${moment.n}`, `${moment.minute}' ${moment.text} ${moment.home}:${moment.away}`);
      if (this.#moments.size > kMoments) this.#moments.delete(this.#moments.keys().next().value);
    }
    this.#paint(game);
  }

  #makeView() {
    const view = { clock: element('small', { className: 'num' }), home: element('b'), away: element('b'), score: element('output', { className: 'num' }), moment: element('p'), figures: element('small', { className: 'num' }) };
    this.#list.append(element('li', {}, view.clock, element('div', { className: 'score' }, view.home, view.score, view.away), view.moment, view.figures));
    return view;
  }

  #paint({ parts, view }) {
    const text = (value, length) => (typeof value === 'string' ? bounded(value, length) : '');
    const count = (value) => (Number.isSafeInteger(value) ? value : 0);
    const { clock = {}, home = {}, away = {}, moment = {} } = parts;
    setText(view.clock, `${text(clock.period, kTextLength)}, ${count(clock.minute)}'`);
    setText(view.home, text(home.name, kNameLength));
    setText(view.away, text(away.name, kNameLength));
    setText(view.score, `${count(home.score)} : ${count(away.score)}`);
    setText(view.moment, `${count(moment.minute)}' ${text(moment.text, kTextLength)}`);
    setText(view.figures, `shots ${count(home.shots)} : ${count(away.shots)}, cards ${count(home.cards)} : ${count(away.cards)}`);
    setText(this.#count, `${this.#snapshots} whole, ${this.#deltas} changes; a change has ${Math.round(this.#bytes.deltas / Math.max(1, this.#deltas))} B, the whole ${Math.round(this.#bytes.snapshots / Math.max(1, this.#snapshots))} B`);
  }
}
