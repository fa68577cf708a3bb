// SPDX-License-Identifier: GPL-3.0-or-later
// wavetape-server as a child process on a free port of the loopback.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const kStartMs = 30000;
const kStopMs = 15000;

export class ServerProcess {
  #child;
  #output = '';

  /** Starts the program that WAVETAPE_SERVER names; resolves once it listens. `port` 0 takes a free one. */
  static async start({ port = 0, flags = [] } = {}) {
    const program = process.env.WAVETAPE_SERVER;
    if (!program) throw new Error('WAVETAPE_SERVER must name the wavetape-server to test');
    const server = new ServerProcess();
    server.#child = spawn(program, ['--listen', `127.0.0.1:${port}`, '--seed', '42', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    server.#child.stderr.on('data', (data) => (server.#output += data));
    server.url = await server.#address();
    server.port = Number(new URL(server.url).port);
    return server;
  }

  /** Asks it to end as a restart would (SIGTERM) and waits until it has. */
  async stop(signal = 'SIGTERM') {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), kStopMs);
    await ended;
    clearTimeout(killer);
  }

  #address() {
    return new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`the server did not start: ${why}\n${this.#output}`));
      const timer = setTimeout(() => fail('no address printed'), kStartMs);
      let text = '';
      this.#child.once('error', (error) => fail(error.message));
      this.#child.once('exit', (code) => fail(`exit ${code}`));
      this.#child.stdout.on('data', (data) => {
        text += data;
        const found = /listening on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(text);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[1]);
      });
    });
  }
}
