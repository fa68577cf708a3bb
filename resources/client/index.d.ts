// SPDX-License-Identifier: MIT
import type { ConnectOptions, CoreClient, Feed } from './feeds.js';

export type * from './feeds.js';
export type * from './messages.js';

export declare class WireError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly temporary: boolean;
}

/** Levels are [price, size], the best first. */
export type Level = [number, number];

/** Kept by the deltas, proven by their checksums, asked for anew where one does not fit. */
export interface Book extends EventTarget, AsyncIterable<Book> {
  readonly isValid: boolean;
  readonly version: number;
  readonly checks: number;
  readonly mismatches: number;
  readonly heals: number;
  readonly feed: Feed;
  bids(): Level[];
  asks(): Level[];
  close(): void;
}

export interface Client extends CoreClient {
  book(symbol: string): Book;
}

export interface Options extends ConnectOptions {
  /** Which ways may be used; all, by default. */
  transports?: ('websocket' | 'sse' | 'longpoll')[];
  fetch?: typeof globalThis.fetch;
  /** The first wait before WebSocket is tried again, where it is kept out, and the longest: [60000, 600000]. */
  againMs?: [number, number];
}

export declare function connect(url: string | URL, options?: Options): Client;
export declare function crc32(text: string): number;
export declare function isTerminal(code: number): boolean;
export declare function closeCodeMeaning(code: number): string;
