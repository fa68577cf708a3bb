// SPDX-License-Identifier: GPL-3.0-or-later
// One requestAnimationFrame for the whole page. Painters run no more often than they asked for; a painter whose
// view is not shown is skipped, and a hidden page paints nothing at all.
export class FrameClock {
  #painters = [];
  frames = 0;

  /** `paint(nowMs)` is called at most every `periodMs` while `isShown()`. */
  add(paint, periodMs = 0, isShown = () => true) {
    this.#painters.push({ paint, periodMs, isShown, next: 0 });
  }

  start() {
    const turn = (now) => {
      this.frames += 1;
      for (const painter of this.#painters) {
        if (now < painter.next || !painter.isShown()) continue;
        painter.next = now + painter.periodMs - 4; // a frame that comes a little early still counts
        painter.paint(now);
      }
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }
}
