// SPDX-License-Identifier: GPL-3.0-or-later
// The demos: two browsers agree, by counts; text stays text; axe, a phone and the policy find nothing.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { launch } from './Browser.js';
import { DemoVisitor } from './DemoVisitor.js';
import { ServerProcess } from './ServerProcess.js';

const axe = createRequire(path.join(process.env.WAVETAPE_BROWSER_MODULES, 'package.json')).resolve('axe-core');
const kDemos = ['chat', 'cursors', 'notices', 'social', 'ticker', 'auction', 'scores', 'text'];
const kPhone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const kLookMs = 50;

let server;
let browser;
before(async () => {
  server = await ServerProcess.start({ flags: ['--symbols', '2'] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (demo, options) => DemoVisitor.open(browser, server, demo, options);

async function pair(demo) {
  return Promise.all([open(demo), open(demo)]);
}

test('chat: what both say both read in one order; names, presence, typing; markup stays text', async () => {
  const [ada, alan] = await pair('chat');
  for (const [visitor, name] of [[ada, 'Ada <b>'], [alan, 'Alan']]) {
    await visitor.page.getByLabel('Your name on screen 1').fill(name);
    await visitor.page.getByLabel('Your name on screen 1').blur();
  }
  const says = async (visitor, text) => {
    await visitor.page.getByLabel('Message', { exact: true }).fill(text);
    await visitor.page.getByLabel('Message', { exact: true }).press('Enter');
  };
  await alan.until(([one]) => one.names?.includes('Ada <b>'));
  await ada.page.getByLabel('Message', { exact: true }).fill('x');
  await alan.until(([one]) => one.typing === 'Ada <b> is typing …');
  for (let i = 0; i < 10; i += 1) {
    await says(ada, `<img src=x onerror="document.title='broken'"> ${i}`);
    await says(alan, `${i} & more`);
  }
  const all = await Promise.all([ada, alan].map((one) => one.until(([screen]) => screen.said?.length === 20)));
  assert.deepEqual(all[0][0].said, all[1][0].said);
  const rows = await Promise.all([ada, alan].map((one) => one.page.locator('.rows li span').allTextContents()));
  assert.deepEqual(rows[0], rows[1]);
  assert.equal(rows[0].length, 20);
  assert.equal(await alan.page.locator('.rows img, .rows b b').count(), 0);
  // Who comes later reads what was said, and knows who is there.
  const late = await open('chat');
  const [screen] = await late.until(([one]) => one.said?.length === 20 && one.people === 3 && one.names.includes('Alan'));
  assert.deepEqual(screen.said, all[0][0].said);
  await late.close();
  await ada.until(([one]) => one.people === 2);
  await Promise.all([ada.close(), alan.close()]);
});

test('chat: who comes to a room that many have been in says its name, not once for each of them', async () => {
  const keeper = await fetch(`${server.url}sse?channels=chat.lobby.who`); // the name lives on meanwhile
  const publish = async (data) => {
    const answer = await fetch(`${server.url}publish`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ channel: 'chat.lobby.who', data }),
    });
    assert.equal(answer.status, 200);
    return (await answer.json()).seq;
  };
  let before;
  for (let i = 0; i < 40; i += 1) before = await publish({ session: `gone${i}`, node: 'n', name: `Gone ${i}` });
  const late = await open('chat');
  await late.until(([one]) => one.known >= 40);
  // Requests of one page are answered in their order.
  await late.page.getByLabel('Message', { exact: true }).fill('here');
  await late.page.getByLabel('Message', { exact: true }).press('Enter');
  await late.until(([one]) => one.said?.length > 0);
  const told = (await publish({})) - before - 1;
  assert.ok(told >= 1 && told < 10, `${told} times`);
  await late.close();
  await keeper.body.cancel();
});

test('cursors: both end with the same places; a slow reader is sent fewer, and what it saves is counted', async () => {
  const [ada, alan] = await pair('cursors');
  await alan.page.getByRole('radio', { name: '5 Hz' }).click();
  const box = await ada.page.locator('.area').boundingBox();
  for (let i = 0; i <= 120; i += 1) {
    await ada.page.mouse.move(box.x + 10 + i * 2, box.y + 20 + i);
    await ada.page.waitForTimeout(16); // a hand's pace: what is told below is told by counts
  }
  const [me] = await ada.screens();
  const [slow] = await alan.until(([one], [id, place]) => one.others?.[id]?.x === place.x && one.others[id].y === place.y && one.saved > 0, [me.id, me.place]);
  assert.ok(slow.savedBytes > 0);
  const [fast] = await ada.screens();
  assert.ok(fast.came > slow.came, `${fast.came} and ${slow.came} places came`);
  await Promise.all([ada.close(), alan.close()]);
});

test('notifications: both know of each, who has read it, and what waits', async () => {
  const [ada, alan] = await pair('notices');
  for (const text of ['one', '<i>two</i>']) {
    await ada.page.getByLabel('Notice', { exact: true }).fill(text);
    await ada.page.getByLabel('Notice', { exact: true }).press('Enter');
  }
  await Promise.all([ada, alan].map((one) => one.until(([screen]) => screen.notices?.length === 2 && screen.unread === 2)));
  await alan.page.getByRole('button', { name: 'Mark as read' }).first().click();
  const [[mine], [others]] = await Promise.all([
    alan.until(([screen]) => screen.unread === 1),
    ada.until(([screen]) => Object.values(screen.readers).includes(1)),
  ]);
  assert.deepEqual(mine.readers, others.readers);
  assert.equal(others.unread, 2, 'what one has read the other has not');
  assert.equal(await ada.page.locator('.notice i').count(), 0);
  const late = await open('notices');
  const [screen] = await late.until(([one]) => one.notices?.length === 2 && Object.values(one.readers).includes(1));
  assert.deepEqual(screen.readers, mine.readers);
  await Promise.all([ada, alan, late].map((one) => one.close()));
});

test('social feed: new posts come to both; who comes later pages back to the first', async () => {
  const [ada, alan] = await pair('social');
  for (let i = 1; i <= 24; i += 1) {
    await ada.page.getByLabel('Post', { exact: true }).fill(`post <b>${i}</b>`);
    await ada.page.getByLabel('Post', { exact: true }).press('Enter');
  }
  const all = await Promise.all([ada, alan].map((one) => one.until(([screen]) => screen.posts?.length === 24)));
  assert.deepEqual(all[0][0].posts, all[1][0].posts);
  const late = await open('social');
  await late.until(([one]) => one.posts?.length === 10);
  for (const count of [20, 24]) {
    await late.page.getByRole('button', { name: 'Older posts' }).click();
    await late.until(([one], wanted) => one.posts.length === wanted, count);
  }
  const [screen] = await late.screens();
  assert.deepEqual(screen.posts, all[0][0].posts);
  assert.ok(screen.isAtEnd);
  assert.equal(await late.page.locator('.posts li b').count(), 24);
  await Promise.all([ada, alan, late].map((one) => one.close()));
});

test('ticker: where both have come to the same number both show the same price; a slow reader is sent fewer', async () => {
  const [fast, slow] = await pair('ticker');
  await slow.page.getByRole('radio', { name: '1 Hz' }).click();
  const seen = new Map();
  let agreed = 0;
  for (let look = 0; agreed < 5 && look < 600; look += 1) {
    for (const visitor of [fast, slow]) {
      const [{ seqs, prices }] = await visitor.screens();
      for (const symbol of Object.keys(seqs)) {
        const key = `${symbol} ${seqs[symbol]}`;
        const before = seen.get(key);
        if (before && before.visitor !== visitor) {
          assert.equal(prices[symbol], before.price, key);
          agreed += 1;
        } else {
          seen.set(key, { visitor, price: prices[symbol] });
        }
      }
    }
    await fast.page.waitForTimeout(20); // until the next price
  }
  assert.ok(agreed >= 5, `${agreed} prices met`);
  // Side by side from here, so however slow the pages are: who is sent each price gets far ahead.
  const count = async (visitor) => (await visitor.screens())[0].came;
  const [fastBefore, slowBefore] = await Promise.all([count(fast), count(slow)]);
  await slow.until(([one], wanted) => one.came >= wanted, slowBefore + 20);
  const [fastCame, slowCame] = [await count(fast) - fastBefore, await count(slow) - slowBefore];
  assert.ok(fastCame > slowCame, `${fastCame} and ${slowCame}`);
  await Promise.all([fast.close(), slow.close()]);
});

/** Bids, and waits until the server has said yes or no; true: it was taken. */
async function bid(visitor, amount) {
  const [before] = await visitor.screens();
  await visitor.page.getByLabel('Your bid in dollars').fill(String(amount));
  await visitor.page.getByLabel('Your bid in dollars').press('Enter');
  const [now] = await visitor.until(([one], count) => one.mine.length + one.refused.length > count, before.mine.length + before.refused.length);
  return now.mine.length > before.mine.length;
}

test('auction: both see who leads; of equal bids the first has it, the other is told; markup stays text', async () => {
  const [ada, alan] = await pair('auction');
  await ada.page.getByLabel('Your name on screen 1').fill('Ada <b>');
  await ada.page.getByLabel('Your name on screen 1').blur();
  let agreed = false;
  for (let round = 0; !agreed && round < 5; round += 1) {
    const [{ least, round: begun }] = await ada.until(([one]) => one.phase === 'open');
    if (!await bid(ada, least)) continue; // it ended meanwhile: the next round
    const isTaken = await bid(alan, least);
    assert.ok(!isTaken, 'two bids of the same amount were taken');
    const [{ refused }] = await alan.screens();
    agreed = refused.at(-1).why === `too low: the least that is taken now is ${least + 5}`;
    if (!agreed) continue;
    const both = await Promise.all([ada, alan].map((one) => one.until(([screen], [number, amount]) => screen.round !== number || screen.newest[0]?.amount === amount, [begun, least])));
    agreed = both.every(([screen]) => screen.round === begun);
    if (!agreed) continue;
    assert.deepEqual(both[0][0].newest, both[1][0].newest);
    assert.ok(both[0][0].mine.includes(both[0][0].newest[0].seq));
    const names = await alan.page.locator('.bids li b').allTextContents();
    assert.equal(names[0], 'Ada <b>');
    assert.equal(await alan.page.locator('.bids b b').count(), 0);
    assert.equal(await ada.page.locator('.leader[data-mine]').count(), 1);
  }
  assert.ok(agreed, 'no round was long enough');
  await Promise.all([ada.close(), alan.close()]);
});

test('scores: the whole once, then parts; both are told of the same; a slow reader is sent fewer', async () => {
  const [fast, slow] = await pair('scores');
  await slow.page.getByRole('radio', { name: '1 Hz' }).click();
  const shared = (ours, theirs) => Object.keys(ours).filter((one) => one in theirs);
  let both;
  for (let n = 2; ; n += 1) {
    both = await Promise.all([fast, slow].map((one) => one.until(([screen], least) => Object.keys(screen.moments ?? {}).length >= least, n)));
    if (shared(both[0][0].moments, both[1][0].moments).length >= 4) break;
    assert.ok(n < 100, 'what was told to one was not told to the other');
  }
  const [[ours], [theirs]] = both;
  for (const moment of shared(ours.moments, theirs.moments)) assert.equal(theirs.moments[moment], ours.moments[moment], moment);
  assert.equal(Object.keys(ours.games).length, 3);
  assert.equal(ours.snapshots, 3, 'whole but once');
  const counts = async () => (await Promise.all([fast, slow].map((one) => one.screens()))).map(([one]) => one.deltas);
  const before = await counts();
  await slow.until(([one], wanted) => one.deltas >= wanted, before[1] + 10);
  const now = await counts();
  assert.ok(now[0] - before[0] > now[1] - before[1], `${now[0] - before[0]} and ${now[1] - before[1]} changes`);
  await Promise.all([fast.close(), slow.close()]);
});

test('what nobody watches is not published', async () => {
  const seqs = async () => {
    const rows = await (await fetch(`${server.url}channels`)).json();
    return rows.filter(({ channel }) => /^(auction|scores)\./.test(channel)).map(({ channel, seq, subscribers }) => [channel, seq, subscribers]);
  };
  let before;
  do before = await seqs(); while (before.some(([, , subscribers]) => subscribers > 0) && await sleep(kLookMs, true)); // until the last page's link has ended
  assert.equal(before.length, 5);
  const ticker = async () => (await (await fetch(`${server.url}snapshot/ticker.AAPL`)).json()).seq;
  const began = await ticker();
  while (await ticker() < began + 10) await sleep(kLookMs); // meanwhile feeds that are always on go on
  assert.deepEqual(await seqs(), before);
});

test('shared text: what both write both have, cut or not', async () => {
  const [ada, alan] = await pair('text');
  const texts = [ada, alan].map((one) => one.page.getByRole('textbox', { name: 'Shared text, screen 1' }));
  await Promise.all([ada, alan].map((one) => one.until(([screen]) => screen.synced && screen.here === 2)));
  for (const [i, text] of texts.entries()) {
    await text.click();
    await text.pressSequentially(`<b>written by ${i}</b> `);
  }
  const both = await Promise.all([ada, alan].map((one) => one.until(([screen]) => screen.text?.length === 40)));
  assert.equal(both[0][0].text, both[1][0].text);
  const late = await open('text');
  const [screen] = await late.until(([one]) => one.synced && one.text.length === 40);
  assert.equal(screen.text, both[0][0].text);
  assert.equal(await late.page.locator('.editor b').count(), 0);
  await Promise.all([ada, alan, late].map((one) => one.close()));
});

async function violations(page) {
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}

for (const [where, options] of [['on a desk', {}], ['on a phone', kPhone]]) {
  test(`axe finds nothing ${where}, in both themes; nothing is wider than the screen`, async () => {
    for (const demo of ['', ...kDemos]) {
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, bypassCSP: true, ...options });
      const page = await context.newPage();
      await page.goto(`${server.url}demo/${demo}?screens=2`);
      if (demo) await page.waitForFunction(() => globalThis.wavetapeDemo?.snapshot().every((one) => one.state === 'open'));
      for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page), [], `${demo}, ${colorScheme}`);
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${demo} is ${wide} px too wide`);
      await context.close();
    }
  });
}

test('who may not read a demo is told so in the server\'s words, and no empty room is shown', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavetape-demos-'));
  const users = path.join(folder, 'users');
  await writeFile(users, 'ada secret-of-ada subscribe=chat.*\n', { mode: 0o600 });
  const closed = await ServerProcess.start({ flags: ['--tokens', 'on', '--users', users] });
  const context = await browser.newContext(kPhone);
  const page = await context.newPage();
  const told = page.getByRole('alert');
  try {
    await page.goto(`${closed.url}demo/auction`);
    await told.getByText('This server wants to know who you are').waitFor();
    await page.evaluate(() => fetch('../auth/session', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user: 'ada', secret: 'secret-of-ada' }),
    }));
    for (const demo of ['auction', 'cursors', 'notices', 'scores', 'social', 'ticker']) {
      await page.goto(`${closed.url}demo/${demo}`);
      await told.getByText(/The server does not let you read this: this channel is not open to this connection\. Log in/).waitFor();
      assert.equal(await page.locator('.demo').isVisible(), false, demo);
    }
    await page.goto(`${closed.url}demo/text`);
    await page.getByText('The document does not open').waitFor();
    await page.goto(`${closed.url}demo/chat`);
    await page.waitForFunction(() => globalThis.wavetapeDemo?.snapshot()[0].state === 'open');
    await page.getByText('Nobody has said anything yet.').waitFor();
    assert.equal(await told.count(), 0);
  } finally {
    await context.close();
    await closed.stop();
    await rm(folder, { recursive: true });
  }
});

test('the dashboard leads to the list, and the list to every demo', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Demos' }).click();
  await page.waitForURL(/\/demo\/$/);
  const links = await page.locator('.demo-list a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  assert.deepEqual(links, kDemos);
  // On a phone a card is as high as what is in it.
  await page.setViewportSize({ width: 390, height: 844 });
  const heights = await page.locator('.demo-list li').evaluateAll((all) => all.map((one) => one.offsetHeight));
  assert.ok(Math.max(...heights) < 200, `${heights}`);
  assert.equal((await page.goto(`${server.url}demo`)).url(), `${server.url}demo/`);
  await context.close();
});
