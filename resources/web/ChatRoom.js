// SPDX-License-Identifier: GPL-3.0-or-later
// One chat channel. Whatever others publish is shown as text, letter by letter, and never as markup.
import { bounded, clockTime } from './NumberFormat.js';

const kRowsAtMost = 200;
const kTextLength = 500;
const kNameLength = 24;

export class ChatRoom {
  #client;
  #channel;
  #list;
  #empty;
  #readout;
  #hint;
  #rows = []; // { seq, ts, name, text }

  constructor(client, channel, { list, empty, readout, hint, form, input }) {
    this.#client = client;
    this.#channel = channel;
    this.#list = list;
    this.#empty = empty;
    this.#readout = readout;
    this.#hint = hint;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const text = input.value.trim();
      if (text && this.#send(text)) input.value = '';
    });
  }

  get saved() {
    return this.#rows;
  }

  restore(rows) {
    for (const row of rows.slice(-kRowsAtMost)) {
      if (row && typeof row.text === 'string' && typeof row.name === 'string') this.#add(row);
    }
  }

  publication(data, message) {
    const isForm = typeof data === 'object' && data !== null && typeof data.text === 'string';
    const text = isForm ? data.text : (JSON.stringify(data) ?? '');
    const name = isForm && typeof data.name === 'string' ? data.name : 'somebody';
    this.#add({ seq: message.seq, ts: message.ts, name: bounded(name, kNameLength), text: bounded(text, kTextLength) });
  }

  #send(text) {
    const name = this.#client.session ? `browser ${this.#client.session.slice(0, 6)}` : 'browser';
    const message = { type: 'publish', channel: this.#channel, data: { name, text } };
    const isSent = this.#client.request(message, (reply) => {
      this.#hint.textContent = reply.type === 'error' ? bounded(`${reply.code} ${reply.name}: ${reply.message}`, 200) : '';
    });
    if (!isSent) this.#hint.textContent = 'Not sent: there is no link to the server right now.';
    return isSent;
  }

  #add(row) {
    this.#rows.push(row);
    const isAtEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
    const item = document.createElement('li');
    const head = document.createElement('small');
    head.className = 'num';
    head.textContent = `${clockTime(row.ts)} ${row.name}`;
    const body = document.createElement('span');
    body.textContent = row.text;
    item.append(head, body);
    this.#list.append(item);
    if (this.#rows.length > kRowsAtMost) {
      this.#rows.shift();
      this.#list.firstElementChild.remove();
    }
    this.#empty.hidden = true;
    this.#readout.textContent = `${this.#rows.length} kept`;
    if (isAtEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }
}
