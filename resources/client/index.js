// SPDX-License-Identifier: GPL-3.0-or-later
export { Backoff } from './Backoff.js';
export { closeCodeMeaning, isTerminal } from './CloseCode.js';
export { readEvents } from './EventLink.js';
export { Subscription } from './Subscription.js';
export { Transports } from './Transports.js';
export { WireClient } from './WireClient.js';
