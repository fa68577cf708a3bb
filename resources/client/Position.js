// SPDX-License-Identifier: MIT
// Where a reader over HTTP is in its channels, as the server writes it: `<epoch>:<seq>` of each, joined by commas, or
// `<base>~<rest>.<seq in base 36>~…` where the epochs begin alike.
const kNowhere = 'none:0'; // no channel's life: its reader begins with the snapshot

export function readPosition(text) {
  if (!text.includes('~')) return text.split(',').map((part) => split(part, ':', 10, ''));
  const [base, ...parts] = text.split('~');
  return parts.map((part) => split(part, '.', 36, `${base}.`));
}

/** positions: of each channel `{ epoch, seq }`, or null where it has not begun. */
export function writePosition(positions) {
  return positions.map((one) => (one ? `${one.epoch}:${one.seq}` : kNowhere)).join(',');
}

function split(part, mark, base, before) {
  const at = part.lastIndexOf(mark);
  return { epoch: before + part.slice(0, at), seq: Number.parseInt(part.slice(at + 1), base) };
}
