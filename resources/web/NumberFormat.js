// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and times as text of constant width.
const kNone = '–';

export function fixed(value, decimals) {
  return Number.isFinite(value) ? value.toFixed(decimals) : kNone;
}

const kGrouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A whole number in groups of three digits. */
export function grouped(value) {
  return Number.isFinite(value) ? kGrouped.format(value) : kNone;
}

const kCompact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** "19.4M": a count where only its size matters. */
export function compact(value) {
  return Number.isFinite(value) ? kCompact.format(value) : kNone;
}

/** "+1.25 %" or "−0.40 %": the sign says what the colour says. */
export function signedPercent(value) {
  if (!Number.isFinite(value)) return kNone;
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} %`;
}

/** How many decimals show a price exactly, between 2 and 6. */
export function priceDecimals(value) {
  const text = String(value);
  const point = text.indexOf('.');
  return Math.min(6, Math.max(2, point < 0 ? 0 : text.length - point - 1));
}

const pad = (value, width) => String(value).padStart(width, '0');

export function clockTime(ms, withMs = false) {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return kNone;
  const text = `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}`;
  return withMs ? `${text}.${pad(date.getMilliseconds(), 3)}` : text;
}

export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
}

/** Text from the wire, cut to a bounded length. */
export function bounded(text, length) {
  const value = typeof text === 'string' ? text : String(text);
  return value.length > length ? `${value.slice(0, length - 1)}…` : value;
}

/**
 * A number with an SI prefix. The prefix changes only when the value has left its range by a tenth, so that a
 * number near a border does not flicker between two units.
 */
export class SiFormat {
  #unit;
  #decimals;
  #power = 0;

  constructor(unit, decimals = 1) {
    this.#unit = unit;
    this.#decimals = decimals;
  }

  format(value) {
    if (!Number.isFinite(value)) return { number: kNone, unit: this.#unit };
    const size = Math.abs(value);
    while (this.#power < 3 && size >= 1000 ** (this.#power + 1)) this.#power += 1;
    while (this.#power > 0 && size < 0.9 * 1000 ** this.#power) this.#power -= 1;
    const decimals = this.#power === 0 && Number.isInteger(value) ? 0 : this.#decimals;
    return {
      number: (value / 1000 ** this.#power).toFixed(decimals),
      unit: ['', 'k', 'M', 'G'][this.#power] + this.#unit,
    };
  }
}
