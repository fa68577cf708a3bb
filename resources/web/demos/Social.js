// SPDX-License-Identifier: GPL-3.0-or-later
// A feed of posts on `social.feed`: the newest come by themselves, older ones a page at a time from the channel's history.
import { bounded, clockTime } from '../NumberFormat.js';
import { hueOf } from './Who.js';
import { button, element, setText } from './element.js';

const kFeed = 'social.feed';
const kPage = 10;
const kAtMost = 500;
const kTextLength = 280;
const kNameLength = 24;

export class Social {
  #client;
  #posts = new Map(); // seq -> row
  #epoch = null;
  #isAtEnd = false;
  #pages = 0;
  #rows = element('ol', { className: 'posts', 'aria-label': 'Posts, newest first', tabIndex: 0 });
  #empty = element('p', { className: 'quiet', textContent: 'Nobody has posted yet.' });
  #hint = element('p', { className: 'hint', role: 'status' });
  #older = button('chip', 'Older posts', () => this.#page());

  constructor({ client, who, body, number, follow }) {
    this.#client = client;
    const text = element('input', { maxLength: kTextLength, placeholder: 'What is new?', 'aria-label': 'Post', autocomplete: 'off' });
    const form = element('form', { className: 'say' }, text, element('button', { className: 'primary', textContent: 'Post' }));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const words = text.value.trim();
      if (!words) return;
      text.value = '';
      try {
        await client.publish(kFeed, { name: who.name, text: words });
        setText(this.#hint, '');
      } catch (error) {
        text.value ||= words;
        setText(this.#hint, bounded(`Not posted: ${error.message}`, 200));
      }
    });
    this.#older.hidden = true;
    body.append(form, this.#hint, element('div', { className: 'log' }, element('div', { className: 'pages', tabIndex: 0, role: 'region', 'aria-label': `Feed, screen ${number + 1}` }, this.#rows, this.#older), this.#empty));
    follow(kFeed, (message) => this.#came(message));
    this.#page();
  }

  facts() {
    return { posts: [...this.#posts.keys()], pages: this.#pages, isAtEnd: this.#isAtEnd };
  }

  /** The page before the oldest post that is shown. */
  async #page() {
    this.#older.disabled = true;
    try {
      const oldest = this.#posts.size ? Math.min(...this.#posts.keys()) : null;
      const since = oldest === null ? undefined : { epoch: this.#epoch, seq: Math.max(0, oldest - kPage - 1) };
      const page = await this.#client.history(kFeed, { since, limit: kPage });
      this.#epoch = page.epoch;
      this.#pages += 1;
      const older = page.publications.filter(({ seq }) => oldest === null || seq < oldest);
      for (const one of older) this.#came(one);
      this.#isAtEnd = older.length < kPage || Math.min(...this.#posts.keys()) <= 1 || this.#posts.size >= kAtMost;
      setText(this.#hint, '');
    } catch (error) {
      // There is no such channel until somebody posts.
      if (this.#posts.size) setText(this.#hint, bounded(`No older posts: ${error.message}`, 200));
    }
    this.#older.disabled = false;
    this.#older.hidden = this.#posts.size === 0 || this.#isAtEnd;
  }

  #came({ data, seq, ts }) {
    if (typeof data?.text !== 'string' || this.#posts.has(seq)) return;
    const name = bounded(typeof data.name === 'string' ? data.name : 'somebody', kNameLength);
    const row = element('li', {}, element('b', { textContent: name, className: `hue-${hueOf(name)}` }),
      element('small', { className: 'num', textContent: `#${seq} ${clockTime(ts)}` }), element('p', { textContent: bounded(data.text, kTextLength) }));
    this.#posts.set(seq, row);
    const ordered = [...this.#posts].sort(([a], [b]) => b - a).slice(0, kAtMost);
    this.#posts = new Map(ordered);
    const at = ordered.findIndex(([one]) => one === seq);
    if (at >= 0) this.#rows.insertBefore(row, this.#rows.children[at] ?? null);
    while (this.#rows.children.length > kAtMost) this.#rows.lastElementChild.remove();
    this.#empty.hidden = true;
  }
}
