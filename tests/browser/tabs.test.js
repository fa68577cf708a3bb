// SPDX-License-Identifier: GPL-3.0-or-later
// Seven tabs with a stream each: Chromium's six connections to a host by HTTP/1.1, and HTTP/2 through an unmodified HAProxy. The Lab
// keeps the same rule (app/lab/TabCrowd).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

const kDeadlineMs = 60_000;
const kTabs = 7;
const kSockets = 6;
const kHaproxy = process.env.WAVETAPE_HAPROXY;

let server;
let browser;

before(async () => {
  server = await ServerProcess.start({ flags: ['--feed', 'none'] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await new Promise((resolve) => { probe.close(resolve); });
  return port;
}

const isOpen = (page) => page.waitForFunction(() => window.source.readyState === EventSource.OPEN, null, { timeout: kDeadlineMs });

/** How many streams the server has. */
async function streams() {
  const text = await (await fetch(`${server.url}metrics`)).text();
  return Number(/^wavetape_connections\{transport="sse"\} (\d+)$/m.exec(text)[1]);
}

async function untilStreams(count) {
  const deadline = Date.now() + kDeadlineMs;
  while (await streams() !== count) {
    assert.ok(Date.now() < deadline, `${count} streams in time (${await streams()})`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

/** Tabs of one browser window, each with a stream from `address` of its own. */
async function openTabs(address, t) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  t.after(() => context.close());
  const pages = await Promise.all(Array.from({ length: kTabs }, () => context.newPage()));
  // All are there before the first stream is: the seventh tab could not even be loaded beside six.
  for (const page of pages) await page.goto(`${address}healthz`);
  // One after the other, else it is not the seventh that waits.
  for (const [at, page] of pages.entries()) {
    await page.evaluate(() => {
      window.told = [];
      window.source = new EventSource('/sse?channels=chat.tabs');
      for (const kind of ['open', 'error']) window.source.addEventListener(kind, () => window.told.push(kind));
    });
    if (at < kSockets) await isOpen(page);
  }
  return pages;
}

test('HTTP/1.1: the seventh waits and is told nothing, until a tab closes; WebSockets do not count', async (t) => {
  const pages = await openTabs(server.url, t);
  const last = pages[kTabs - 1];
  await untilStreams(kSockets);
  const sockets = await last.evaluate((count) => Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/echo`);
    socket.onopen = () => resolve(socket.readyState);
    socket.onerror = () => reject(new Error('no WebSocket'));
  }))), kTabs);
  assert.deepEqual(sockets, Array(kTabs).fill(1));
  assert.equal(await streams(), kSockets);
  assert.deepEqual(await last.evaluate(() => [window.source.readyState, window.told]), [0, []]);
  await pages[0].close();
  await isOpen(last);
  assert.deepEqual(await last.evaluate(() => window.told), ['open']);
  await untilStreams(kSockets);
});

test('HTTP/2 through HAProxy: all seven are open', { skip: kHaproxy ? false : 'without haproxy' }, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavetape-tabs-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = (name) => path.join(folder, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', file('key'), '-out', file('certificate')], { stdio: 'ignore' });
  await writeFile(file('pem'), await readFile(file('certificate'), 'utf8') + await readFile(file('key'), 'utf8'));
  const port = await freePort();
  await writeFile(file('config'), `
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend front
    bind 127.0.0.1:${port} ssl crt ${file('pem')} alpn h2,http/1.1
    default_backend back
backend back
    server one 127.0.0.1:${server.port}
`);
  const proxy = spawn(kHaproxy, ['-db', '-f', file('config')], { stdio: 'ignore' });
  t.after(async () => {
    const ended = once(proxy, 'exit');
    proxy.kill();
    await ended;
  });
  const listens = () => new Promise((resolve) => {
    const line = net.connect(port, '127.0.0.1', () => { line.end(); resolve(true); });
    line.on('error', () => resolve(false));
  });
  while (!await listens()) await new Promise((resolve) => { setTimeout(resolve, 20); });
  const pages = await openTabs(`https://127.0.0.1:${port}/`, t);
  for (const page of pages) await isOpen(page);
  await untilStreams(kTabs);
  const protocol = await pages[0].evaluate(async () => {
    await (await fetch('/healthz')).text();
    return performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/healthz')).nextHopProtocol;
  });
  assert.equal(protocol, 'h2');
});
