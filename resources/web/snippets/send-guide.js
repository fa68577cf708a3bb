// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(url);

// The handshake has not been answered yet: this throws.
socket.send('Hello server');
socket.send(new Uint8Array([1, 2, 3]));
