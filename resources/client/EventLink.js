// SPDX-License-Identifier: MIT
// Channels by server-sent events, read from a fetch: EventSource hides the status, and browsers and Node differ in it.
import { HttpLink } from './HttpLink.js';

const kBeginMs = 10000;
const kSilenceMs = 45000; // a comment comes every 15 s

export class EventLink extends HttpLink {
  async carry(names, since, signal) {
    const stop = new AbortController();
    signal.addEventListener('abort', () => stop.abort());
    let watch = setTimeout(() => stop.abort(), kBeginMs);
    try {
      const answer = await this.getCarried(`sse?channels=${names.join(',')}&since=${encodeURIComponent(since)}`, stop.signal);
      if (answer.status !== 200) {
        if (!signal.aborted) await this.refuse(answer);
        return;
      }
      for await (const event of readEvents(answer.body, () => {
        clearTimeout(watch);
        watch = setTimeout(() => stop.abort(), kSilenceMs);
      })) {
        if (signal.aborted) return;
        if (event.kind === 'position') this.begun(event.id);
        else if (event.kind === 'closing') this.emit({ type: 'closing', ...JSON.parse(event.data) });
        else if (event.kind === 'message') this.took(JSON.parse(event.data));
      }
    } finally {
      clearTimeout(watch);
      stop.abort();
    }
  }
}

/** The events of a body (HTML 9.2.6); onBytes is told of each arrival, comments included. */
export async function* readEvents(body, onBytes = () => {}) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let event = { kind: 'message', data: [], id: '' };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const colon = line.indexOf(':');
      const text = line.slice(colon + 1).replace(/^ /, '');
      if (line === '') {
        if (event.data.length) yield { ...event, data: event.data.join('\n') };
        event = { kind: 'message', data: [], id: event.id };
      } else if (line.startsWith('data:')) event.data.push(text);
      else if (line.startsWith('event:')) event.kind = text;
      else if (line.startsWith('id:')) event.id = text;
    }
  }
}
