// SPDX-License-Identifier: GPL-3.0-or-later
// The documents in a browser: addresses are those of this server, and each "try it" reads its channel by the package.
import { connect } from './client/index.js';

const kRows = 6;
const kRowLength = 400;
const kRowMs = 250; // slower than what comes, so that it can be read

const address = new URL('../ws', document.baseURI).href.replace(/^http/, 'ws');
for (const code of document.querySelectorAll('pre code')) {
  const scheme = location.protocol === 'https:' ? 's' : '';
  code.textContent = code.textContent
    .replaceAll('ws://127.0.0.1:8080', `ws${scheme}://${location.host}`)
    .replaceAll('http://127.0.0.1:8080', `http${scheme}://${location.host}`);
}

/** One client for the page, while at least one reader runs. */
let shared = null;
let readers = 0;

function show(item) {
  if (item.values) return `seq ${item.seq}  ${item.samples} samples: ${[...item.values.slice(0, 6)].map((one) => one.toFixed(3)).join(' ')} …`;
  return `${item.isSnapshot ? 'snapshot' : `seq ${item.seq}`}  ${JSON.stringify(item.data)}`;
}

async function run(section, output, button) {
  shared ??= connect(address);
  readers += 1;
  const feed = shared.subscribe(section.dataset.channel);
  button.onclick = () => feed.close();
  button.textContent = 'Stop';
  output.textContent = 'Waiting for what comes …';
  const rows = [];
  let isFresh = false;
  const paint = setInterval(() => {
    if (isFresh) output.textContent = rows.join('\n');
    isFresh = false;
  }, kRowMs);
  try {
    for await (const item of feed) {
      rows.push(show(item).slice(0, kRowLength));
      if (rows.length > kRows) rows.shift();
      isFresh = true;
      section.dataset.came = rows.length;
    }
    output.textContent = rows.join('\n') || 'Nothing came.';
  } catch (error) {
    output.textContent = error.message;
  }
  clearInterval(paint);
  readers -= 1;
  if (readers === 0) {
    shared.close();
    shared = null;
  }
  ready(section, output, button);
}

function ready(section, output, button) {
  button.textContent = 'Run';
  button.onclick = () => run(section, output, button);
}

for (const section of document.querySelectorAll('.try')) ready(section, section.querySelector('pre'), section.querySelector('button'));
