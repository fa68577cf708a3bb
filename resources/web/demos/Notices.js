// SPDX-License-Identifier: GPL-3.0-or-later
// Notices that want an answer: each is published on `notices.desk`, and whoever has read it says so on `notices.desk.read` by its
// number. All screens see who has, and what waits.
import { bounded, clockTime } from '../NumberFormat.js';
import { button, element, setText } from './element.js';

const kNotices = 'notices.desk';
const kRead = `${kNotices}.read`;
const kAtMost = 100;
const kTextLength = 200;
const kNameLength = 24;
const kKinds = ['info', 'warning', 'alarm'];

export class Notices {
  #client;
  #who;
  #notices = new Map(); // seq -> { row, readers, mine }
  #readEarly = new Map(); // seq -> Map(id -> name): an answer that came before its notice
  #rows = element('ol', { className: 'notices', 'aria-label': 'Notices, newest first', tabIndex: 0 });
  #empty = element('p', { className: 'quiet', textContent: 'Nothing to tell yet.' });
  #hint = element('p', { className: 'hint', role: 'status' });
  #count = element('span', { className: 'num readout', role: 'status' });

  constructor({ client, who, body, follow }) {
    this.#client = client;
    this.#who = who;
    const kind = element('select', { 'aria-label': 'Kind' }, ...kKinds.map((name) => element('option', { value: name, textContent: name })));
    const text = element('input', { maxLength: kTextLength, placeholder: 'Tell everybody', 'aria-label': 'Notice', autocomplete: 'off' });
    const form = element('form', { className: 'say' }, kind, text, element('button', { className: 'primary', textContent: 'Notify' }));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const words = text.value.trim();
      if (!words) return;
      text.value = '';
      if (!await this.#publish(kNotices, { kind: kind.value, text: words, name: who.name, from: who.id })) text.value ||= words;
    });
    body.append(element('div', { className: 'subline' }, this.#count), element('div', { className: 'log' }, this.#rows, this.#empty), form, this.#hint);
    follow(kNotices, (message) => this.#came(message));
    client.subscribe(kRead, ({ data }) => this.#read(data));
    this.#remember();
  }

  facts() {
    const all = [...this.#notices];
    return { notices: all.map(([seq]) => seq), unread: all.filter(([, one]) => !one.mine).length, readers: Object.fromEntries(all.map(([seq, one]) => [seq, one.readers.size])) };
  }

  async #remember() {
    for (const [channel, take] of [[kNotices, (one) => this.#came(one)], [kRead, ({ data }) => this.#read(data)]]) {
      try {
        const { publications } = await this.#client.history(channel, { limit: kAtMost });
        publications.forEach(take);
      } catch {
        // There is no such channel yet.
      }
    }
  }

  /** Whether it was taken. */
  async #publish(channel, data) {
    try {
      await this.#client.publish(channel, data);
      setText(this.#hint, '');
      return true;
    } catch (error) {
      setText(this.#hint, bounded(`Not sent: ${error.message}`, 200));
      return false;
    }
  }

  #came({ data, seq, ts }) {
    if (typeof data?.text !== 'string' || this.#notices.has(seq)) return;
    const readers = element('small');
    const acknowledge = button('chip', 'Mark as read', () => this.#publish(kRead, { seq, id: this.#who.id, name: this.#who.name }));
    const kind = kKinds.includes(data.kind) ? data.kind : kKinds[0];
    const row = element('li', { className: `notice ${kind}` }, element('small', { className: 'num', textContent: clockTime(ts) }),
      element('b', { textContent: kind }), element('span', { textContent: bounded(data.text, kTextLength) }), readers, acknowledge);
    this.#notices.set(seq, { row, label: readers, acknowledge, readers: this.#readEarly.get(seq) ?? new Map(), mine: false });
    this.#readEarly.delete(seq);
    const ordered = [...this.#notices].sort(([a], [b]) => a - b).slice(-kAtMost);
    this.#notices = new Map(ordered);
    this.#rows.replaceChildren(...ordered.map(([, one]) => one.row).reverse());
    this.#paint(seq);
  }

  #read(data) {
    if (!Number.isSafeInteger(data?.seq) || typeof data.id !== 'string' || data.id.length > kNameLength) return;
    let readers = this.#notices.get(data.seq)?.readers ?? this.#readEarly.get(data.seq);
    if (!readers) {
      if (this.#readEarly.size >= kAtMost) this.#readEarly.delete(this.#readEarly.keys().next().value);
      this.#readEarly.set(data.seq, (readers = new Map()));
    }
    if (readers.size < kAtMost) readers.set(data.id, bounded(typeof data.name === 'string' ? data.name : data.id, kNameLength));
    this.#paint(data.seq);
  }

  #paint(seq) {
    const one = this.#notices.get(seq);
    if (one) {
      one.mine = one.readers.has(this.#who.id);
      one.acknowledge.hidden = one.mine;
      one.row.toggleAttribute('data-read', one.mine);
      setText(one.label, one.readers.size ? `read by ${[...one.readers.values()].slice(0, 5).join(', ')}${one.readers.size > 5 ? ` and ${one.readers.size - 5} more` : ''}` : 'nobody has read it');
    }
    this.#empty.hidden = this.#notices.size > 0;
    const unread = [...this.#notices.values()].filter((each) => !each.mine).length;
    setText(this.#count, `${unread} unread of ${this.#notices.size}`);
  }
}
