// SPDX-License-Identifier: GPL-3.0-or-later
// What the server says of itself, as other people's tools read it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Parser } from '@asyncapi/parser';
import { startServer } from './peers.mjs';

let server;
let http;
before(async () => {
  server = await startServer('--feed', 'calm', '--symbols', '2');
  http = server.url('').replace('ws:', 'http:');
});
after(() => server?.stop());

test('@asyncapi/parser takes the AsyncAPI document without an error, and it names where it came from', async () => {
  const text = await (await fetch(`${http}/asyncapi.yaml`)).text();
  const { document, diagnostics } = await new Parser().parse(text);
  assert.deepEqual(diagnostics.filter((one) => one.severity === 0), []);
  assert.deepEqual(document.servers().all().map((one) => `${one.protocol()}://${one.host()}`), [server.url('')]);
  assert.ok(document.allMessages().length > 30);
});

test('swagger-parser takes the OpenAPI document; what it names is there and answers as it says', async () => {
  const api = await SwaggerParser.validate(await (await fetch(`${http}/openapi.json`)).json());
  assert.deepEqual(api.servers, [{ url: http }]);
  const filled = { channel: 'ticker.AAPL', symbol: 'AAPL' };
  for (const [path, { get }] of Object.entries(api.paths)) {
    if (!get || path === '/sse' || path === '/longpoll') continue;
    const needed = (get.parameters ?? []).filter((one) => one.in === 'query' && one.required);
    const query = new URLSearchParams(needed.map(({ name, example }) => [name, example]));
    const answer = await fetch(`${http}${path.replace(/\{(\w+)\}/, (_, name) => filled[name])}?${query}`);
    assert.equal(answer.status, 200, path);
    const [type] = Object.keys(get.responses[200].content ?? {});
    if (type) assert.ok(answer.headers.get('Content-Type').startsWith(type), `${path}: ${answer.headers.get('Content-Type')}`);
    else await answer.text();
  }
});

test('the documents: every page, every link in them, the address without a slash', async () => {
  const first = await fetch(`${http}/docs`);
  assert.equal(first.url, `${http}/docs/`);
  const seen = new Set();
  const wanted = [first.url];
  while (wanted.length) {
    const url = wanted.pop();
    const plain = url.replace(/[?#].*/, '');
    if (seen.has(plain)) continue;
    seen.add(plain);
    const answer = await fetch(plain);
    assert.equal(answer.status, 200, plain);
    const text = await answer.text();
    if (!new URL(plain).pathname.startsWith('/docs/')) continue;
    assert.ok(answer.headers.get('Content-Security-Policy').includes("default-src 'none'"));
    for (const [, link] of text.matchAll(/(?:href|src)="([^"]+)"/g)) wanted.push(new URL(link, url).href);
  }
  for (const path of ['/docs/wire', '/docs/client', '/openapi.json', '/assets/docs.js', '/']) assert.ok(seen.has(http + path), path);
});

test('a tool with another Host gets that Host', async () => {
  const { request } = await import('node:http');
  const text = await new Promise((resolve, reject) => {
    const asked = request(`${http}/openapi.json`, { headers: { Host: `localhost:${new URL(http).port}` } }, (answer) => {
      let all = '';
      answer.on('data', (data) => { all += data; });
      answer.on('end', () => resolve(all));
    });
    asked.on('error', reject);
    asked.end();
  });
  assert.equal(JSON.parse(text).servers[0].url, http.replace('127.0.0.1', 'localhost'));
});
