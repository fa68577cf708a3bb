// SPDX-License-Identifier: GPL-3.0-or-later
// Socket.IO over its WebSocket transport: "message" goes to all clients (io.emit).
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const server = createServer();
const io = new Server(server, { transports: ['websocket'] });

io.on('connection', (socket) => {
  socket.on('message', (data) => io.emit('message', data));
});

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(`listening ${server.address().port}`));
