// SPDX-License-Identifier: MIT
// Over WebSocket alone: what most programs need, and the smallest.
import { Client } from './Client.js';
import { WebSocketWay } from './WebSocketWay.js';

export { Client } from './Client.js';
export { WireError } from './WireError.js';

/** As in index.js, without other ways to the server and without `book()`. */
export function connect(url, { WebSocket: socket = globalThis.WebSocket, ...options } = {}) {
  return new Client(url, new WebSocketWay({ socket }), options);
}
