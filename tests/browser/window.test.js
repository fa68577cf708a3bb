// SPDX-License-Identifier: GPL-3.0-or-later
// The window's demos (its models, without a picture) and the browser's pages meet: both know the same, by counts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { launch } from './Browser.js';
import { DemoVisitor } from './DemoVisitor.js';
import { ServerProcess } from './ServerProcess.js';

const kDeadlineMs = 60000;

let server;
let browser;
let peer;
before(async () => {
  server = await ServerProcess.start({ flags: ['--symbols', '2'] });
  browser = await launch();
  peer = new Peer(`${server.url.replace(/^http/, 'ws')}ws`, 'Wanda <b>');
});
after(async () => {
  await peer?.close();
  await browser?.close();
  await server?.stop();
});

/** demo-peer: what the window knows of every demo, and what a person there does. */
class Peer {
  #waiting = [];

  constructor(url, name) {
    this.child = spawn(process.env.WAVETAPE_DEMO_PEER, [url, name], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' } });
    this.ended = once(this.child, 'exit');
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.known = JSON.parse(line);
      for (const look of [...this.#waiting]) look();
    });
  }

  does(line) {
    this.child.stdin.write(`${line}\n`);
  }

  /** Resolves with what the window knows once `condition` of it is true. */
  async until(condition) {
    if (this.known && condition(this.known)) return this.known;
    let look;
    let timer;
    try {
      return await new Promise((resolve, reject) => {
        look = () => condition(this.known) && resolve(this.known);
        this.#waiting.push(look);
        timer = setTimeout(() => reject(new Error(`waiting for ${condition}\n${JSON.stringify(this.known).slice(0, 3000)}`)), kDeadlineMs);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.splice(this.#waiting.indexOf(look), 1);
    }
  }

  async close() {
    this.child.stdin.end();
    await this.ended;
  }
}

const open = (demo) => DemoVisitor.open(browser, server, demo);

async function called(page, name) {
  await page.getByLabel('Your name on screen 1').fill(name);
  await page.getByLabel('Your name on screen 1').blur();
}

test('chat: one order, names, presence, typing; markup stays text', async () => {
  const ada = await open('chat');
  await called(ada.page, 'Ada');
  await ada.until(([one]) => one.names?.includes('Wanda <b>'));
  await peer.until(({ chat }) => chat.people.length === 2 && chat.people.some((one) => one.name === 'Ada' && !one.own));
  peer.does('type');
  await ada.until(([one]) => one.typing === 'Wanda <b> is typing …');
  await ada.page.getByLabel('Message', { exact: true }).fill('x');
  await peer.until(({ chat }) => chat.typing === 'Ada is typing …');
  for (let i = 0; i < 5; i += 1) {
    peer.does(`say <i>${i}</i>`);
    await ada.page.getByLabel('Message', { exact: true }).fill(`${i} & more`);
    await ada.page.getByLabel('Message', { exact: true }).press('Enter');
  }
  await ada.until(([one]) => one.said.length === 10);
  const { chat } = await peer.until((known) => known.chat.rows.length === 10);
  assert.deepEqual(await ada.page.locator('.rows li span').allTextContents(), chat.rows.map((one) => one.text));
  assert.deepEqual(await ada.page.locator('.rows li b').allTextContents(), chat.rows.map((one) => one.name));
  assert.equal(await ada.page.locator('.rows i').count(), 0);
  await ada.close();
  await peer.until((known) => known.chat.people.length === 1);
});

test('auction: both see who leads; the window is told the least, too', async () => {
  const ada = await open('auction');
  let agreed = false;
  for (let round = 0; !agreed && round < 5; round += 1) {
    const [{ least, round: begun }] = await ada.until(([one]) => one.phase === 'open');
    await peer.until(({ auction }) => auction.round.includes(`${begun}`) && auction.least === least);
    peer.does(`bid ${least}`);
    const { auction } = await peer.until((known) => known.auction.mine || known.auction.hint);
    if (!auction.mine) continue; // it ended meanwhile: the next round
    peer.does(`bid ${least}`);
    const { auction: { hint } } = await peer.until((known) => known.auction.hint);
    agreed = hint.endsWith(`too low: the least that is taken now is ${least + 5}`);
    if (!agreed) continue;
    const [screen] = await ada.until(([one], number) => one.round !== number || one.newest.length > 0, begun);
    agreed = screen.round === begun;
    if (agreed) assert.deepEqual([screen.newest[0].name, screen.newest[0].amount], ['Wanda <b>', least]);
  }
  assert.ok(agreed, 'no round was long enough');
  await ada.close();
});

test('notifications: who has read which is known to both', async () => {
  const ada = await open('notices');
  await called(ada.page, 'Ada');
  peer.does('notify 2 <u>fire</u>');
  const [{ notices: [seq] }] = await ada.until(([one]) => one.notices?.length === 1);
  assert.deepEqual(await ada.page.locator('.notice span').allTextContents(), ['<u>fire</u>']);
  await ada.page.getByRole('button', { name: 'Mark as read' }).click();
  await peer.until(({ notices }) => notices.unread === 1 && notices.rows[0]?.readers === 'read by Ada');
  peer.does(`acknowledge ${seq}`);
  await ada.until(([one], number) => one.readers[number] === 2, seq);
  await peer.until(({ notices }) => notices.unread === 0);
  await ada.close();
});

test('social feed: who posts where is read by both; the window pages back', async () => {
  const ada = await open('social');
  for (let i = 1; i <= 3; i += 1) peer.does(`post of the window <b>${i}</b>`);
  await ada.page.getByLabel('Post', { exact: true }).fill('of the browser');
  await ada.page.getByLabel('Post', { exact: true }).press('Enter');
  const [{ posts }] = await ada.until(([one]) => one.posts?.length === 4);
  const { social } = await peer.until((known) => known.social.rows.length === 4);
  assert.deepEqual(social.rows.map((one) => one.number), posts);
  assert.deepEqual(await ada.page.locator('.posts p').allTextContents(), social.rows.map((one) => one.text));
  // Who comes late has the newest page, and asks for the others.
  for (let i = 4; i <= 20; i += 1) peer.does(`post ${i}`);
  await ada.until(([one]) => one.posts.length === 21);
  const late = new Peer(`${server.url.replace(/^http/, 'ws')}ws`, 'Late');
  await late.until((known) => known.social.rows.length === 10 && known.social.more);
  for (const count of [20, 21]) {
    late.does('older');
    await late.until((known) => known.social.rows.length === count);
  }
  const [screen] = await ada.screens();
  const { social: all } = await late.until((known) => !known.social.more);
  assert.deepEqual(all.rows.map((one) => one.number), screen.posts);
  await late.close();
  await ada.close();
});

test('cursors, scores, prices and the room of the text: what the one shows the other shows', async () => {
  const ada = await open('cursors');
  peer.does('move 0.25 0.75');
  await ada.until(([one]) => Object.values(one.others ?? {}).some(({ x, y }) => x === 0.25 && y === 0.75));
  const box = await ada.page.locator('.area').boundingBox();
  await ada.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const [{ place }] = await ada.until(([one]) => one.place);
  await peer.until(({ cursors }) => cursors.rows.some((one) => !one.own && one.across === place.x && one.down === place.y) || false);
  await ada.close();

  const games = await open('scores');
  const shown = ({ clock, home, away, moment }) => `${home.name} ${home.score} : ${away.score} ${away.name} ${moment.minute} ${clock.period}`;
  const seen = new Set();
  let met = 0;
  while (met < 3) {
    const [screen] = await games.until(([one], before) => one.deltas > before, seen.size);
    for (const parts of Object.values(screen.games)) seen.add(shown(parts));
    const rows = peer.known.scores.rows;
    assert.equal(rows.length, 3);
    met = rows.filter(({ home, away, score, moment, clock }) => {
      const [minute] = moment.split("'");
      return seen.has(`${home} ${score} ${away} ${minute} ${clock.replace(/, \d+'$/, '')}`);
    }).length;
  }
  assert.equal(peer.known.scores.snapshots, 3, 'whole but once');
  await games.close();
  assert.deepEqual(peer.known.ticker.rows.map((one) => one.symbol).length, 2);

  const text = await open('text');
  await called(text.page, 'Ada');
  const before = (await peer.until((known) => known.text.known)).text.bytes;
  await text.page.getByRole('textbox', { name: 'Shared text, screen 1' }).click();
  await text.page.keyboard.type('hello');
  await peer.until((known) => known.text.people.length === 1 && known.text.people[0].name === 'Ada' && known.text.bytes > 0);
  assert.ok(peer.known.text.bytes > before);
  const [screen] = await text.screens();
  assert.equal(screen.here, 1, 'the window reads, and is seen by nobody');
  await text.close();
  await peer.until((known) => known.text.people.length === 0);
});
