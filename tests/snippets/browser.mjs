// SPDX-License-Identifier: GPL-3.0-or-later
// browser.mjs FILE URL: the program as if typed into the console of a page that this server gave.
import { readFile } from 'node:fs/promises';
import { launch } from '../browser/Browser.js';

const [file, url] = process.argv.slice(2);
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(url.replace(/^ws/, 'http').replace(/ws$/, 'healthz'));
  const closed = new Promise((resolve) => {
    page.on('console', (message) => {
      console.log(message.text());
      if (message.text().startsWith('closed with')) resolve();
    });
  });
  await page.evaluate(await readFile(file, 'utf8'));
  await closed;
} finally {
  await browser.close();
}
