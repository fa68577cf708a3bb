// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(`${url}realtime`);

socket.onopen = () => {
  socket.send(JSON.stringify({ type: 'subscribe', channel: 'updates' }));
  // Anybody may publish to it; so that you see something, this page does.
  socket.send(JSON.stringify({ type: 'publish', channel: 'updates', data: { text: 'first update' } }));
};

socket.onmessage = (event) => {
  const message = JSON.parse(event.data);
  console.log(message.channel, message.data, 'seq', message.seq);
  socket.close(1000);
};

socket.onclose = (event) => console.log('close', event.code);
