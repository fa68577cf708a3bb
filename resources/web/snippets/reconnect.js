// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const base = 1000;
const cap = 30000;
let attempt = 0;
let opened = 0;

function connect() {
  const socket = new WebSocket(`${url}ws`);
  let stable;

  socket.onopen = () => {
    opened += 1;
    console.log('open, time', opened);
    // Only a link that holds makes the next wait short again.
    stable = setTimeout(() => { attempt = 0; }, 30000);
    // For the show: the first link ends with a code of our own, the second as intended.
    if (opened === 1) socket.close(4000, 'as if the link had broken');
    else socket.close(1000, 'done');
  };

  socket.onclose = (event) => {
    clearTimeout(stable);
    console.log('close', event.code, event.reason);
    if (event.code === 1000 || attempt === 10) return;
    const wait = Math.random() * Math.min(cap, base * 2 ** attempt);
    attempt += 1;
    console.log('attempt', attempt, 'in', Math.round(wait), 'ms');
    setTimeout(connect, wait);
  };
}

connect();
