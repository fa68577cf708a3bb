// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a snippet as the file that is shown: import() of the same address, with a fragment that makes each run a
// module of its own. While it runs, console.log and new WebSocket of the page are tapped, so that its output can be
// shown and its sockets can be closed at the end. The page's own code uses neither.
const kRunMs = 8000;
const kQuietMs = 150;
const kLinesAtMost = 200;
const kLineLength = 400;

function describe(value) {
  if (typeof value === 'string') return value;
  if (value instanceof Error || value instanceof DOMException) return `${value.name}: ${value.message}`;
  if (ArrayBuffer.isView(value)) {
    const shown = Array.from(value.subarray(0, 8), (one) => (Number.isInteger(one) ? String(one) : one.toFixed(3)));
    return `${value.constructor.name}(${value.length}) [${shown.join(', ')}${value.length > 8 ? ', …' : ''}]`;
  }
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${value.byteLength})`;
  if (value instanceof Blob) return `Blob(${value.size})`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

export class SnippetRunner {
  #runs = 0;
  #current = null;

  get isRunning() {
    return this.#current !== null;
  }

  /**
   * Runs the module at `address`; `onLine(text, kind)` gets what it prints (kind: log, error, state), bounded.
   * Resolves when it threw, when all its sockets have closed, when it was stopped or when its time was up:
   * { thrown, sockets, end }.
   */
  run(address, onLine) {
    this.stop('replaced');
    return new Promise((resolve) => {
      const run = { sockets: [], lines: 0, thrown: null, resolve, restore: null, timers: [] };
      this.#current = run;
      run.print = (text, kind) => {
        run.lines += 1;
        if (run.lines < kLinesAtMost) onLine(text.slice(0, kLineLength), kind);
        else if (run.lines === kLinesAtMost) onLine('… more lines are not shown', 'state');
      };
      run.restore = this.#tap(run);
      run.timers.push(setTimeout(() => this.#finish(run, 'time'), kRunMs));
      this.#runs += 1;
      import(`${address}#${this.#runs}`).then(
        () => this.#settle(run),
        (error) => {
          run.thrown = error;
          this.#finish(run, 'thrown');
        },
      );
    });
  }

  stop(why = 'stopped') {
    if (this.#current) this.#finish(this.#current, why);
  }

  #tap(run) {
    const NativeSocket = window.WebSocket;
    const nativeLog = console.log;
    const ended = (event) => this.#settle(run, event.code);
    const failed = (event) => run.print(event.message, 'error');
    window.WebSocket = class WebSocket extends NativeSocket {
      constructor(...rest) {
        super(...rest);
        run.sockets.push(this);
        this.addEventListener('close', ended);
      }
    };
    console.log = (...values) => run.print(values.map(describe).join(' '), 'log');
    window.addEventListener('error', failed);
    return () => {
      window.WebSocket = NativeSocket;
      console.log = nativeLog;
      window.removeEventListener('error', failed);
    };
  }

  /** Over once every socket has closed, unless the last end is one after which a client may come back. */
  #settle(run, lastCode = 1000) {
    const isIdle = () => run.sockets.every((socket) => socket.readyState === socket.CLOSED);
    if (lastCode !== 1000 || !isIdle()) return;
    const seen = run.sockets.length;
    const check = () => {
      if (run.sockets.length === seen && isIdle()) this.#finish(run, 'closed');
    };
    run.timers.push(setTimeout(check, kQuietMs));
  }

  #finish(run, end) {
    if (this.#current !== run) return;
    this.#current = null;
    for (const timer of run.timers) clearTimeout(timer);
    run.restore();
    for (const socket of run.sockets) {
      // Closing one that is still CONNECTING would make the browser complain about a failed connection.
      if (socket.readyState === socket.CONNECTING) socket.addEventListener('open', () => socket.close(1000));
      else socket.close(1000, 'the run is over');
    }
    run.resolve({ thrown: run.thrown, sockets: run.sockets.length, end });
  }
}
