// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(url);
socket.binaryType = 'arraybuffer';

const samples = new Float32Array([1.5, 2.7, 3.14]);

// Still CONNECTING: this throws.
socket.send(samples.buffer);
