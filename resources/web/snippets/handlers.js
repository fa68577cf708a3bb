// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(url);

socket.onopen = () => {
  console.log('open, readyState', socket.readyState);
  socket.send(JSON.stringify({ type: 'ping', t: 'hello' }));
};

socket.onmessage = (event) => {
  console.log('message', event.data);
  socket.close(1000, 'seen enough');
};

socket.onclose = (event) => {
  console.log('close', event.code, event.reason, event.wasClean ? 'clean' : 'not clean');
};

socket.onerror = () => {
  console.log('error: the close event that follows has the code');
};
