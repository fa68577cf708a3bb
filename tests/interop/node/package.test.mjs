// SPDX-License-Identifier: GPL-3.0-or-later
// wavetape-client as npm, TypeScript, esbuild and publint see it: installed from the running server, typed, small.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { publint } from 'publint';
import { startServer } from './peers.mjs';

const run = promisify(execFile);
const source = process.env.WAVETAPE_CLIENT;
const modules = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'node_modules');
const kSmall = 8 * 1024; // connect, WebSocket, subscribe, resume (and publish)
const kAll = 14 * 1024;

let server;
let project;
let tarball;
before(async () => {
  server = await startServer('--feed', 'calm', '--symbols', '2');
  project = await mkdtemp(path.join(tmpdir(), 'wavetape-project-'));
  const { version } = JSON.parse(await readFile(path.join(source, 'package.json')));
  tarball = server.url(`/client/wavetape-client-${version}.tgz`).replace('ws:', 'http:');
  await writeFile(path.join(project, 'package.json'), '{"name":"project","private":true}\n');
  await run('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', tarball], { cwd: project });
  for (const name of ['ws', 'typescript']) await symlink(path.join(modules, name), path.join(project, 'node_modules', name));
});
after(async () => {
  if (project) await rm(project, { recursive: true });
  await server?.stop();
});

const installed = (file) => path.join(project, 'node_modules/wavetape-client', file);

test('`npm install URL` brings the sources as they are, and the same bytes each time', async () => {
  for (const file of ['index.js', 'Client.js', 'LICENSE', 'messages.d.ts']) {
    assert.equal(await readFile(installed(file), 'utf8'), await readFile(path.join(source, file), 'utf8'));
  }
  await run('python3', ['-B', path.join(source, 'make_package.py'), path.join(project, 'again')]);
  const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
  const served = Buffer.from(await (await fetch(tarball)).arrayBuffer());
  assert.equal(hash(served), hash(await readFile(path.join(project, 'again', path.basename(tarball)))));
});

for (const [kind, file, text] of [
  ['import', 'main.mjs', "import { connect } from 'wavetape-client'; import { connect as small } from 'wavetape-client/websocket'; import WebSocket from 'ws';"],
  ['require', 'main.cjs', "const { connect } = require('wavetape-client'); const { connect: small } = require('wavetape-client/websocket'); const WebSocket = require('ws'); require('wavetape-client/testing');"],
]) {
  test(`a program that uses ${kind} reads prices`, async () => {
    await writeFile(path.join(project, file), `${text}
(async () => {
  for (const how of [connect, small]) {
    const client = how(process.argv[2], { WebSocket });
    let seen = 0;
    for await (const { data } of client.subscribe('ticker.AAPL')) {
      if (!(data.price > 0)) throw new Error('no price');
      seen += 1;
      if (seen === 3) break;
    }
    client.close();
  }
  console.log('done');
})();
`);
    const { stdout } = await run(process.execPath, [file, server.url('/ws')], { cwd: project });
    assert.equal(stdout, 'done\n');
  });
}

test('types: channels know their data, and a mistake is one', async () => {
  await run('python3', ['-B', path.join(source, 'make_types.py'), '--check']);
  await writeFile(path.join(project, 'use.mts'), `
import { connect, type Trade } from 'wavetape-client';
import { connect as small } from 'wavetape-client/websocket';
import { startServer } from 'wavetape-client/testing';
const client = connect('ws://x/ws', { transports: ['websocket'], token: async () => 'x' });
for await (const one of client.subscribe('trades.AAPL')) { const trade: Trade = one.data; console.log(trade.price, one.seq); }
for await (const one of client.subscribe('candles.AAPL.1m')) if (one.isSnapshot) console.log(one.data[0]?.close); else console.log(one.data.close);
for await (const one of client.subscribe('trades.AAPL', { losses: true })) if ('type' in one) console.log(one.from);
for await (const one of client.wave('sine1')) { const values: Float32Array = one.values; console.log(values.length); }
for await (const book of client.book('AAPL')) console.log(book.bids()[0]?.[1]);
client.subscribe('ticker.AAPL', (one) => console.log(one.data.bid));
client.addEventListener('loss', ({ detail }) => console.log(detail.n));
const server = await startServer({ seed: 1 });
small(server.ws(['cut@1s'])).close();
// @ts-expect-error a trade has no bid
client.subscribe('trades.AAPL', (one) => one.data.bid);
// @ts-expect-error no such way
connect('ws://x/ws', { transports: ['pigeon'] });
// @ts-expect-error that connection has no book
small('ws://x/ws').book('AAPL');
`);
  await writeFile(path.join(project, 'use.cts'), `
import client = require('wavetape-client');
client.connect('ws://x/ws').subscribe('ticker.AAPL', (one) => console.log(one.data.bid));
`);
  await run(process.execPath, [path.join(modules, 'typescript/bin/tsc'), '--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,dom,dom.iterable',
    '--typeRoots', '/nonexistent', 'use.mts', 'use.cts'], { cwd: project }).catch((error) => assert.fail(error.stdout));
});

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: path.dirname(installed('package.json')), strict: true, pack: false });
  assert.deepEqual(messages, []);
});

test('size: 8 KB to connect, subscribe and go on, 14 KB with everything', async () => {
  await mkdir(path.join(project, 'size'), { recursive: true });
  const sizes = {};
  for (const [name, most] of [['websocket', kSmall], ['index', kAll]]) {
    const entry = path.join(project, 'size', `${name}.mjs`);
    const from = name === 'index' ? 'wavetape-client' : 'wavetape-client/websocket';
    await writeFile(entry, `export * from '${from}';\n`);
    const { outputFiles: [{ contents }] } = await build({ entryPoints: [entry], bundle: true, minify: true, format: 'esm', write: false, logLevel: 'error' });
    sizes[name] = gzipSync(contents, { level: 9 }).length;
    assert.ok(sizes[name] <= most, `${name}: ${sizes[name]} bytes, at most ${most}`);
  }
  console.log(`# gzip: websocket ${sizes.websocket} B, everything ${sizes.index} B`);
});
