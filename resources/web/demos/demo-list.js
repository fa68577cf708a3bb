// SPDX-License-Identifier: GPL-3.0-or-later
// The list of the demos, with how many read the channels of each now.
import { Theme } from '../Theme.js';
import { connect } from '../../client/index.js';
import { setText } from './element.js';

const kAskMs = 2000;

const find = (id) => document.getElementById(id);
new Theme(find('theme-toggle'), find('theme-name'));
const client = connect(new URL('../ws', document.baseURI).href.replace(/^http/, 'ws'));
const cards = [...document.querySelectorAll('.demo-list li')];

async function look() {
  if (document.hidden || client.state !== 'open') return;
  for (const card of cards) {
    const [name] = card.dataset.channels.split(' ');
    const prefix = name.replace(/\*$/, '');
    try {
      const rows = await client.list(prefix);
      const readers = Math.max(0, ...rows.map((row) => Number(row.subscribers) || 0));
      const told = card.querySelector('.readers');
      told.toggleAttribute('data-none', readers === 0);
      setText(told, readers === 0 ? 'nobody is here' : `${readers} here`);
    } catch {
      setText(card.querySelector('.readers'), '');
    }
  }
}
client.addEventListener('state', look);
setInterval(look, kAskMs);
