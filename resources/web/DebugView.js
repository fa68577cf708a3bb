// SPDX-License-Identifier: GPL-3.0-or-later
// `window.wavetape`: what the page knows about its link, for the browser's console and for the tests.
// Every property is computed when it is read; nothing can be changed through it.
function describe(stream) {
  const { epoch, seq, received, conflated, lost, gaps, duplicates, notices } = stream;
  return { epoch, seq, received, conflated, lost, gaps, duplicates, lagged: [...notices] };
}

function describeSubscription(subscription) {
  const { state, policy, recovered, replayed, rateHz, isPrefix } = subscription;
  const common = { state, policy, recovered, replayed, rateHz, maxRate: subscription.options.maxRate ?? null };
  if (!isPrefix) return { ...common, ...describe(subscription.stream) };
  const streams = [...subscription.streams].map(([channel, stream]) => [channel, describe(stream)]);
  return { ...common, streams: Object.fromEntries(streams) };
}

export class DebugView {
  #client;
  #parts;

  constructor(client, parts) {
    this.#client = client;
    this.#parts = parts;
    Object.freeze(this);
  }

  get state() {
    return this.#client.state;
  }
  get readyState() {
    return this.#client.readyState;
  }
  get channels() {
    return Object.fromEntries([...this.#client.subscriptions].map(([name, one]) => [name, describeSubscription(one)]));
  }
  get unexplainedGaps() {
    return this.#client.losses().unexplained;
  }

  /** Everything as one plain value. */
  snapshot() {
    const client = this.#client;
    return {
      state: client.state,
      readyState: client.readyState,
      session: client.session,
      transport: client.transports.name,
      opens: client.opens,
      attempt: client.attempt,
      retryInMs: client.state === 'waiting' ? Math.max(0, client.retryAtMs - Date.now()) : null,
      lastClose: client.lastClose,
      closing: client.closing,
      received: { ...client.received },
      reports: client.reports,
      lastReport: client.lastReport,
      bufferedAmount: client.bufferedAmount,
      lagMs: client.lag.percentile(0.99),
      rttMs: client.lag.rttMs,
      unexplainedGaps: this.unexplainedGaps,
      channels: this.channels,
      ...this.#parts(),
    };
  }
}
