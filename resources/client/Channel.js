// SPDX-License-Identifier: MIT
// One subscription on the wire and the feeds that it fills: however many readers a channel has here, the server has one.
import { Subscription } from './Subscription.js';
import { WireError } from './WireError.js';

export class Channel {
  #wire;
  #subscription;
  #onLoss;
  #onFinished;
  #onEmpty;
  #feeds = new Set();

  /** told: { loss(detail), finished(channel, position), empty(channel) }. */
  constructor(wire, name, options, told) {
    this.#wire = wire;
    this.#onLoss = told.loss;
    this.#onFinished = told.finished;
    this.#onEmpty = told.empty;
    this.name = name;
    this.#subscription = new Subscription(name, {
      publication: (data, message) => this.#came({ channel: message.channel, data, seq: message.seq, ts: message.ts, isSnapshot: false }, message.kseq === undefined),
      snapshot: (data, message) => this.#came({ channel: message.channel, data, seq: message.seq, ts: undefined, isSnapshot: true }, true),
      block: ({ channelId, ...block }, channel) => this.#came({ channel, ...block }, true),
      lagged: ({ channel, epoch, from, to, n, reason }) => this.#lost({ channel, epoch, from, to, n, reason }),
      hole: (channel, from, to) => this.#lost({ channel, epoch: this.#subscription.streamOf(channel).epoch, from, to, n: to - from + 1, reason: 'unexplained' }),
      refused: (error) => {
        // Whoever is told may ask for the same at once: that is another channel by then.
        const feeds = [...this.#feeds];
        this.#feeds.clear();
        this.#onEmpty(this);
        for (const feed of feeds) feed.refuse(new WireError(error));
      },
    }, { heals: true, ...options });
  }

  get state() {
    return this.#subscription.state;
  }
  get subscription() {
    return this.#subscription;
  }

  join(feed) {
    const isFirst = this.#feeds.size === 0;
    this.#feeds.add(feed);
    if (isFirst) this.#wire.subscribe(this.#subscription);
    else if (this.state === 'live') this.renew(); // so that this one has a snapshot as well
    // Who reads along does not wait for one that is too slow: that one loses from now on.
    else for (const other of this.#feeds) if (other.paused) this.resume(other);
  }

  leave(feed) {
    if (!this.#feeds.delete(feed)) return;
    if (this.#feeds.size > 0) return;
    this.#wire.unsubscribe(this.name);
    this.#onEmpty(this);
  }

  /** The client was closed. */
  end() {
    for (const feed of [...this.#feeds]) feed.close();
  }

  /** Asks again on the same link: a new snapshot comes where the channel has one. */
  renew() {
    this.#wire.renew(this.#subscription);
  }

  /** The server is told to stop, unless others read along or nothing could go on from here. */
  pause(feed) {
    if (this.#feeds.size !== 1 || !this.#subscription.stream?.position) return false;
    feed.paused = true;
    this.#wire.unsubscribe(this.name);
    this.#subscription.detach();
    return true;
  }

  resume(feed) {
    feed.paused = false;
    this.#wire.subscribe(this.#subscription);
  }

  finished(position) {
    this.#onFinished(this.name, position);
  }

  #came(value, isWhole) {
    const stream = this.#subscription.streamOf(value.channel);
    const position = this.#subscription.isPrefix ? null : stream.position;
    // Of what conflates the newest of each key is enough; a snapshot stands for all before it.
    const key = !stream.conflating ? undefined : isWhole ? `${value.channel}\n` : `${value.channel}\n${stream.keyOf(value.data)}`;
    for (const feed of [...this.#feeds]) feed.push({ value, position, key });
  }

  #lost(loss) {
    this.#onLoss(loss);
    const { isPrefix } = this.#subscription;
    for (const feed of [...this.#feeds]) feed.loses(loss, isPrefix ? null : { epoch: loss.epoch, seq: loss.to });
  }
}
