// SPDX-License-Identifier: MIT
/** What the server refused, with its number and name (`forbidden`, `rate limited` …), or why nothing came of a request. */
export class WireError extends Error {
  constructor({ code = 0, name = 'failed', message = '', temporary = false }) {
    super(String(message).slice(0, 500));
    this.name = 'WireError';
    this.code = code;
    this.reason = name;
    this.temporary = temporary;
  }
}
