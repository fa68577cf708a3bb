// SPDX-License-Identifier: MIT
// npm install ws; node node.mjs
import WebSocket from "ws";

const socket = new WebSocket("ws://127.0.0.1:8080/ws");

socket.on("open", () => {
  socket.send(JSON.stringify({ type: "subscribe", channel: "ticker.AAPL" }));
});

let seen = 0;
socket.on("message", (message) => {
  if (socket.readyState !== WebSocket.OPEN) return; // was on its way when we closed
  const { channel, data } = JSON.parse(message);
  console.log(channel, data.price);
  seen += 1;
  if (seen === 3) {
    socket.close(1000, "seen enough");
  }
});

socket.on("close", (code, reason) => {
  console.log("closed with", code, reason.toString());
});
