// SPDX-License-Identifier: GPL-3.0-or-later
// A lot under the hammer: `auction.lamp` tells the round, what is left of it and the newest bids; a bid is published on
// `auction.lamp.bid`, and the server's clock says whether it came in time.
import { bounded } from '../NumberFormat.js';
import { hueOf } from './Who.js';
import { button, element, setText } from './element.js';

const kAuction = 'auction.lamp';
const kBids = `${kAuction}.bid`;
const kNewest = 8;
const kNameLength = 24;
const kPaintMs = 100;
const kMine = 1000; // numbers that are remembered
const kPhases = { waiting: 'about to begin', open: 'open', sold: 'sold', unsold: 'not sold' };

const dollars = (amount) => `$${amount.toLocaleString('en-US')}`;

export class Auction {
  #client;
  #who;
  #state = null;
  #endsAt = 0; // of performance.now()
  #mine = new Set(); // numbers of this screen's bids
  #refused = [];
  #round = element('span', { className: 'num readout' });
  #title = element('h2', { className: 'lot' });
  #price = element('output', { className: 'num price' });
  #leader = element('p', { className: 'leader', role: 'status' });
  #left = element('p', { className: 'num left', role: 'timer' });
  #rows = element('ol', { className: 'bids', 'aria-label': 'Bids, newest first', tabIndex: 0 });
  #hint = element('p', { className: 'hint', role: 'status' });
  #least = button('chip', '', () => this.#fill());
  #amount = element('input', { type: 'number', min: 1, step: 1, 'aria-label': 'Your bid in dollars', autocomplete: 'off' });

  constructor({ client, who, body, follow }) {
    this.#client = client;
    this.#who = who;
    const form = element('form', { className: 'say' }, this.#amount, this.#least, element('button', { className: 'primary', textContent: 'Bid' }));
    form.noValidate = true;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send(this.#amount.valueAsNumber);
    });
    body.append(element('div', { className: 'subline' }, this.#round), this.#title, this.#price, this.#leader, this.#left,
      element('div', { className: 'log' }, this.#rows), form, this.#hint);
    follow(kAuction, ({ data }) => this.#came(data));
    setInterval(() => this.#paintLeft(), kPaintMs);
    this.#paint();
  }

  facts() {
    const { round = 0, phase = 'waiting', least = 0, bids = 0, newest = [] } = this.#state ?? {};
    return { round, phase, least, bids, newest, mine: [...this.#mine], refused: [...this.#refused] };
  }

  #came(data) {
    const isOurs = kPhases[data?.phase] && Number.isSafeInteger(data.round) && Number.isSafeInteger(data.least) && Number.isFinite(data.leftMs) && Array.isArray(data.newest);
    if (!isOurs) return;
    const newest = data.newest.slice(0, kNewest).filter((one) => typeof one?.name === 'string' && Number.isSafeInteger(one.amount) && Number.isSafeInteger(one.seq));
    this.#state = { ...data, newest };
    this.#endsAt = performance.now() + data.leftMs;
    this.#paint();
  }

  #fill() {
    if (this.#state) this.#amount.value = this.#state.least;
  }

  async #send(amount) {
    if (!Number.isSafeInteger(amount)) return;
    this.#amount.value = '';
    try {
      const { seq } = await this.#client.publish(kBids, { name: this.#who.name, amount });
      this.#mine.add(seq);
      if (this.#mine.size > kMine) this.#mine.delete(this.#mine.values().next().value);
      setText(this.#hint, '');
    } catch (error) {
      this.#amount.value ||= amount;
      const why = bounded(error.message, 120);
      this.#refused = [...this.#refused, { amount, why }].slice(-kNewest);
      setText(this.#hint, `${dollars(amount)} was not taken: ${why}`);
    }
    this.#paint();
  }

  #paint() {
    const state = this.#state;
    const best = state?.newest[0];
    setText(this.#title, typeof state?.title === 'string' ? bounded(state.title, 80) : 'No auction has been told of yet.');
    setText(this.#round, state ? `Round ${state.round}, ${kPhases[state.phase]}` : '');
    setText(this.#price, best ? dollars(best.amount) : state ? `from ${dollars(state.least)}` : '');
    this.#least.hidden = !state;
    setText(this.#least, state ? `Fill in ${dollars(state.least)}` : '');
    const leads = best && this.#mine.has(best.seq);
    const verb = state?.phase === 'sold' ? ['You have it.', 'has it'] : ['You lead.', 'leads'];
    setText(this.#leader, !best ? 'Nobody has bid yet.' : leads ? verb[0] : `${bounded(best.name, kNameLength)} ${verb[1]}.`);
    this.#leader.toggleAttribute('data-mine', Boolean(leads));
    this.#rows.replaceChildren(...(state?.newest ?? []).map((one) => {
      const name = bounded(one.name, kNameLength);
      return element('li', {}, element('b', { className: `hue-${hueOf(name)}`, textContent: name }),
        element('span', { className: 'num', textContent: dollars(one.amount) }), element('small', { className: 'num', textContent: `#${one.seq}` }));
    }));
    this.#paintLeft();
  }

  #paintLeft() {
    if (!this.#state) return;
    const seconds = Math.max(0, this.#endsAt - performance.now()) / 1000;
    setText(this.#left, this.#state.phase === 'open' ? `${seconds.toFixed(1)} s left; a late bid leaves the others 10 s` : `the next round in ${seconds.toFixed(0)} s`);
  }
}
