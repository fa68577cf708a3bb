// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's Chromium under playwright-core, and a dashboard page that remembers everything that went wrong in it.
import { createRequire } from 'node:module';
import path from 'node:path';

// The packages are installed in the build folder, not beside the tests.
const modules = process.env.WAVETAPE_BROWSER_MODULES ?? import.meta.url;
const require = createRequire(modules.startsWith('file:') ? modules : path.join(modules, 'package.json'));
const { chromium } = require('playwright-core');

const kDeadlineMs = Number(process.env.WAVETAPE_BROWSER_DEADLINE_MS ?? 60000);

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

export class Dashboard {
  #complaints = [];

  static async open(browser, url, { hash = '', prepare = null, ...options } = {}) {
    const dashboard = new Dashboard();
    dashboard.context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    dashboard.context.setDefaultTimeout(kDeadlineMs);
    dashboard.page = await dashboard.context.newPage();
    dashboard.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') dashboard.#complaints.push(message.text());
    });
    dashboard.page.on('pageerror', (error) => dashboard.#complaints.push(`uncaught: ${error.message}`));
    // Violations that Chromium does not print, if any, are counted in the page.
    await dashboard.page.addInitScript(() => {
      globalThis.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    if (prepare) await prepare(dashboard.page);
    dashboard.response = await dashboard.page.goto(url + hash);
    return dashboard;
  }

  /** Everything the page knows about its link. */
  state() {
    return this.page.evaluate(() => globalThis.wavetape.snapshot());
  }

  /** Waits until `condition(state)` is true inside the page; fails with the last state after the deadline. */
  async until(condition, argument = null) {
    const source = `(argument) => (${condition})(globalThis.wavetape?.snapshot() ?? {}, argument)`;
    try {
      await this.page.waitForFunction(new Function(`return ${source}`)(), argument, { timeout: kDeadlineMs, polling: 100 });
    } catch (error) {
      throw new Error(`${error.message}\nwaiting for ${condition}\nstate: ${JSON.stringify(await this.state()).slice(0, 4000)}`);
    }
    return this.state();
  }

  /** Console errors, uncaught exceptions and violations of the policy, but for those that `expected` matches. */
  async complaints(expected = null) {
    const violations = await this.page.evaluate(() => globalThis.violations);
    return [...this.#complaints, ...violations].filter((text) => !expected?.test(text));
  }

  /** How many opaque pixels of a canvas have about a colour of the theme; without a colour: are painted at all. */
  pixelsOf(selector, variable = null) {
    return this.page.evaluate(([wanted, name]) => {
      const canvas = document.querySelector(wanted);
      if (!canvas?.width) return 0;
      // Read from a copy: the canvas of the page stays as it is.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      const hex = name && getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      const color = hex && [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const distance = color ? color.reduce((sum, part, c) => sum + Math.abs(data[i + c] - part), 0) : 0;
        if (data[i + 3] > 200 && distance < 12) count += 1;
      }
      return count;
    }, [selector, variable]);
  }

  /** Waits until that many pixels are drawn. */
  async untilDrawn(selector, variable, least) {
    const deadline = Date.now() + kDeadlineMs;
    for (;;) {
      const count = await this.pixelsOf(selector, variable);
      if (count >= least) return;
      if (Date.now() > deadline) throw new Error(`${count} pixels of ${variable ?? 'anything'} in ${selector}, ${least} wanted`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Makes the page believe that its tab was hidden or shown. */
  setHidden(hidden) {
    return this.page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (value ? 'hidden' : 'visible') });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  }

  close() {
    return this.context.close();
  }
}
