// SPDX-License-Identifier: GPL-3.0-or-later
// The state of the socket in the page's head: readyState as it is now, since when, and, while there is no link,
// why it ended and when the next attempt starts. And whether others on the network can reach this server.
import { closeCodeMeaning } from './CloseCode.js';
import { duration } from './NumberFormat.js';

const kWords = { connecting: 'connecting', open: 'connected', closing: 'server is closing', waiting: 'disconnected', stopped: 'ended', login: 'needs a login' };

export class ConnectionPanel {
  #client;
  #steps;
  #link;
  #state;
  #detail;
  #banner;
  #bannerText;
  #action;
  #insecure;

  constructor(client, document) {
    this.#client = client;
    const find = (id) => document.getElementById(id);
    this.#steps = [...document.querySelectorAll('.ready li')];
    this.#link = find('link');
    this.#link.title = client.url;
    this.#state = find('link-state');
    this.#detail = find('link-detail');
    this.#banner = find('banner');
    this.#bannerText = find('banner-text');
    this.#action = find('banner-action');
    this.#insecure = find('insecure');
    this.#action.addEventListener('click', () => client.retryNow());
    client.addEventListener('state', () => this.paint());
  }

  paint() {
    const { state, readyState } = this.#client;
    for (const step of this.#steps) step.toggleAttribute('data-on', Number(step.dataset.state) === readyState);
    this.#link.dataset.state = state;
    document.body.dataset.link = state;
    this.#set(this.#state, kWords[state]);
    this.#set(this.#detail, this.#detailText());
    this.#insecure.hidden = this.#client.welcome?.insecure !== true;
    const isDown = state === 'waiting' || state === 'stopped';
    // Before the first session a connect in progress needs no alarm.
    this.#banner.hidden = !(isDown && this.#client.lastClose);
    if (!this.#banner.hidden) {
      this.#set(this.#bannerText, this.#bannerLine());
      this.#set(this.#action, state === 'stopped' ? 'Connect again' : 'Retry now');
      this.#banner.dataset.kind = state;
    }
  }

  #detailText() {
    const { state, openedAtMs, retryAtMs } = this.#client;
    if (state === 'open') return duration(Date.now() - openedAtMs);
    if (state === 'waiting') return `retry in ${this.#seconds(retryAtMs)} s`;
    return '';
  }

  #bannerLine() {
    const { state, lastClose, retryAtMs, attempt } = this.#client;
    const { reason } = lastClose;
    const why = `${lastClose.code} ${closeCodeMeaning(lastClose.code)}${reason ? ` (${reason})` : ''}`;
    if (state === 'stopped') return `The link ended with ${why}. The server does not want this page to come back by itself.`;
    return `The link ended with ${why}. Attempt ${attempt} in ${this.#seconds(retryAtMs)} s; what you see is the last that came.`;
  }

  #seconds(untilMs) {
    return (Math.max(0, untilMs - Date.now()) / 1000).toFixed(1);
  }

  #set(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
}
