// SPDX-License-Identifier: MIT
// The ways to the server beside WebSocket, in the order in which they are tried.
import { EventLink } from './EventLink.js';
import { PollLink } from './PollLink.js';

export const fallbacks = { sse: EventLink, longpoll: PollLink };
