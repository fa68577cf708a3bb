// SPDX-License-Identifier: GPL-3.0-or-later
// A server process on a free port, and a `ws` client that can be awaited.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

export const DEADLINE_MS = 20_000;

/** Starts wavetape-server; answers { url(path), secureUrl(path), faults, stop() }. */
export async function startServer(...words) {
  const program = process.env.WAVETAPE_SERVER;
  if (!program) throw new Error('WAVETAPE_SERVER must say where wavetape-server is');
  const runtime = mkdtempSync(join(tmpdir(), 'wavetape-interop-'));
  const child = spawn(program, ['--listen', '127.0.0.1:0', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, XDG_RUNTIME_DIR: runtime, XDG_STATE_HOME: runtime },
  });
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit');
  const ports = {};
  let faults;
  await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const control = /takes faults on (http:\S+?)\/$/.exec(line);
      if (control) [, faults] = control;
      const found = control ? null : /(https?):\/\/127\.0\.0\.1:(\d+)\//.exec(line);
      if (found) ports[found[1]] = Number(found[2]);
      if (ports.http && (ports.https || !words.includes('--tls-listen')) && (faults || !words.includes('--faults'))) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url: (path) => `ws://127.0.0.1:${ports.http}${path}`,
    faults, // the control port of faults
    secureUrl: (path) => `wss://127.0.0.1:${ports.https}${path}`,
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code;
    },
  };
}

/** A client whose messages, pongs and end can be awaited, each within DEADLINE_MS. */
export class Client {
  #waiting = [];
  #messages = [];

  constructor(url, protocol, options = {}) {
    this.socket = new WebSocket(url, protocol ? [protocol] : [], { perMessageDeflate: false, ...options });
    this.socket.on('message', (data, isBinary) => {
      this.#messages.push(isBinary ? data : JSON.parse(data.toString()));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.end = { code, reason: reason.toString() };
        this.#wake();
        resolve(this.end);
      });
    });
    this.socket.on('error', (error) => { this.error = error; });
  }

  static async open(url, protocol, options) {
    const client = new Client(url, protocol, options);
    await once(client.socket, 'open', { signal: AbortSignal.timeout(DEADLINE_MS) });
    return client;
  }

  #wake() {
    for (const waiting of this.#waiting.splice(0)) waiting();
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message, in order; none may be skipped. */
  async next() {
    const deadline = Date.now() + DEADLINE_MS;
    while (this.#messages.length === 0) {
      if (this.end) throw new Error(`closed with ${this.end.code} ${this.end.reason}`);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error('no message in time');
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => { clearTimeout(timer); resolve(); });
      });
    }
    return this.#messages.shift();
  }

  /** The next message for which `wanted` holds; others are passed over. */
  async nextWhere(wanted) {
    for (;;) {
      const message = await this.next();
      if (wanted(message)) return message;
    }
  }

  async close(code = 1000, reason = '') {
    this.socket.close(code, reason);
    return this.closed;
  }
}
