// SPDX-License-Identifier: GPL-3.0-or-later
// The signal of bench-render in uPlot: a window of one second, one sixtieth of a second of new samples per frame.
const kWidth = 1400;
const kHeight = 900;
const kWarmUpFrames = 10;

const wanted = new URLSearchParams(location.search);
const rate = Number(wanted.get('rate'));
const seconds = Number(wanted.get('seconds'));
const mostFrames = Number(wanted.get('frames'));
const signal = new Float32Array(await (await fetch('/signal')).arrayBuffer());

/** The newest second, contiguous, so that nothing is copied to be drawn. */
class Window {
  #values = new Float32Array(2 * rate);
  #end = 0;
  #at = 0;

  append(count) {
    if (this.#end + count > this.#values.length) {
      this.#values.copyWithin(0, this.#end - rate + count, this.#end);
      this.#end = rate - count;
    }
    while (count > 0) {
      const part = signal.subarray(this.#at, Math.min(this.#at + count, signal.length));
      this.#values.set(part, this.#end);
      this.#at = (this.#at + part.length) % signal.length;
      this.#end += part.length;
      count -= part.length;
    }
  }

  get values() {
    return this.#values.subarray(this.#end - rate, this.#end);
  }
}

const axis = { stroke: '#8b98a8', grid: { stroke: '#222a35', width: 1 }, ticks: { stroke: '#252d38', width: 1 } };
const samples = new Window();
samples.append(rate);
// Time is relative, so that the x values stay as they are.
const times = Float64Array.from({ length: rate }, (_, i) => i / rate - 1);
const plot = new uPlot({
  width: kWidth,
  height: kHeight,
  legend: { show: false },
  cursor: { show: false },
  scales: { x: { time: false }, y: { range: [-2, 2] } },
  axes: [axis, axis],
  series: [{}, { stroke: '#4cc2ff', width: 1, points: { show: false } }],
}, [times, samples.values], document.body);

let due = 0;
let feedMs = 0;
function frame() {
  const began = performance.now();
  due += rate / 60;
  const count = Math.floor(due);
  due -= count;
  samples.append(count);
  feedMs += performance.now() - began;
  plot.setData([times, samples.values]);
}

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
for (let i = 0; i < kWarmUpFrames; ++i) {
  await nextFrame();
  frame();
}
await fetch('/begin', { method: 'POST' });
feedMs = 0;
const began = performance.now();
let frames = 0;
while (frames < 3 || (frames < mostFrames && performance.now() - began < seconds * 1000)) {
  await nextFrame();
  frame();
  ++frames;
}
await nextFrame(); // the last one is displayed
await fetch('/end', { method: 'POST', body: JSON.stringify({ frames, feedMs, width: innerWidth, height: innerHeight }) });
