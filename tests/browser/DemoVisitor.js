// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';

const kDeadlineMs = 60000;

/** A demo in a page of its own browser profile, which remembers what went wrong in it. */
export class DemoVisitor {
  complaints = [];

  static async open(browser, server, demo, { query = '', ...options } = {}) {
    const visitor = new DemoVisitor();
    visitor.context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    visitor.page = await visitor.context.newPage();
    visitor.page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') visitor.complaints.push(message.text());
    });
    visitor.page.on('pageerror', (error) => visitor.complaints.push(`uncaught: ${error.message}`));
    await visitor.page.goto(`${server.url}demo/${demo}${query}`);
    await visitor.until((screens) => screens.every((one) => one.state === 'open'));
    return visitor;
  }

  /** Waits until `condition(screens, argument)` is true in the page; returns what the screens know. */
  async until(condition, argument = null) {
    const source = `(argument) => (${condition})(globalThis.wavetapeDemo?.snapshot() ?? [], argument)`;
    try {
      await this.page.waitForFunction(new Function(`return ${source}`)(), argument, { timeout: kDeadlineMs, polling: 50 });
    } catch (error) {
      throw new Error(`${error.message}\nwaiting for ${condition}\n${JSON.stringify(await this.screens()).slice(0, 3000)}`);
    }
    return this.screens();
  }

  screens() {
    return this.page.evaluate(() => globalThis.wavetapeDemo.snapshot());
  }

  async close() {
    assert.deepEqual(this.complaints, []);
    await this.context.close();
  }
}
