// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(`${url}chat`);

socket.onopen = () => {
  socket.send(JSON.stringify({ type: 'greet', msg: 'Hello Server!' }));
};

socket.onmessage = (event) => {
  const message = JSON.parse(event.data);
  console.log(message.type, message.msg);
  socket.close(1000);
};
