// SPDX-License-Identifier: GPL-3.0-or-later
// The state of the socket in the page's head: readyState as it is now, since when, and, while there is no link,
// why it ended and when the next attempt starts. And whether others on the network can reach this server.
import { closeCodeMeaning } from '../client/CloseCode.js';
import { duration } from './NumberFormat.js';

const kWords = { connecting: 'connecting', open: 'connected', closing: 'server is closing', waiting: 'disconnected', stopped: 'ended', login: 'needs a login' };
const kSlowLine = 'This page reads more slowly than the server sends. It has left the wave and takes one ticker a second until it keeps up.';

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
  #pace;

  /** pace: { behindMs, isEased }, read at each paint. */
  constructor(client, document, pace) {
    this.#client = client;
    this.#pace = pace;
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
    const { behindMs } = this.#pace();
    const isBehind = state === 'open' && behindMs > 0;
    this.#link.dataset.state = isBehind ? 'behind' : state;
    // Until something came over a new link, what is shown is the old one's.
    document.body.toggleAttribute('data-stale', !this.#client.isCurrent);
    this.#set(this.#state, isBehind ? `behind by ${Math.round(behindMs / 1000)} s` : kWords[state]);
    this.#set(this.#detail, this.#detailText());
    this.#insecure.hidden = this.#client.welcome?.insecure !== true;
    // Before the first session a connect in progress needs no alarm.
    const isDown = !this.#client.isCurrent && this.#client.lastClose && state !== 'login';
    const isSlow = this.#client.isCurrent && this.#pace().isEased;
    const isOther = this.#client.transports.why !== '';
    this.#banner.hidden = !(isDown || isSlow || isOther);
    if (!this.#banner.hidden) {
      this.#set(this.#bannerText, isDown ? this.#bannerLine() : isSlow ? kSlowLine : this.#transportLine());
      this.#action.hidden = !(state === 'waiting' || state === 'stopped');
      this.#set(this.#action, state === 'stopped' ? 'Connect again' : 'Retry now');
      this.#banner.dataset.kind = isDown ? state : isSlow ? 'slow' : 'transport';
    }
  }

  #detailText() {
    const { state, openedAtMs, retryAtMs } = this.#client;
    if (state === 'open') {
      const { name, title } = this.#client.transports;
      return duration(Date.now() - openedAtMs) + (name === 'websocket' ? '' : ` by ${title}`);
    }
    if (state === 'waiting') return `retry in ${this.#seconds(retryAtMs)} s`;
    return '';
  }

  #bannerLine() {
    const { state, lastClose, retryAtMs, attempt } = this.#client;
    const { reason } = lastClose;
    const why = `${lastClose.code} ${closeCodeMeaning(lastClose.code)}${reason ? ` (${reason})` : ''}`;
    if (state === 'stopped') return `The link ended with ${why}. The server does not want this page to come back by itself.`;
    if (state !== 'waiting') return `The link ended with ${why}. Connecting; what you see is the last that came.`;
    return `The link ended with ${why}. Attempt ${attempt} in ${this.#seconds(retryAtMs)} s; what you see is the last that came.`;
  }

  #transportLine() {
    const { title, why, againAtMs } = this.#client.transports;
    const again = againAtMs > Date.now() ? ` in ${Math.ceil((againAtMs - Date.now()) / 1000)} s` : ' now';
    return `${why}: this page uses ${title}. WebSocket is tried again${again}.`;
  }

  #seconds(untilMs) {
    return (Math.max(0, untilMs - Date.now()) / 1000).toFixed(1);
  }

  #set(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
}
