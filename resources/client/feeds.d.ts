// SPDX-License-Identifier: MIT
// What feeds bring, and the options of a client: what `index` and `websocket` have in common.
import type {
  Alert, Alerts, BookDelta, BookSnapshot, Candle, Candles, ChannelRow, HistoryMessage, Index, News, NewsItem, Policy, Position,
  PresenceMessage, Status, Statuses, Ticker, Trade,
} from './messages.js';

/** What publications of a channel carry; `unknown` of those that clients publish. */
export type DataOf<C extends string> =
  C extends `ticker.${string}` ? Ticker :
  C extends `trades.${string}` ? Trade :
  C extends `book.${string}` ? BookDelta :
  C extends `candles.${string}` ? Candle :
  C extends `index.${string}` ? Index :
  C extends 'alerts' ? Alert :
  C extends 'news' ? NewsItem :
  C extends 'status' ? Status :
  unknown;

/** What the snapshot of a channel carries. */
export type SnapshotOf<C extends string> =
  C extends `book.${string}` ? BookSnapshot :
  C extends `candles.${string}` ? Candles :
  C extends 'alerts' ? Alerts :
  C extends 'news' ? News :
  C extends 'status' ? Statuses :
  DataOf<C>;

interface Named {
  /** Its own name, also where a prefix is read. */
  channel: string;
  seq: number;
}
export interface Publication<T> extends Named {
  data: T;
  /** Milliseconds since 1970. */
  ts: number;
  isSnapshot: false;
}
export interface Snapshot<T> extends Named {
  data: T;
  ts: undefined;
  isSnapshot: true;
}
/** A block of samples, lanes interleaved. `values` is a view of what came over the wire, not a copy. */
export interface WaveBlock extends Named {
  values: Float32Array;
  timeMs: number;
  samples: number;
  lanes: number;
}
/** Publications that will not come: `to - from + 1` of them. reason: drop, evicted, history, backplane; reader (its own limit); unexplained. */
export interface Loss {
  channel: string;
  epoch: string | null;
  from: number;
  to: number;
  n: number;
  reason: string;
}
export type Item<C extends string> = C extends `wave.${string}` | `uplink.${string}` ? WaveBlock : Publication<DataOf<C>> | Snapshot<SnapshotOf<C>>;

export interface FeedOptions {
  /** Behind which to go on; by default what `store` remembers, else now. */
  since?: Position | null;
  policy?: Exclude<Policy, 'low-priority-first' | 'unbounded'>;
  /** Per second and key; implies conflate. */
  maxRate?: number;
  snapshot?: boolean;
  /** How many may wait for the reader (1,024). */
  limit?: number;
  /** What happens beyond: the server stops and goes on later (`pause`, where the channel can be resumed), the oldest is lost and told of, or the feed fails. */
  overflow?: 'pause' | 'drop-oldest' | 'error';
  /** Read losses in their place, as `{ type: 'loss', … }`, besides the event. */
  losses?: boolean;
}
export type Handler<C extends string> = (item: Item<C>) => void;
type ListenOptions = Parameters<EventTarget['addEventListener']>[2];

export interface Feed<C extends string = string> extends EventTarget, AsyncIterableIterator<Item<C>> {
  readonly channel: C;
  readonly state: 'idle' | 'asked' | 'live' | 'paused' | 'refused' | 'closed';
  readonly error: Error | null;
  readonly position: Position | null;
  readonly pending: number;
  readonly pauses: number;
  readonly conflated: number;
  readonly lost: number;
  next(): Promise<IteratorResult<Item<C>, undefined>>;
  return(value?: unknown): Promise<IteratorResult<Item<C>, undefined>>;
  [Symbol.asyncIterator](): this;
  close(): void;
  addEventListener(type: 'loss', listener: (event: Event & { detail: Loss }) => void, options?: ListenOptions): void;
  /** It has ended: the server refuses the channel, or more waited than may. What `next()` rejects with. */
  addEventListener(type: 'refused', listener: (event: Event & { detail: Error }) => void, options?: ListenOptions): void;
  addEventListener(type: string, listener: (event: Event) => void, options?: ListenOptions): void;
}
/** A feed with `losses: true`. */
export type FeedWithLosses<C extends string> = Omit<Feed<C>, typeof Symbol.asyncIterator | 'next'> & AsyncIterable<Item<C> | ({ type: 'loss' } & Loss)>;

export interface SocketLike {
  readonly readyState: number;
  readonly protocol: string;
  readonly bufferedAmount: number;
  binaryType: string;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}
/** The browser's, Node's own (22), or npm's `ws`. */
export type SocketClass = new (url: string, protocols?: string[]) => SocketLike;

export interface ConnectOptions {
  /** Or a function that makes one for each attempt; where it fails that attempt has failed, and another follows. */
  token?: string | (() => string | Promise<string>) | null;
  /** Where the environment has none (Node 18 and 20): npm's `ws`. */
  WebSocket?: SocketClass;
  backoff?: { baseMs?: number; factor?: number; capMs?: number; random?: () => number };
  /** sessionStorage, localStorage or the like: feeds go on after a reload. */
  store?: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Who says `online`, instead of the window. */
  network?: EventTarget;
}

export type State = 'connecting' | 'open' | 'closing' | 'waiting' | 'stopped' | 'login';

export interface PublishOptions {
  /** The same key on a channel within 5 minutes is published once; made for you. */
  key?: string;
  timeoutMs?: number;
}

/** An attempt that failed, or a link that ended. */
export interface Down {
  /** What was tried, without its query. */
  url: string;
  transport: 'websocket' | 'sse' | 'longpoll';
  code: number;
  /** The server's words; of an attempt what the environment says, which in browsers is nothing: then that nothing opened there. */
  reason: string;
  wasClean: boolean;
  /** False: the attempt failed. */
  wasOpen: boolean;
  /** How many attempts have followed each other since the last link that lasted. */
  attempt: number;
  /** Null: it is not tried again. */
  retryInMs: number | null;
}

export interface CoreClient extends EventTarget {
  readonly state: State;
  readonly transport: 'websocket' | 'sse' | 'longpoll';
  readonly session: string | null;
  /** Of the server: a session's name is its node's. */
  readonly node: string;
  readonly lastClose: { code: number; reason: string; wasClean: boolean; retry: boolean } | null;
  readonly rttMs: number;
  readonly opens: number;
  readonly unanswered: number;
  subscribe<C extends string>(channel: C, options: FeedOptions & { losses: true }): FeedWithLosses<C>;
  subscribe<C extends string>(channel: C, options?: FeedOptions): Feed<C>;
  subscribe<C extends string>(channel: C, handler: Handler<C>): Feed<C>;
  subscribe<C extends string>(channel: C, options: FeedOptions, handler: Handler<C>): Feed<C>;
  wave<N extends string>(name: N, options?: FeedOptions): Feed<`wave.${N}`>;
  wave<N extends string>(name: N, handler: Handler<`wave.${N}`>): Feed<`wave.${N}`>;
  publish(channel: string, data: unknown, options?: PublishOptions): Promise<{ channel: string; epoch: string; seq: number }>;
  history(channel: string, options?: { since?: Position; limit?: number }): Promise<HistoryMessage>;
  list(prefix?: string): Promise<ChannelRow[]>;
  presence(channel: string): Promise<PresenceMessage>;
  retryNow(): void;
  close(): void;
  addEventListener(type: 'loss', listener: (event: Event & { detail: Loss }) => void): void;
  addEventListener(type: 'down', listener: (event: Event & { detail: Down }) => void): void;
  addEventListener(type: 'state', listener: (event: Event) => void): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}
