// SPDX-License-Identifier: GPL-3.0-or-later
// Source text with a little colour. Every piece is set as text, so whatever the file holds stays text.
const kToken = new RegExp(
  [
    /(?<comment>\/\/[^\n]*)/,
    /(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)/,
    /(?<number>\b\d[\d_.]*\b)/,
    /(?<keyword>\b(?:const|let|new|function|return|if|else|for|of|class|async|await|this|constructor|instanceof|undefined)\b)/,
    /(?<type>\b(?:WebSocket|JSON|Float32Array|Uint8Array|ArrayBuffer|Date|Math|Map|Object)\b)/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
);

export function showCode(element, source) {
  const pieces = [];
  let at = 0;
  for (const match of source.matchAll(kToken)) {
    if (match.index > at) pieces.push(document.createTextNode(source.slice(at, match.index)));
    const span = document.createElement('span');
    span.className = Object.entries(match.groups).find(([, text]) => text !== undefined)[0];
    span.textContent = match[0];
    pieces.push(span);
    at = match.index + match[0].length;
  }
  pieces.push(document.createTextNode(source.slice(at)));
  element.replaceChildren(...pieces);
}
