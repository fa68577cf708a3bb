// SPDX-License-Identifier: GPL-3.0-or-later
// One screen of a demo: a client of its own, who it is, the state of its link and what comes over it. The demo fills `body`.
import { closeCodeMeaning } from '../../client/CloseCode.js';
import { connect } from '../../client/index.js';
import { bounded } from '../NumberFormat.js';
import { Who } from './Who.js';
import { button, element, setText } from './element.js';

const kFiguresMs = 1000;
const kOfRights = [101, 102, 103]; // no token, a bad one, one that is not enough
const kWords = { connecting: 'connecting', open: 'connected', closing: 'server is closing', waiting: 'disconnected', stopped: 'ended', login: 'needs a login' };

export class Screen {
  #state = element('strong', { role: 'status' });
  #figures = element('span', { className: 'num figures' });
  #why = element('p', { className: 'hint', role: 'alert', hidden: true });
  #dot = element('span', { className: 'dot', 'aria-hidden': 'true' });
  #link;
  #before = { messages: 0, bytes: 0 };
  #demo = null;
  #refused = null; // a WireError

  /** Reads what the demo is about: where the server refuses that, its words stand in place of the demo. */
  follow = (...what) => {
    const feed = this.client.subscribe(...what);
    feed.addEventListener('refused', ({ detail }) => {
      this.#refused = detail;
      this.#paint();
    });
    return feed;
  };

  /** number: 0, 1 … on this page. address: of the server's WebSocket. */
  constructor(number, address) {
    this.client = connect(address);
    this.who = new Who(number);
    this.number = number;
    this.body = element('div', { className: 'demo' });
    this.#link = element('div', { className: 'link' }, this.#dot, element('span', { className: 'link-text' }, this.#state, this.#figures));
    const name = element('input', { value: this.who.name, maxLength: 24, 'aria-label': `Your name on screen ${number + 1}`, autocomplete: 'off', spellcheck: false });
    name.addEventListener('change', () => {
      this.who.name = name.value;
      name.value = this.who.name;
    });
    const head = element('header', {}, element('label', { className: 'me' }, element('span', { textContent: 'You are' }), name), this.#link);
    this.element = element('section', { className: 'panel screen', 'aria-label': `Screen ${number + 1}` }, head, this.#why, this.body);
    this.client.addEventListener('state', () => this.#paint());
    this.#paint();
    setInterval(() => this.#measure(), kFiguresMs);
  }

  run(Demo) {
    this.#demo = new Demo(this);
  }

  /** What the tests and the console may know. */
  facts() {
    const { messages, bytes } = this.client.wire.received;
    return { state: this.client.state, session: this.client.session, name: this.who.name, id: this.who.id, messages, bytes, ...this.#demo?.facts() };
  }

  close() {
    this.#demo?.close?.();
    this.client.close();
    this.element.remove();
  }

  #paint() {
    const { state } = this.client;
    this.#link.dataset.state = state;
    this.body.toggleAttribute('data-stale', state !== 'open');
    this.body.hidden = this.#refused !== null;
    setText(this.#state, kWords[state]);
    this.#why.hidden = !this.#refused && (state === 'open' || state === 'connecting' || !(this.client.lastClose || state === 'login'));
    if (this.#why.hidden) return;
    if (this.#refused) {
      const { code, message } = this.#refused;
      if (kOfRights.includes(code))
        this.#why.replaceChildren(`The server does not let you read this: ${bounded(message, 200)}. `,
          element('a', { href: '../', textContent: 'Log in on the dashboard' }), ' as somebody who may, then come back.');
      else this.#why.replaceChildren(`This cannot be read: ${bounded(message, 200)}. `, button('chip', 'Try again', () => location.reload()));
      return;
    }
    if (state === 'login') {
      this.#why.replaceChildren('This server wants to know who you are: ', element('a', { href: '../', textContent: 'log in on the dashboard' }), ', then come back.');
      return;
    }
    const { code, reason } = this.client.lastClose;
    this.#why.replaceChildren(`The link ended with ${code} ${closeCodeMeaning(code)}${reason ? ` (${reason})` : ''}. What you see is the last that came. `);
    if (state === 'stopped') this.#why.append(button('chip', 'Connect again', () => this.client.retryNow()));
  }

  #measure() {
    const { messages, bytes } = this.client.wire.received;
    const perSecond = messages - this.#before.messages;
    const bytesPerSecond = bytes - this.#before.bytes;
    this.#before = { messages, bytes };
    const rtt = this.client.rttMs;
    setText(this.#figures, `${perSecond} msg/s  ${(bytesPerSecond / 1000).toFixed(1)} kB/s${Number.isFinite(rtt) ? `  ${Math.round(rtt)} ms` : ''}`);
  }
}
