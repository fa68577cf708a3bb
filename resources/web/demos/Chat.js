// SPDX-License-Identifier: GPL-3.0-or-later
// A room: what is said on `chat.lobby`; what those here are called and whether they type on `chat.lobby.who`, where each says so when
// it comes, changes, or hears of somebody new; who is here is who reads that: `presence.chat.lobby.who`.
import { bounded, clockTime } from '../NumberFormat.js';
import { hueOf } from './Who.js';
import { element, setText } from './element.js';

const kRoom = 'chat.lobby';
const kWho = `${kRoom}.who`;
const kRowsAtMost = 200;
const kPeopleAtMost = 100;
const kTextLength = 500;
const kNameLength = 24;
const kTypingMs = 3000;
const kAnswerMs = 300; // to all who have come meanwhile at once
const kPage = 50;

export class Chat {
  #client;
  #who;
  #rows = element('ol', { className: 'rows', 'aria-label': 'Messages', tabIndex: 0 });
  #empty = element('p', { className: 'quiet', textContent: 'Nobody has said anything yet.' });
  #people = element('ul', { className: 'people', 'aria-label': 'Who is here' });
  #typing = element('p', { className: 'hint', role: 'status' });
  #hint = element('p', { className: 'hint' });
  #input = element('input', { maxLength: kTextLength, placeholder: 'Say something', 'aria-label': 'Message', autocomplete: 'off', spellcheck: false });
  #said = []; // seqs
  #names = new Map(); // session@node -> { name, typingUntil }
  #sessions = []; // session@node
  #presence = null;
  #isTyping = false;
  #timer = null;
  #answer = null;

  constructor({ client, who, body, follow }) {
    this.#client = client;
    this.#who = who;
    const form = element('form', { className: 'say' }, this.#input, element('button', { className: 'primary', textContent: 'Send' }));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send(this.#input.value.trim());
    });
    this.#input.addEventListener('input', () => this.#type());
    body.classList.add('chat-demo');
    body.append(this.#people, element('div', { className: 'log' }, this.#rows, this.#empty), this.#typing, form, this.#hint);
    follow(kRoom, (message) => this.#came(message));
    client.subscribe(kWho, ({ data }) => this.#learn(data, true));
    client.addEventListener('state', () => this.#tell());
    this.#tell();
    who.addEventListener('change', () => this.#tell());
    this.#remember();
  }

  facts() {
    return { said: [...this.#said], people: this.#sessions.length, names: this.#sessions.map((one) => this.#nameOf(one)), known: this.#names.size, typing: this.#typing.textContent };
  }

  /** What was said before this screen came. */
  async #remember() {
    const past = async (channel) => {
      try {
        return (await this.#client.history(channel, { limit: kPage })).publications;
      } catch {
        return []; // There is no such channel until somebody speaks.
      }
    };
    for (const one of await past(kRoom)) this.#came(one);
    for (const { data } of await past(kWho)) this.#learn(data, false);
  }

  async #send(text) {
    if (!text) return;
    this.#input.value = '';
    this.#isTyping = false;
    setText(this.#hint, this.#client.state === 'open' ? '' : 'It goes out when the link is back.');
    try {
      await this.#client.publish(kRoom, { name: this.#who.name, text });
      setText(this.#hint, '');
    } catch (error) {
      this.#input.value ||= text; // unless the next one is being written
      setText(this.#hint, bounded(`Not sent: ${error.message}`, 200));
    }
    this.#tell();
  }

  #type() {
    if (this.#isTyping) return;
    this.#isTyping = true;
    this.#tell();
    setTimeout(() => {
      this.#isTyping = false;
    }, kTypingMs / 2);
  }

  async #tell() {
    if (this.#client.state !== 'open') return;
    try {
      await this.#client.publish(kWho, { session: this.#client.session, node: this.#client.node, name: this.#who.name, typing: this.#isTyping });
      // Before anybody has published there is no channel that somebody could be present on.
      this.#presence ??= this.#client.subscribe(`presence.${kWho}`, ({ data }) => this.#present(data));
    } catch {
      // It is told again with the next change.
    }
  }

  #came({ data, seq, ts }) {
    if (this.#said.includes(seq)) return; // history, and live
    const isForm = typeof data === 'object' && data !== null && typeof data.text === 'string';
    const text = isForm ? data.text : (JSON.stringify(data) ?? '');
    const name = bounded(isForm && typeof data.name === 'string' ? data.name : 'somebody', kNameLength);
    const row = element('li', {}, element('small', { className: 'num', textContent: clockTime(ts) }),
      element('b', { textContent: name, className: `hue-${hueOf(name)}` }), element('span', { textContent: bounded(text, kTextLength) }));
    const at = this.#said.findIndex((one) => one > seq);
    const isAtEnd = this.#rows.scrollHeight - this.#rows.scrollTop - this.#rows.clientHeight < 40;
    if (at < 0) {
      this.#said.push(seq);
      this.#rows.append(row);
    } else {
      this.#said.splice(at, 0, seq);
      this.#rows.children[at].before(row);
    }
    if (this.#said.length > kRowsAtMost) {
      this.#said.shift();
      this.#rows.firstElementChild.remove();
    }
    this.#empty.hidden = true;
    if (isAtEnd) this.#rows.scrollTop = this.#rows.scrollHeight;
  }

  #learn(data, isNow) {
    if (typeof data?.session !== 'string' || typeof data.name !== 'string' || data.session.length > kNameLength) return;
    const id = this.#idOf(data);
    const isNew = !this.#names.has(id);
    this.#names.delete(id);
    this.#names.set(id, { name: bounded(data.name, kNameLength), typingUntil: isNow && data.typing === true ? Date.now() + kTypingMs : 0 });
    if (this.#names.size > kPeopleAtMost) this.#names.delete(this.#names.keys().next().value);
    // Who came after us has not heard our name; those of the history are not among them.
    if (isNew && isNow && id !== this.#idOf(this.#client)) {
      this.#answer ??= setTimeout(() => {
        this.#answer = null;
        this.#tell();
      }, kAnswerMs);
    }
    this.#paint();
  }

  #present(data) {
    if (!Array.isArray(data?.clients)) return;
    this.#sessions = data.clients.filter((one) => typeof one?.session === 'string' && one.session.length <= kNameLength)
      .map((one) => this.#idOf(one)).slice(0, kPeopleAtMost);
    this.#paint();
  }

  /** Nodes of a cluster number their sessions each for itself; one alone does not say whose they are. */
  #idOf({ session, node }) {
    return `${session}@${(typeof node === 'string' ? node : this.#client.node).slice(0, kNameLength)}`;
  }

  #nameOf(id) {
    if (id === this.#idOf(this.#client)) return this.#who.name;
    return this.#names.get(id)?.name ?? id.split('@')[0];
  }

  #paint() {
    const own = this.#idOf(this.#client);
    this.#people.replaceChildren(...this.#sessions.map((id) => {
      const name = this.#nameOf(id);
      return element('li', { className: `hue-${hueOf(name)}`, textContent: id === own ? `${name} (you)` : name });
    }));
    const now = Date.now();
    const typing = this.#sessions.filter((one) => one !== own && this.#names.get(one)?.typingUntil > now).map((one) => this.#nameOf(one));
    setText(this.#typing, typing.length === 0 ? '' : typing.length === 1 ? `${typing[0]} is typing …` : `${typing.length} people are typing …`);
    clearTimeout(this.#timer);
    if (typing.length) this.#timer = setTimeout(() => this.#paint(), kTypingMs);
  }
}
