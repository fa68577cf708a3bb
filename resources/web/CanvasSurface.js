// SPDX-License-Identifier: GPL-3.0-or-later
// A canvas that follows the size of its parent in device pixels.
export class CanvasSurface {
  #canvas;
  #context;
  width = 0; // CSS pixels
  height = 0;
  scale = 1;

  constructor(canvas, onResize = () => {}) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    const measure = () => {
      const box = canvas.parentElement.getBoundingClientRect();
      this.width = Math.floor(box.width);
      this.height = Math.floor(box.height);
      this.scale = Math.min(3, window.devicePixelRatio || 1);
      canvas.width = Math.max(1, Math.round(this.width * this.scale));
      canvas.height = Math.max(1, Math.round(this.height * this.scale));
      canvas.style.width = `${this.width}px`;
      canvas.style.height = `${this.height}px`;
      onResize();
    };
    new ResizeObserver(measure).observe(canvas.parentElement);
  }

  get canvas() {
    return this.#canvas;
  }

  /** The context, cleared, with CSS pixels as its unit; null while there is no room. */
  begin() {
    if (this.width < 8 || this.height < 8) return null;
    const context = this.#context;
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }
}
