// SPDX-License-Identifier: MIT
import type { ConnectOptions, CoreClient } from './feeds.js';

export type * from './feeds.js';
export type * from './messages.js';

export declare class WireError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly temporary: boolean;
}

export declare function connect(url: string | URL, options?: ConnectOptions): CoreClient;
