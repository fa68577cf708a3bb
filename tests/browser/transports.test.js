// SPDX-License-Identifier: GPL-3.0-or-later
// The page where something on the way keeps WebSocket out.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { Dashboard, launch } from './Browser.js';
import { ServerProcess } from './ServerProcess.js';

let server;
let browser;
let way;

/** A proxy of the kind that does not know of upgrades, until it is told. */
async function startWay(port) {
  const sockets = new Set();
  const state = { lets: false };
  const proxy = createServer((asked, answer) => {
    const onward = request({ host: '127.0.0.1', port, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      answer.flushHeaders();
      got.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  proxy.on('upgrade', (asked, socket) => {
    if (!state.lets) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      return;
    }
    const onward = net.connect(port, '127.0.0.1', () => {
      const lines = asked.rawHeaders.reduce((text, word, i) => text + word + (i % 2 ? '\r\n' : ': '), '');
      onward.write(`GET ${asked.url} HTTP/1.1\r\n${lines}\r\n`);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  proxy.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  state.url = `http://127.0.0.1:${proxy.address().port}/`;
  state.stop = () => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  };
  return state;
}

before(async () => {
  server = await ServerProcess.start();
  way = await startWay(server.port);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  way?.stop();
  await server?.stop();
});

test('the page lives by server-sent events, says so and why, and goes back to WebSocket', async () => {
  const dashboard = await Dashboard.open(browser, way.url);
  const lives = (state) => state.isCurrent && state.watchlist.updates > 20 && state.wave.blocks > 5 && state.candles.count > 1 && state.book.valid && state.tape.seqs.length > 0;
  const state = await dashboard.until((one, check) => one.transport === 'sse' && one.isCurrent, null);
  assert.equal(state.transport, 'sse');
  await dashboard.until(lives);
  const said = await dashboard.page.locator('#banner-text').innerText();
  assert.match(said, /^WebSocket did not open though the server answers: this page uses server-sent events\. WebSocket is tried again in \d+ s\.$/);
  assert.match(await dashboard.page.locator('#link-detail').innerText(), /by server-sent events$/);

  way.lets = true;
  await dashboard.page.evaluate(() => window.dispatchEvent(new Event('online')));
  await dashboard.until((one) => one.transport === 'websocket' && one.isCurrent);
  await dashboard.page.waitForFunction(() => document.querySelector('#banner').hidden);
  const end = await dashboard.until(lives);
  assert.equal(end.unexplainedGaps, 0);
  assert.equal(end.book.mismatches, 0);
  const { seqs } = end.tape;
  for (let i = 1; i < seqs.length; i += 1) assert.equal(seqs[i], seqs[i - 1] + 1);
});
