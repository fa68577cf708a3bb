// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(url);

socket.onopen = () => {
  socket.send('Hello server');
  socket.send(new Uint8Array([1, 2, 3]));
  console.log('sent, bufferedAmount', socket.bufferedAmount);
};

socket.onmessage = (event) => {
  const { type, code, name, message } = JSON.parse(event.data);
  console.log(type, code, name, message);
  socket.close(1000, 'still a healthy link');
};

socket.onclose = (event) => console.log('close', event.code, event.reason);
