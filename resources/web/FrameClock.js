// SPDX-License-Identifier: GPL-3.0-or-later
// One requestAnimationFrame for the whole page. Painters run no more often than they asked for; a painter whose
// view is not shown is skipped, and a hidden page paints nothing at all. Where frames come late the machine is busy:
// then what would paint in every frame paints ten times a second, and leaves the time to what has arrived.
const kLateMs = 40;
const kBusyPeriodMs = 100;
const kEarlyMs = 4; // a frame that comes a little early still counts

export class FrameClock {
  #painters = [];
  #gapMs = 0; // smoothed
  #lastMs = 0;
  frames = 0;

  /** `paint(nowMs)` is called at most every `periodMs` while `isShown()`. */
  add(paint, periodMs = 0, isShown = () => true) {
    this.#painters.push({ paint, periodMs, isShown, next: 0 });
  }

  start() {
    const turn = (now) => {
      this.frames += 1;
      this.#gapMs += 0.1 * (Math.min(1000, now - this.#lastMs) - this.#gapMs);
      this.#lastMs = now;
      const leastMs = this.#gapMs > kLateMs ? kBusyPeriodMs : 0;
      for (const painter of this.#painters) {
        if (now < painter.next || !painter.isShown()) continue;
        painter.next = now + Math.max(painter.periodMs, leastMs) - kEarlyMs;
        painter.paint(now);
      }
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }
}
