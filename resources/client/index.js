// SPDX-License-Identifier: MIT
import { Book } from './Book.js';
import { Client as Core } from './Client.js';
import { fallbacks } from './Fallbacks.js';
import { Transports } from './Transports.js';

export { Backoff } from './Backoff.js';
export { closeCodeMeaning, isTerminal } from './CloseCode.js';
export { readEvents } from './EventLink.js';
export { fallbacks } from './Fallbacks.js';
export { OrderBook, crc32 } from './OrderBook.js';
export { Subscription } from './Subscription.js';
export { Transports } from './Transports.js';
export { WireClient } from './WireClient.js';
export { WireError } from './WireError.js';

export class Client extends Core {
  /** The order book of a symbol: proven by its checksums, asked for anew where one does not fit. */
  book(symbol) {
    return new Book((handler) => this.open(`book.${symbol}`, {}, handler));
  }
}

/**
 * A client of the server at `url`, such as ws://127.0.0.1:8080/ws: connected from now on, whatever happens to the link.
 * options: { token, transports, WebSocket, fetch, backoff, store, network, againMs }.
 */
export function connect(url, { WebSocket: socket = globalThis.WebSocket, fetch, transports: names, againMs, ...options } = {}) {
  return new Client(url, new Transports({ socket, fetch, fallbacks, names, againMs }), options);
}
