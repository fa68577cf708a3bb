// SPDX-License-Identifier: MIT
// In a page or in the browser's console: three prices, then goodbye.
const socket = new WebSocket("ws://127.0.0.1:8080/ws");

socket.onopen = () => {
  socket.send(JSON.stringify({ type: "subscribe", channel: "ticker.AAPL" }));
};

let seen = 0;
socket.onmessage = (event) => {
  const { channel, data } = JSON.parse(event.data);
  console.log(channel, data.price);
  seen += 1;
  if (seen === 3) {
    socket.close(1000, "seen enough");
  }
};

socket.onclose = (event) => {
  console.log("closed with", event.code, event.reason);
};
