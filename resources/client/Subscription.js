// SPDX-License-Identifier: MIT
// What is wanted of one channel, or of all channels under a prefix (`ticker.*`), across reconnects.
import { ChannelStream } from './ChannelStream.js';

const kKeys = [['candles.', 'start'], ['status', 'symbol'], ['scores.', 'part']]; // of conflating channels with more than one key
const keyOf = (channel) => {
  const name = kKeys.find(([family]) => channel.startsWith(family))?.[1];
  return name ? (data) => data?.[name] : () => '';
};
const kStreamsAtMost = 2000; // of a prefix: a server that names a million channels does not grow the page

export class Subscription {
  /**
   * handlers: { publication(data, message), snapshot(data, message), block(block), lagged(notice), ack(ack),
   * refused(error), hole(channel, from, to) }, all optional.
   * options: { policy, maxRate, snapshot, conflating, keyOf, since, forgets, heals }. `since` is a position to go on from;
   * with `forgets` a reconnect starts from now instead of from the last seq; with `heals` a hole that nothing named is asked
   * for once more (renews(): the request is to be sent again) before it is counted and told as one.
   */
  constructor(channel, handlers, options = {}) {
    this.channel = channel;
    this.handlers = handlers;
    this.options = options;
    this.state = 'idle'; // asked, live, refused
    this.isPrefix = channel.endsWith('.*');
    this.policy = null;
    this.rateHz = null;
    this.recovered = null;
    this.replayed = 0;
    this.skippedStreams = 0;
    this.streams = new Map();
    if (!this.isPrefix) this.#addStream(channel);
    this.nextSince = options.since ?? null;
    this.asked = null;
    this.liveAfter = 0;
    this.renews = () => {};
    this.healed = -1; // the seq behind which a hole was asked for
  }

  get stream() {
    return this.streams.get(this.channel);
  }

  /** The request for the wire. */
  request(id) {
    const message = { type: 'subscribe', id, channel: this.channel };
    if (this.options.policy) message.policy = this.options.policy;
    if (this.options.maxRate) message.maxRate = this.options.maxRate;
    if (this.options.snapshot === false) message.snapshot = false;
    const mayGoOn = this.state !== 'live' && !this.isPrefix && !this.options.conflating;
    if (mayGoOn && this.nextSince) message.since = this.nextSince;
    this.asked = message.since ?? null;
    // Asked anew on the same link, what is under way still belongs to the old numbering until the ack comes.
    if (this.state !== 'live') this.state = 'asked';
    return message;
  }

  acknowledge(ack) {
    this.state = 'live';
    this.policy = ack.policy ?? null;
    if (this.isPrefix) {
      for (const stream of this.streams.values()) stream.begin(stream.epoch, stream.seq);
    } else {
      this.recovered = this.asked ? ack.recovered === true : null;
      this.replayed = this.recovered ? ack.replayed : 0;
      this.liveAfter = ack.seq;
      if (this.options.conflating === undefined) this.stream.conflating = ack.policy === 'conflate';
      this.stream.begin(ack.epoch, this.#seqBefore(ack));
      this.#note(ack);
    }
    this.handlers.ack?.(ack);
  }

  refuse(error) {
    this.state = 'refused';
    this.handlers.refused?.(error);
  }

  /** The link is gone: the next request goes on behind what was delivered. */
  detach() {
    this.state = 'idle';
    if (this.isPrefix) return;
    const position = this.stream.position;
    if (this.options.forgets) this.nextSince = null;
    else if (position) this.nextSince = position;
  }

  /** A match of the prefix begins, or this channel begins a new epoch. */
  announce(message) {
    const stream = this.streamOf(message.channel);
    if (!stream) return;
    stream.begin(message.epoch, message.seq);
    if (!this.isPrefix) this.#note(message);
  }

  /** Is it older than this subscription? How long it took says nothing of the link then. */
  isReplay(message) {
    return message.seq <= this.liveAfter;
  }

  publish(message) {
    const stream = this.streamOf(message.channel);
    if (!stream || this.state !== 'live') return;
    if (this.isPrefix && this.options.conflating === undefined) stream.conflating = message.kseq !== undefined;
    if (!stream.conflating && !this.#joins(stream, message.seq)) return;
    if (stream.accept(message)) this.handlers.publication?.(message.data, message);
  }

  snapshot(message) {
    const stream = this.streamOf(message.channel);
    if (!stream || this.state !== 'live') return;
    stream.snapshot(message);
    this.handlers.snapshot?.(message.data, message);
  }

  block(block, channel) {
    const stream = this.streamOf(channel);
    if (!stream || this.state !== 'live') return;
    if (!this.#joins(stream, block.seq)) return;
    if (stream.acceptSeq(block.seq)) this.handlers.block?.(block, channel);
  }

  lagged(message) {
    const stream = this.streamOf(message.channel);
    if (!stream || this.state !== 'live') return;
    stream.lagged(message);
    this.handlers.lagged?.(message);
  }

  streamOf(channel) {
    return this.streams.get(channel) ?? (this.isPrefix ? this.#addStream(channel) : undefined);
  }

  /** False where what came is behind a hole that is asked for again: it will come once more, with what is missing. */
  #joins(stream, seq) {
    const from = stream.seq + 1;
    if (!Number.isSafeInteger(seq) || seq <= from) return true;
    if (this.options.heals && !this.isPrefix && this.healed !== stream.seq) {
      this.healed = stream.seq;
      this.detach();
      this.renews();
      return false;
    }
    this.handlers.hole?.(stream.channel, from, seq - 1);
    return true;
  }

  #seqBefore(ack) {
    if (!this.asked) return ack.seq;
    if (ack.recovered === true) return this.asked.seq;
    // What was missed is named by a lagged notice that follows: from `since`, or from 1 under a new epoch.
    return ack.epoch === this.asked.epoch ? Math.min(this.asked.seq, ack.seq) : 0;
  }

  #note(message) {
    if (Number.isFinite(message.rate) && message.rate > 0) this.rateHz = message.rate;
  }

  #addStream(channel) {
    if (this.streams.size >= kStreamsAtMost) {
      this.skippedStreams += 1;
      return undefined;
    }
    const stream = new ChannelStream(channel, Boolean(this.options.conflating), this.options.keyOf ?? keyOf(channel));
    this.streams.set(channel, stream);
    return stream;
  }
}
