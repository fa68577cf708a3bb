// SPDX-License-Identifier: MIT
/** A CustomEvent, which Node 18 does not have. */
export class DetailEvent extends Event {
  constructor(type, detail) {
    super(type);
    this.detail = detail;
  }
}
