// SPDX-License-Identifier: MIT
// For tests: a `wavetape-server` of one's own on a free port, with a seed and with faults on request. Node alone.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const kStartMs = 30000;
const kStopMs = 10000;

/** `faults=` of a query: a text as it is, or [item, …]. */
export const faultsQuery = (faults) => encodeURIComponent([faults].flat().join(';'));

/**
 * Starts it; resolves once it listens.
 * options: { program, seed, feed, symbols, args, cwd }; program: WAVETAPE_SERVER of the environment, else `wavetape-server` of the PATH.
 */
export async function startServer({ program = process.env.WAVETAPE_SERVER ?? 'wavetape-server', seed = 42, feed, symbols, args = [] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'wavetape-test-'));
  const words = ['--listen', '127.0.0.1:0', '--seed', String(seed), ...(feed ? ['--feed', feed] : []), ...(symbols ? ['--symbols', String(symbols)] : []), ...args];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } });
  const ended = new Promise((resolve) => { child.once('close', resolve); });
  let output = '';
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), kStopMs);
      await ended;
      clearTimeout(killer);
    }
    await rm(folder, { recursive: true, force: true });
  };
  const port = await new Promise((resolve, reject) => {
    const fail = (why) => { stop().then(() => reject(new Error(`${program} did not start: ${why}\n${output}`))); };
    const timer = setTimeout(() => fail(`no address within ${kStartMs} ms`), kStartMs);
    child.once('error', (error) => { clearTimeout(timer); rm(folder, { recursive: true, force: true }).then(() => reject(new Error(`${program} did not start: ${error.message}. WAVETAPE_SERVER names the program, else it is looked for in the PATH`))); });
    child.once('exit', (code) => { clearTimeout(timer); fail(`it ended with ${code}`); });
    const look = (data) => {
      output = (output + data).slice(-10000);
      const found = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(output);
      if (!found) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      child.stdout.off('data', look);
      child.stdout.resume();
      resolve(Number(found[1]));
    };
    child.stdout.on('data', look);
    child.stderr.on('data', (data) => { output = (output + data).slice(-10000); });
  });
  const http = `http://127.0.0.1:${port}`;
  return {
    port,
    url: http,
    /** The address for `connect()`; faults: what is to go wrong on that connection alone, as 'cut@1s' or ['gap:3@2s', 'seed:7']. */
    ws: (faults = null, path = '/ws') => `ws://127.0.0.1:${port}${path}${faults ? `?faults=${faultsQuery(faults)}` : ''}`,
    /** By HTTP, from the side: what the client under test is to see. */
    async publish(channel, data) {
      const answer = await fetch(`${http}/publish`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel, data }) });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    stop,
    [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]: stop,
  };
}
