// SPDX-License-Identifier: GPL-3.0-or-later
// resources/examples, bundled as a reader would and run: in Chromium where there is one, and by Node's test runner.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { startServer } from './peers.mjs';

const run = promisify(execFile);
const client = process.env.WAVETAPE_CLIENT;
const examples = path.join(client, '../examples');
const modules = path.join(path.dirname(new URL(import.meta.url).pathname), 'node_modules');

let project;
let server;
let browser;
before(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'wavetape-examples-'));
  await mkdir(path.join(project, 'node_modules'));
  await run('python3', ['-B', path.join(client, 'make_package.py'), project]);
  await symlink(path.join(project, 'package'), path.join(project, 'node_modules/wavetape-client'));
  for (const name of ['ws', 'react', 'react-dom', 'scheduler', 'vue', '@vue', 'lightweight-charts', 'fancy-canvas']) {
    await symlink(path.join(modules, name), path.join(project, 'node_modules', name));
  }
  server = await startServer('--feed', 'calm', '--symbols', '2');
  if (process.env.WAVETAPE_BROWSER_MODULES) {
    const { launch } = await import(pathToFileURL(path.join(client, '../../tests/browser/Browser.js')));
    browser = await launch();
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
  if (project) await rm(project, { recursive: true });
});

/** A web server with that program, which hands WebSockets on to ours: the page of somebody else's project behind its own proxy. */
async function serve(script) {
  const upstream = Number(new URL(server.url('')).port);
  const web = createServer((asked, answer) => {
    const isScript = asked.url === '/main.js';
    answer.writeHead(isScript || asked.url === '/' ? 200 : 404, {
      'Content-Type': isScript ? 'text/javascript' : 'text/html',
      'Content-Security-Policy': "default-src 'self'; connect-src 'self'",
    });
    answer.end(isScript ? script : '<!doctype html><title>example</title><div id="root"></div><script type="module" src="main.js"></script>');
  });
  web.on('upgrade', (asked, socket) => {
    const onward = net.connect(upstream, '127.0.0.1', () => {
      const lines = asked.rawHeaders.reduce((text, word, i, all) => (i % 2 ? text : `${text}${word}: ${/^(host|origin)$/i.test(word) ? (/host/i.test(word) ? `127.0.0.1:${upstream}` : `http://127.0.0.1:${upstream}`) : all[i + 1]}\r\n`), '');
      onward.write(`GET ${asked.url} HTTP/1.1\r\n${lines}\r\n`);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  web.listen(0, '127.0.0.1');
  await new Promise((resolve) => { web.once('listening', resolve); });
  return web;
}

for (const [name, file, check] of [
  ['react', 'App.jsx', () => Number(document.querySelector('output')?.textContent) > 0 && document.querySelector('#state').textContent === 'open'],
  ['vue', 'main.js', () => Number(document.querySelector('output')?.textContent) > 0 && document.querySelector('#state').textContent === 'open'],
  ['lightweight-charts', 'main.js', () => Number(document.querySelector('#root').dataset.candles) > 100 && document.querySelector('canvas')?.width > 100],
]) {
  test(`${name} is bundled and runs`, async (context) => {
    const { outputFiles: [{ text }] } = await build({
      entryPoints: [path.join(examples, name, file)], bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, logLevel: 'error',
      nodePaths: [path.join(project, 'node_modules')], define: { 'process.env.NODE_ENV': '"development"', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
    });
    assert.ok(text.length > 1000);
    if (!browser) {
      context.skip('bundled; no browser to run it in');
      return;
    }
    const web = await serve(text);
    const page = await browser.newPage();
    const wrong = [];
    page.on('pageerror', (error) => wrong.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
    try {
      await page.goto(`http://127.0.0.1:${web.address().port}/`);
      await page.waitForFunction(check, null, { timeout: 30_000 }).catch(async (error) => assert.fail(`${error.message} ${wrong} ${await page.content()}`));
      assert.deepEqual(wrong.filter((text) => !/favicon|404/.test(text)), []);
    } finally {
      await page.close();
      web.closeAllConnections?.();
      web.close();
    }
  });
}

test('the example of a test passes', async () => {
  const file = path.join(project, 'example.test.mjs');
  await copyFile(path.join(examples, 'node-test/client.test.mjs'), file);
  await run(process.execPath, ['--test', file], { env: { ...process.env, NODE_TEST_CONTEXT: undefined } }).catch((error) => assert.fail(error.stdout));
});
