// SPDX-License-Identifier: GPL-3.0-or-later
// Node `ws`: /echo answers the sender, every other path answers all clients ("Server broadcast" of its README).
import { createServer } from 'node:http';
import WebSocket, { WebSocketServer } from 'ws';

const server = createServer();
const echo = new WebSocketServer({ noServer: true });
const broadcast = new WebSocketServer({ noServer: true });

echo.on('connection', (ws) => {
  ws.on('error', () => {});
  ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }));
});

broadcast.on('connection', (ws) => {
  ws.on('error', () => {});
  ws.on('message', (data, isBinary) => {
    broadcast.clients.forEach((client) => {
      if (client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary });
    });
  });
});

server.on('upgrade', (request, socket, head) => {
  const wss = request.url === '/echo' ? echo : broadcast;
  wss.handleUpgrade(request, socket, head, (ws) => wss.emit('connection', ws, request));
});

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(`listening ${server.address().port}`));
