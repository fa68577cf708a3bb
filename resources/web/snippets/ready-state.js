// SPDX-License-Identifier: GPL-3.0-or-later
const names = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(`${url}echo`);

function sendIfOpen(text) {
  if (socket.readyState === WebSocket.OPEN) {
    socket.send(text);
    console.log(socket.readyState, names[socket.readyState], 'sent', text);
  } else {
    console.log(socket.readyState, names[socket.readyState], 'kept back', text);
  }
}

sendIfOpen('too early');
socket.onopen = () => sendIfOpen('in time');
socket.onmessage = () => {
  socket.close(1000);
  sendIfOpen('too late');
};
socket.onclose = () => sendIfOpen('far too late');
