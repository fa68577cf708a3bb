// SPDX-License-Identifier: GPL-3.0-or-later
// The chosen theme (system, dark or light) and the colours of theme.css for what is drawn on a canvas.
const kChoices = ['system', 'dark', 'light'];
const kMedia = { system: '(prefers-color-scheme: light)', dark: 'not all', light: 'all' };
const kStorageKey = 'wavetape.theme';

export class Theme extends EventTarget {
  #sheet = document.getElementById('light-theme');
  #choice = 'system';
  #colors = new Map();

  constructor(button, label) {
    super();
    try {
      const stored = localStorage.getItem(kStorageKey);
      if (kChoices.includes(stored)) this.#choice = stored;
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    const show = () => {
      label.textContent = this.#choice;
      button.setAttribute('aria-label', `Theme: ${this.#choice}`);
    };
    button.addEventListener('click', () => {
      this.#choice = kChoices[(kChoices.indexOf(this.#choice) + 1) % kChoices.length];
      try {
        localStorage.setItem(kStorageKey, this.#choice);
      } catch {
        // As above.
      }
      show();
      this.#apply();
    });
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#apply());
    show();
    this.#apply();
  }

  /** A colour of theme.css by its name there: color('accent'). */
  color(name) {
    let value = this.#colors.get(name);
    if (!value) {
      value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      this.#colors.set(name, value);
    }
    return value;
  }

  /** The family for digits on a canvas. */
  get font() {
    return this.color('mono');
  }

  #apply() {
    this.#sheet.media = kMedia[this.#choice];
    this.#colors.clear();
    this.dispatchEvent(new Event('change'));
  }
}
