// SPDX-License-Identifier: GPL-3.0-or-later
// The page's modules that need no browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AxisRange, niceStep } from '../../resources/web/AxisRange.js';
import { Backoff } from '../../resources/client/Backoff.js';
import { decodeBlock } from '../../resources/client/BinaryBlock.js';
import { CandleSeries } from '../../resources/web/CandleSeries.js';
import { ChannelStream } from '../../resources/client/ChannelStream.js';
import { isTerminal } from '../../resources/client/CloseCode.js';
import { SiFormat, duration, priceDecimals, signedPercent } from '../../resources/web/NumberFormat.js';
import { OrderBook, crc32 } from '../../resources/client/OrderBook.js';
import { Pace } from '../../resources/web/Pace.js';
import { SampleRing } from '../../resources/web/SampleRing.js';
import { Subscription } from '../../resources/client/Subscription.js';

test('backoff doubles from 1 s to 30 s, is drawn evenly below that, and starts again only when told', () => {
  const full = new Backoff({ random: () => 1 });
  assert.deepEqual(Array.from({ length: 10 }, () => full.nextDelayMs() / 1000), [1, 2, 4, 8, 16, 30, 30, 30, 30, 30]);
  const half = new Backoff({ random: () => 0.5 });
  assert.deepEqual([half.nextDelayMs(), half.nextDelayMs()], [500, 1000]);
  assert.equal(half.attempt, 2);
  half.reset();
  assert.equal(half.nextDelayMs(), 500);
});

test('close codes after which to come back', () => {
  for (const code of [1001, 1006, 1011, 1012, 1013, 4308, 4329, 4340]) assert.equal(isTerminal(code), false, String(code));
  for (const code of [1000, 1002, 1003, 1007, 1008, 1009, 4400, 4401, 4403]) assert.equal(isTerminal(code), true, String(code));
});

test('a page that falls behind asks for less, and for all again when it has kept up for a while, each time longer', () => {
  const pace = new Pace();
  let now = 0;
  const told = (lagMs, times = 1) => {
    const answers = [];
    for (let i = 0; i < times; i += 1, now += 1000) answers.push(pace.sample(lagMs, now));
    return answers.filter(Boolean);
  };
  assert.deepEqual(told(4000, 2), [], 'two late samples are no trend');
  assert.deepEqual(told(100), []);
  assert.deepEqual(told(4000, 3), ['ease']);
  assert.equal(pace.behindMs, 4000);
  assert.deepEqual(told(1000, 40), [], 'neither behind nor well');
  assert.equal(pace.behindMs, 0);
  assert.deepEqual(told(100, 20), []);
  assert.deepEqual(told(NaN), [], 'nothing came: nothing is known');
  assert.deepEqual(told(100, 21), ['resume']);
  assert.deepEqual(told(5000, 5), ['ease']);
  assert.deepEqual(told(100, 40), [], 'twice as long after a relapse');
  assert.deepEqual(told(100), ['resume']);
  assert.deepEqual(told(60000, 6), ['ease', 'restart'], 'what waits in the browser is too much');
  assert.equal(new Pace().ease(), 'ease');
});

test('a replayed publication is told from a live one', () => {
  const subscription = new Subscription('trades.A', {}, { since: { epoch: 'e', seq: 4 } });
  subscription.request(1);
  subscription.acknowledge({ type: 'ack', channel: 'trades.A', epoch: 'e', seq: 9, recovered: true, replayed: 5 });
  assert.equal(subscription.isReplay({ seq: 9 }), true);
  assert.equal(subscription.isReplay({ seq: 10 }), false);
});

test('a stream tells losses that were announced from holes that were not', () => {
  const stream = new ChannelStream('trades.A');
  stream.begin('e', 5);
  for (const seq of [6, 7]) assert.equal(stream.accept({ seq }), true);
  stream.lagged({ from: 8, to: 10, reason: 'drop' });
  assert.equal(stream.accept({ seq: 11 }), true);
  assert.deepEqual([stream.lost, stream.gaps, stream.duplicates], [3, 0, 0]);
  assert.equal(stream.accept({ seq: 14 }), true);
  assert.equal(stream.gaps, 2);
  assert.equal(stream.accept({ seq: 14 }), false);
  assert.equal(stream.duplicates, 1);
  stream.lagged({ from: 17, to: 20 });
  assert.equal(stream.gaps, 4, 'the notice itself leaves 15 and 16 unexplained');
  assert.deepEqual(stream.position, { epoch: 'e', seq: 20 });
  for (const seq of [undefined, -1, 1.5, NaN, '21']) assert.equal(stream.accept({ seq }), false);
});

test('a conflating stream counts what was replaced, key by key', () => {
  const stream = new ChannelStream('candles.A.1s', true, (data) => data.start);
  stream.begin('e', 0);
  const arrive = (seq, kseq, start) => stream.accept({ seq, kseq, data: { start } });
  assert.ok(arrive(1, 1, 1000));
  assert.ok(arrive(9, 4, 1000));
  assert.equal(stream.conflated, 2);
  assert.ok(arrive(5, 1, 2000), 'seq may regress between keys');
  assert.equal(arrive(10, 4, 1000), false);
  assert.deepEqual([stream.conflated, stream.duplicates, stream.gaps], [2, 1, 0]);
  assert.equal(stream.position, null);
});

test('a subscription goes on behind its last seq after the link broke', () => {
  const got = [];
  const subscription = new Subscription('trades.A', { publication: (data, message) => got.push(message.seq) });
  assert.deepEqual(subscription.request(1), { type: 'subscribe', id: 1, channel: 'trades.A' });
  subscription.publish({ channel: 'trades.A', seq: 41 }); // of an older subscription: before the ack
  subscription.acknowledge({ epoch: 'e', seq: 41, recovered: false });
  for (const seq of [42, 43]) subscription.publish({ channel: 'trades.A', seq });
  subscription.detach();
  assert.deepEqual(subscription.request(2).since, { epoch: 'e', seq: 43 });
  subscription.acknowledge({ epoch: 'e', seq: 46, recovered: true, replayed: 3 });
  for (const seq of [44, 45, 46, 47]) subscription.publish({ channel: 'trades.A', seq });
  assert.deepEqual(got, [42, 43, 44, 45, 46, 47]);
  subscription.detach();
  subscription.request(3);
  subscription.acknowledge({ epoch: 'other', seq: 9, recovered: false });
  subscription.lagged({ channel: 'trades.A', epoch: 'other', from: 1, to: 9, n: 9 });
  subscription.publish({ channel: 'trades.A', seq: 10 });
  assert.deepEqual([subscription.stream.gaps, subscription.stream.duplicates, subscription.stream.lost], [0, 0, 9]);
});

test('a subscription that is asked anew keeps counting until its ack', () => {
  const subscription = new Subscription('book.A', {});
  subscription.request(1);
  subscription.lagged({ channel: 'book.A', from: 3, to: 4 }); // of an older subscription: before the ack
  subscription.acknowledge({ epoch: 'e', seq: 10 });
  subscription.publish({ channel: 'book.A', seq: 11 });
  subscription.request(2);
  subscription.publish({ channel: 'book.A', seq: 12 });
  subscription.lagged({ channel: 'book.A', from: 13, to: 15 });
  subscription.publish({ channel: 'book.A', seq: 16 });
  subscription.acknowledge({ epoch: 'e', seq: 16 });
  subscription.publish({ channel: 'book.A', seq: 17 });
  assert.deepEqual([subscription.stream.gaps, subscription.stream.duplicates, subscription.stream.lost], [0, 0, 3]);
});

test('a prefix keeps a bounded number of streams', () => {
  const subscription = new Subscription('ticker.*', {}, { conflating: true });
  subscription.request(1);
  subscription.acknowledge({});
  for (let i = 0; i < 10000; i += 1) subscription.publish({ channel: `ticker.S${i}`, seq: 1, kseq: 1, data: {} });
  assert.equal(subscription.streams.size, 2000);
  assert.equal(subscription.skippedStreams, 8000);
});

test('a block is decoded in place, and what is no block is refused', () => {
  const buffer = new ArrayBuffer(32 + 16);
  const view = new DataView(buffer);
  view.setUint16(0, 0x5457, true);
  view.setUint8(2, 1);
  view.setUint8(3, 1);
  view.setUint32(4, 7, true);
  view.setBigUint64(8, 2n ** 40n + 3n, true);
  view.setBigUint64(16, 1700000000000123n, true);
  view.setUint32(24, 2, true);
  view.setUint16(28, 2, true);
  new Float32Array(buffer, 32).set([1.5, 2.5, 3.5, 4.5]);
  const block = decodeBlock(buffer);
  assert.deepEqual([block.channelId, block.seq, block.samples, block.lanes], [7, 2 ** 40 + 3, 2, 2]);
  assert.ok(Math.abs(block.timeMs - 1700000000000.123) < 0.01);
  assert.equal(block.values.buffer, buffer);
  assert.equal(decodeBlock(buffer.slice(0, 47)), null);
  assert.equal(decodeBlock(new ArrayBuffer(31)), null);
  for (const [at, wrong] of [[0, 0], [2, 2], [3, 2], [28, 0]]) {
    const copy = buffer.slice(0);
    new DataView(copy).setUint8(at, wrong);
    assert.equal(decodeBlock(copy), null, `byte ${at}`);
  }
});

test('the ring keeps the newest samples and finds extremes exactly', () => {
  const ring = new SampleRing(16);
  const plain = [];
  let value = 1;
  for (const size of [3, 7, 16, 5, 40, 1]) {
    const part = Float32Array.from({ length: size }, () => (value = (value * 31 + 7) % 101));
    ring.push(part);
    plain.push(...part);
  }
  assert.equal(ring.end, plain.length);
  assert.equal(ring.begin, plain.length - 16);
  for (let i = ring.begin; i < ring.end; i += 1) assert.equal(ring.at(i), plain[i]);
  assert.ok(Number.isNaN(ring.at(ring.begin - 1)));
  const least = new Float32Array(4);
  const greatest = new Float32Array(4);
  ring.extremes(ring.begin, ring.end, 4, least, greatest);
  for (let column = 0; column < 4; column += 1) {
    const part = plain.slice(plain.length - 16 + column * 4, plain.length - 12 + column * 4);
    assert.deepEqual([least[column], greatest[column]], [Math.min(...part), Math.max(...part)]);
  }
  ring.pushGap(4);
  ring.push(Float32Array.of(Infinity, -Infinity, NaN, 5));
  ring.extremes(ring.end - 8, ring.end, 2, least, greatest);
  assert.ok(Number.isNaN(least[0]));
  assert.deepEqual([least[1], greatest[1]], [5, 5]);
  ring.push(Float32Array.of(1, -1, 2, -2), 2); // two lanes: the first is kept
  assert.deepEqual([ring.at(ring.end - 2), ring.at(ring.end - 1)], [1, 2]);
});

test('the book joins deltas, proves itself by its checksum, and gives up where it must', () => {
  assert.equal(crc32('123456789'), 0xcbf43926);
  const book = new OrderBook();
  assert.equal(book.delta({ first: 1, last: 1, bids: [], asks: [] }), false);
  book.snapshot({ last: 10, bids: [[99.5, 3], [99, 4]], asks: [[100.25, 1], [101, 2]] });
  const crc = crc32('99.75:7|99:4|100.25:1|101:2');
  assert.equal(book.delta({ first: 11, last: 12, bids: [[99.5, 0], [99.75, 7]], asks: [], crc }), true);
  assert.deepEqual(book.bids(), [[99.75, 7], [99, 4]]);
  assert.equal(book.delta({ first: 13, last: 13, bids: [], asks: [], crc: crc + 1 }), false);
  assert.deepEqual([book.checks, book.mismatches, book.isValid], [2, 1, false]);
});

test('candles replace, join in order and stay bounded', () => {
  const series = new CandleSeries();
  const candle = (start, close = 1) => ({ start, open: 1, high: 2, low: 0.5, close, volume: 1 });
  series.snapshot([candle(1000), candle(2000)]);
  series.update(candle(2000, 1.5));
  series.update(candle(4000));
  series.update(candle(3000));
  assert.deepEqual(series.columns()[0], [1, 2, 3, 4]);
  assert.equal(series.at(1).close, 1.5);
  assert.equal(series.update({ start: 5000, open: NaN }), false);
  for (let i = 5; i < 3000; i += 1) series.update(candle(i * 1000));
  assert.equal(series.length, 1000);
});

test('an axis steps by 1, 2 or 5, grows at once and shrinks after two seconds', () => {
  for (const [span, parts, step] of [[1, 5, 0.2], [9, 5, 2], [10, 10, 1], [0.03, 4, 0.01], [420, 4, 200]]) {
    assert.ok(Math.abs(niceStep(span, parts) - step) < 1e-9, `${span} in ${parts}`);
  }
  const axis = new AxisRange(5);
  axis.update(-1, 1, 0);
  const wide = [axis.min, axis.max];
  assert.ok(wide[0] <= -1 && wide[1] >= 1);
  axis.update(-0.1, 0.1, 1000);
  assert.deepEqual([axis.min, axis.max], wide);
  axis.update(-0.1, 0.1, 1900);
  assert.deepEqual([axis.min, axis.max], wide);
  axis.update(-0.1, 0.1, 2100);
  assert.ok(axis.max < 0.5);
  axis.update(-4, 4, 2101);
  assert.ok(axis.max >= 4);
  assert.equal(axis.update(-1e308, 1e308, 9999), false);
  assert.ok([...axis.marks()].length <= 51);
});

test('numbers as text', () => {
  assert.equal(signedPercent(-0.5), '−0.50 %');
  assert.equal(signedPercent(2), '+2.00 %');
  assert.equal(signedPercent(NaN), '–');
  assert.equal(priceDecimals(12), 2);
  assert.equal(priceDecimals(0.12345), 5);
  assert.equal(duration(3723000), '01:02:03');
  const rate = new SiFormat('B/s');
  assert.deepEqual(rate.format(1500), { number: '1.5', unit: 'kB/s' });
  assert.deepEqual(rate.format(950), { number: '0.9', unit: 'kB/s' }, 'a little below the border the unit stays');
  assert.deepEqual(rate.format(800), { number: '800', unit: 'B/s' });
});
