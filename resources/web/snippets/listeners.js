// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(`${url}socket`);

socket.addEventListener('open', () => {
  console.log('open');
  socket.send(JSON.stringify({ type: 'ping', t: Date.now() }));
});

socket.addEventListener('message', (event) => {
  const message = JSON.parse(event.data);
  console.log('round trip', Date.now() - message.t, 'ms');
});

socket.addEventListener('message', () => socket.close(1000, 'done'));

socket.addEventListener('close', (event) => console.log('close', event.code, event.reason));

socket.addEventListener('error', () => console.log('error'));
