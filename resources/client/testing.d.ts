// SPDX-License-Identifier: MIT
/** `faults=` of a query: a text as it is, or [item, …]. */
export declare function faultsQuery(faults: string | string[]): string;

export interface ServerOptions {
  /** By default WAVETAPE_SERVER of the environment, else `wavetape-server` of the PATH. */
  program?: string;
  seed?: number;
  feed?: string;
  symbols?: number;
  args?: string[];
}

export interface TestServer {
  readonly port: number;
  readonly url: string;
  /** The address for `connect()`, with what is to go wrong on that connection alone: 'cut@1s', ['gap:3@2s', 'seed:7']. */
  ws(faults?: string | string[] | null, path?: string): string;
  publish(channel: string, data: unknown): Promise<{ channel: string; epoch: string; seq: number }>;
  stop(): Promise<void>;
}

export declare function startServer(options?: ServerOptions): Promise<TestServer>;
