// SPDX-License-Identifier: GPL-3.0-or-later
const url = new URL('.', location).href.replace('http', 'ws');
const socket = new WebSocket(url);
socket.binaryType = 'arraybuffer';

const samples = new Float32Array([1.5, 2.7, 3.14]);
let blocks = 0;

socket.onopen = () => {
  socket.send(samples.buffer);
  console.log('sent', samples.byteLength, 'bytes', samples);
  socket.send(JSON.stringify({ type: 'subscribe', channel: 'wave.sine1' }));
};

socket.onmessage = (event) => {
  if (!(event.data instanceof ArrayBuffer)) return;
  const wave = new Float32Array(event.data);
  console.log('received', wave);
  blocks += 1;
  if (blocks === 3) socket.close(1000);
};

socket.onclose = (event) => console.log('close', event.code);
