// SPDX-License-Identifier: GPL-3.0-or-later
// Who a screen is: a name and a mark of its own, which survive a reload of their tab.
import { bounded } from '../NumberFormat.js';

const kNames = ['Ada', 'Alan', 'Barbara', 'Claude', 'Donald', 'Edsger', 'Frances', 'Grace', 'Hedy', 'Joan', 'Ken', 'Margaret', 'Niklaus', 'Radia', 'Tony', 'Vint'];
const kNameLength = 24;
const kHues = 6;

const random = (below) => Math.floor(Math.random() * below);

export class Who extends EventTarget {
  #key;
  #name;

  /** screen: 0, 1 … within the tab. */
  constructor(screen) {
    super();
    this.#key = `wavetape.demo.${screen}`;
    let stored = null;
    try {
      stored = JSON.parse(sessionStorage.getItem(this.#key));
    } catch {
      // No store, or not ours.
    }
    const isOurs = typeof stored?.name === 'string' && /^[a-z0-9]{4,12}$/.test(stored.id ?? '');
    this.#name = isOurs ? bounded(stored.name, kNameLength) : kNames[random(kNames.length)];
    this.id = isOurs ? stored.id : Math.random().toString(36).slice(2, 10).padEnd(8, '0');
    this.#save();
  }

  get name() {
    return this.#name;
  }
  set name(text) {
    const name = bounded(text.trim(), kNameLength);
    if (!name || name === this.#name) return;
    this.#name = name;
    this.#save();
    this.dispatchEvent(new Event('change'));
  }

  #save() {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify({ name: this.#name, id: this.id }));
    } catch {
      // Then it lasts as long as the page.
    }
  }
}

/** The same one of six colours for the same text, on every screen. */
export function hueOf(text) {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % kHues;
}
