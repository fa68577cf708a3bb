// SPDX-License-Identifier: GPL-3.0-or-later
// Elements without markup: text that came over the wire goes through `textContent` and nothing else.

/** element('b', { className: 'num', 'aria-label': 'Price', textContent: '1.20' }, child, …) */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== 'role') made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A button of the page's own kinds: `primary`, `chip`. */
export function button(kind, text, onClick) {
  const made = element('button', { type: 'button', className: kind, textContent: text });
  made.addEventListener('click', onClick);
  return made;
}

/** Writes only what has changed. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
