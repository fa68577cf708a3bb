// SPDX-License-Identifier: MIT
// WebSocket as the only way to the server. `Transports` is this with others beside it.
export class WebSocketWay {
  #socket;
  name = 'websocket';
  title = 'WebSocket';
  why = '';
  againAtMs = 0;

  /** socket: the WebSocket of this environment. */
  constructor({ socket = globalThis.WebSocket } = {}) {
    if (!socket) throw new TypeError('This environment has no WebSocket. Give one: { WebSocket }.');
    this.#socket = socket;
  }

  /** With a token it rides as a second offer, for browsers can set no header. */
  open(url, protocol, token = '') {
    return new this.#socket(url, offers(protocol, token));
  }

  opened() {}
  failed() {}
  online() {}
  close() {}
}

export function offers(protocol, token) {
  if (!token) return [protocol];
  const text = btoa(String.fromCharCode(...new TextEncoder().encode(token)));
  return [protocol, `wavetape.token.${text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}`];
}
