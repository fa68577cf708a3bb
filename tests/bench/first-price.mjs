#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// How long a stranger looks at the page before a price stands there: loopback, headless Chromium with its CPU throttled. The floor, in
// turn with it, is a page of the same server that runs no feed (/docs/), until it is painted. Prints medians; exit code 1 beyond the bar.
//
//   WAVETAPE_SERVER=build/bench/bin/wavetape-server WAVETAPE_BROWSER_MODULES=$PWD/build/dev/tests/browser/npm tests/bench/first-price.mjs
import { launch } from '../browser/Browser.js';
import { ServerProcess } from '../browser/ServerProcess.js';

const kRounds = Number(process.env.ROUNDS ?? 9);
const kThrottle = 4;
const kBarMs = 1000;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function timeOf(browser, url, seen) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: kThrottle });
  // Told by the page itself: a question from outside waits for its turn.
  await page.addInitScript(`(() => {
    const look = () => {
      if ((${seen})()) globalThis.seenAt = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })()`);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.seenAt, null, { timeout: 60_000 });
  const ms = await page.evaluate(() => globalThis.seenAt);
  await context.close();
  return ms;
}

const server = await ServerProcess.start();
const browser = await launch();
const price = [];
const floor = [];
for (let round = 0; round < kRounds; round += 1) {
  price.push(await timeOf(browser, server.url, () => /\d\.\d\d/.test(document.querySelector('#watchlist-rows')?.textContent ?? '')));
  floor.push(await timeOf(browser, `${server.url}docs/`, () => document.querySelector('h1') !== null));
}
await browser.close();
await server.stop();
const passed = median(price) <= kBarMs;
console.log(`first price  ${median(price).toFixed(0)} ms, ${(median(price) / median(floor)).toFixed(1)} × /docs/ (${median(floor).toFixed(0)} ms); ${kRounds} rounds, CPU throttled ${kThrottle}×, bar ${kBarMs} ms: ${passed ? 'pass' : 'FAIL'}`);
process.exitCode = passed ? 0 : 1;
