// SPDX-License-Identifier: GPL-3.0-or-later
// The snippets of the "try it" panel. `file` is run and shown; where a guide writes it in a way that throws,
// `guide` is that way and runs first.
export const kSnippets = [
  {
    id: 'handlers',
    title: 'onopen, onmessage, onclose, onerror',
    file: 'handlers.js',
    says: 'The four handlers of the browser’s own WebSocket. onclose tells the code and the reason of every end; onerror says only that there was one.',
  },
  {
    id: 'listeners',
    title: 'addEventListener',
    file: 'listeners.js',
    says: 'The same events by addEventListener: several listeners may hear one event, and none overwrites another.',
  },
  {
    id: 'subscribe',
    title: 'Subscribe to updates',
    file: 'subscribe.js',
    says: 'Messages over one socket are sorted by channel. A name may be subscribed before anybody has published to it; here the page then publishes to it itself.',
  },
  {
    id: 'send',
    title: 'send text and bytes',
    guide: 'send-guide.js',
    file: 'send.js',
    says: 'Text and binary messages. A text that is no JSON is answered with error 106 and harms nobody; bytes go to uplink.<session>, where the desktop window draws them.',
  },
  {
    id: 'greet',
    title: 'greet',
    file: 'greet.js',
    says: 'A JSON message with a type, and the answer of the server.',
  },
  {
    id: 'floats',
    title: 'Float32Array out and in',
    guide: 'floats-guide.js',
    file: 'floats.js',
    says: 'Three floats go out as twelve bytes. wave.sine1 comes in, and new Float32Array(event.data) is all the decoding there is.',
  },
  {
    id: 'echo',
    title: 'echo and broadcast',
    file: 'echo.js',
    says: '/echo gives back what it gets, byte by byte (here as a Blob); /echo/text puts “Echo: ” before it; /broadcast goes to all on that path, the sender included.',
  },
  {
    id: 'ready-state',
    title: 'readyState before send',
    file: 'ready-state.js',
    says: 'CONNECTING 0, OPEN 1, CLOSING 2, CLOSED 3. send() throws in the first and silently drops in the last two: ask before you send.',
  },
  {
    id: 'reconnect',
    title: 'Reconnect with backoff',
    file: 'reconnect.js',
    says: 'Each failed attempt waits twice as long, up to a cap, and by a random share of it, so that a thousand clients do not return as one wave. 1000 is meant: no return.',
  },
  {
    id: 'event-source',
    title: 'EventSource',
    file: 'event-source.js',
    says: 'The same channels by server-sent events, where something on the way keeps WebSocket out. The browser comes back by itself after a cut and tells the last id, so that nothing is missed.',
  },
  {
    id: 'long-poll',
    title: 'Long poll',
    file: 'long-poll.js',
    says: 'One request at a time, answered when something is newer than since. The answer says from where the next one goes on: nothing falls between two polls.',
  },
  {
    id: 'fetch-stream',
    title: 'A stream by fetch',
    file: 'fetch-stream.js',
    says: 'Server-sent events read by hand: fetch can send headers (a token, Last-Event-ID) and shows status and headers of the answer, which EventSource cannot.',
  },
  {
    id: 'client',
    title: 'A whole client on one screen',
    file: 'client.js',
    says: 'Subscriptions that outlive the socket and go on behind the last seq: what this page does, without its pictures.',
  },
];
