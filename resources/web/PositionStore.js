// SPDX-License-Identifier: GPL-3.0-or-later
// What survives a reload: choices in localStorage (for every tab), positions and the rows that belong to them in
// sessionStorage (for this tab alone). A position and its rows are written as one value, so that they agree.
const kChoices = 'wavetape.choices';
const kPositions = 'wavetape.positions';
const kForm = 1;

function read(storage, key) {
  try {
    const value = JSON.parse(storage.getItem(key));
    return value?.form === kForm ? value : null;
  } catch {
    return null; // no storage, or not ours
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify({ form: kForm, ...value }));
  } catch {
    // Full or forbidden: the page then starts afresh after a reload.
  }
}

const isPosition = (value) => typeof value?.epoch === 'string' && Number.isSafeInteger(value.seq) && value.seq >= 0;

export class PositionStore {
  loadChoices() {
    return read(localStorage, kChoices) ?? {};
  }

  saveChoices(choices) {
    write(localStorage, kChoices, choices);
  }

  /** { position, rows } of a channel, or null. */
  load(channel) {
    const entry = read(sessionStorage, kPositions)?.channels?.[channel];
    if (!isPosition(entry?.position) || !Array.isArray(entry.rows)) return null;
    return { position: { epoch: entry.position.epoch, seq: entry.position.seq }, rows: entry.rows };
  }

  /** entries: [channel, { position, rows }] pairs; what is not among them is forgotten. */
  save(entries) {
    write(sessionStorage, kPositions, { channels: Object.fromEntries(entries) });
  }
}
