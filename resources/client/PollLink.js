// SPDX-License-Identifier: MIT
// Channels by long polls: one request at a time, held by the server until something is newer.
import { HttpLink } from './HttpLink.js';

const kFirstSeconds = 1; // until what was asked for is granted
const kHeldSeconds = 25;

export class PollLink extends HttpLink {
  async carry(names, since, signal) {
    let position = since;
    for (let seconds = kFirstSeconds; !signal.aborted; seconds = kHeldSeconds) {
      const answer = await this.getCarried(
        `longpoll?channels=${names.join(',')}&since=${encodeURIComponent(position)}&timeout=${seconds}`, signal);
      if (answer.status !== 200) {
        if (!signal.aborted) await this.refuse(answer);
        return;
      }
      const body = await answer.json();
      if (signal.aborted) return;
      if (seconds === kFirstSeconds) this.begun(answer.headers.get('Wavetape-Resumed-From') ?? body.since);
      for (const message of body.messages) this.took(message);
      position = body.since;
    }
  }
}
