// SPDX-License-Identifier: GPL-3.0-or-later
// Everybody's pointer over one area. Each has a channel of its own, `game.cursors.<who>`, and all are read as `game.cursors.*` at a
// rate that the reader chooses: of each pointer the newest place is enough, and what came between is never sent.
import { Segments } from '../Segments.js';
import { bounded } from '../NumberFormat.js';
import { hueOf } from './Who.js';
import { element, setText } from './element.js';

const kPrefix = 'game.cursors.';
const kRates = [60, 30, 20, 5];
const kFirstRate = 30;
const kSendHz = 60;
const kNoticeMs = 2000; // who rests says so, for those who come later
const kGoneMs = 6000;
const kAtMost = 200;
const kNameLength = 24;
const isPlace = (value) => Number.isFinite(value) && value >= 0 && value <= 1;

export class Cursors {
  #client;
  #follow;
  #who;
  #area = element('div', { className: 'area', role: 'application', tabIndex: 0, 'aria-label': 'Move the pointer here; arrow keys work too' });
  #readout = element('p', { className: 'num readout', role: 'status' });
  #others = new Map(); // id -> { mark, x, y, atMs }
  #place = null;
  #sentPlace = null;
  #isSending = false;
  #sentAtMs = 0;
  #hz = kFirstRate;
  #feed = null;
  #came = 0;
  #bytes = 0;
  #kept = 0; // by the streams of subscriptions before this one

  constructor({ client, who, body, number, follow }) {
    this.#follow = follow;
    this.#client = client;
    this.#who = who;
    const rates = element('div', { className: 'segments', role: 'radiogroup', 'aria-label': `Places a second of each pointer, screen ${number + 1}` });
    const segments = new Segments(rates, (hz) => {
      segments.setValue(hz);
      this.#read(hz);
    });
    segments.setEntries(kRates.map((hz) => [hz, `${hz} Hz`]));
    segments.setValue(kFirstRate);
    body.classList.add('cursors-demo');
    body.append(element('div', { className: 'subline' }, element('span', { textContent: 'Read at' }), rates, this.#readout), this.#area);
    this.#area.append(element('p', { className: 'quiet', textContent: 'Move your pointer here, on two screens.' }));
    this.#area.addEventListener('pointermove', (event) => this.#point(event));
    this.#area.addEventListener('pointerdown', (event) => this.#point(event));
    this.#area.addEventListener('keydown', (event) => this.#step(event));
    this.#read(kFirstRate);
    setInterval(() => this.#tick(), 1000 / kSendHz);
  }

  facts() {
    const saved = this.#saved();
    return {
      hz: this.#hz, came: this.#came, saved, savedBytes: this.#bytesSaved(saved), place: this.#place && { ...this.#place },
      others: Object.fromEntries([...this.#others].map(([id, { x, y }]) => [id, { x, y }])),
    };
  }

  #read(hz) {
    this.#kept = this.#saved();
    this.#feed?.close();
    this.#hz = hz;
    this.#feed = this.#follow(`${kPrefix}*`, { policy: 'conflate', maxRate: hz }, ({ channel, data }) => this.#moved(channel.slice(kPrefix.length), data));
  }

  #streams() {
    return this.#client.wire.subscriptions.get(`${kPrefix}*`)?.streams.values() ?? [];
  }

  #saved() {
    let saved = this.#kept;
    for (const { conflated } of this.#streams()) saved += conflated;
    return saved;
  }

  #bytesSaved(saved) {
    return this.#came ? Math.round((saved * this.#bytes) / this.#came) : 0;
  }

  #point(event) {
    const box = this.#area.getBoundingClientRect();
    this.#move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  #step(event) {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    const { x: fromX, y: fromY } = this.#place ?? { x: 0.5, y: 0.5 };
    this.#move(fromX + x / 50, fromY + y / 50);
  }

  #move(x, y) {
    const within = (value) => Math.round(Math.min(1, Math.max(0, value)) * 10000) / 10000;
    this.#place = { x: within(x), y: within(y) };
    this.#show(this.#who.id, this.#who.name, this.#place);
  }

  #tick() {
    const now = performance.now();
    for (const [id, one] of this.#others) if (id !== this.#who.id && now - one.atMs > kGoneMs) this.#forget(id);
    const isDue = this.#place && (this.#place !== this.#sentPlace || now - this.#sentAtMs > kNoticeMs);
    if (isDue && !this.#isSending && this.#client.state === 'open' && !document.hidden) this.#send(now);
    const saved = this.#saved();
    setText(this.#readout, `${this.#others.size} here  ${this.#came} places came  ${saved} never sent  ${(this.#bytesSaved(saved) / 1000).toFixed(1)} kB saved`);
  }

  async #send(now) {
    this.#isSending = true;
    this.#sentAtMs = now;
    const place = this.#place;
    try {
      await this.#client.publish(kPrefix + this.#who.id, { ...place, name: this.#who.name });
      this.#sentPlace = place;
    } catch {
      // The next place says more than this one.
    }
    this.#isSending = false;
  }

  #moved(id, data) {
    this.#came += 1;
    this.#bytes += JSON.stringify(data)?.length ?? 0;
    if (id === this.#who.id || !isPlace(data?.x) || !isPlace(data.y)) return;
    this.#show(id, bounded(typeof data.name === 'string' ? data.name : id, kNameLength), data);
  }

  #show(id, name, { x, y }) {
    let one = this.#others.get(id);
    if (!one) {
      if (this.#others.size >= kAtMost) return;
      const label = element('span');
      one = { mark: element('div', { className: `cursor hue-${hueOf(id)}` }, label), label };
      this.#others.set(id, one);
      this.#area.append(one.mark);
      this.#area.querySelector('.quiet')?.remove();
    }
    Object.assign(one, { x, y, atMs: performance.now() });
    setText(one.label, id === this.#who.id ? `${name} (you)` : name);
    one.mark.style.left = `${x * 100}%`;
    one.mark.style.top = `${y * 100}%`;
  }

  #forget(id) {
    this.#others.get(id)?.mark.remove();
    this.#others.delete(id);
  }
}
