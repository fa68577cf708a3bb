// SPDX-License-Identifier: GPL-3.0-or-later
// A row of buttons of which one is chosen: arrow keys move the choice, as in a radio group.
export class Segments {
  #box;
  #choose;
  #buttons = new Map();
  value = null;

  constructor(box, onChoose) {
    this.#box = box;
    this.#choose = onChoose;
    box.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const values = [...this.#buttons.keys()];
      const next = values[(values.indexOf(this.value) + step + values.length) % values.length];
      this.#buttons.get(next).focus();
      this.#choose(next);
    });
  }

  /** entries: [value, label] pairs. */
  setEntries(entries) {
    this.#buttons.clear();
    this.#box.replaceChildren(
      ...entries.map(([value, label]) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.setAttribute('role', 'radio');
        button.dataset.value = value;
        button.textContent = label;
        button.addEventListener('click', () => this.#choose(value));
        this.#buttons.set(value, button);
        return button;
      }),
    );
    this.setValue(this.value);
  }

  setValue(value) {
    this.value = value;
    for (const [name, button] of this.#buttons) {
      const chosen = name === value;
      button.setAttribute('aria-checked', String(chosen));
      button.tabIndex = chosen || !this.#buttons.has(value) ? 0 : -1;
    }
  }
}
