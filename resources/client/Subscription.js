// SPDX-License-Identifier: GPL-3.0-or-later
// What the page wants of one channel, or of all channels under a prefix (`ticker.*`), across reconnects.
import { ChannelStream } from './ChannelStream.js';

const kStreamsAtMost = 2000; // of a prefix: a server that names a million channels does not grow the page

export class Subscription {
  /**
   * handlers: { publication(data, message), snapshot(data, message), block(block), lagged(notice), ack(ack),
   * refused(error) }, all optional.
   * options: { policy, maxRate, conflating, keyOf, since, forgets }. `since` is a position to go on from;
   * with `forgets` a reconnect starts from now instead of from the last seq.
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
  }

  get stream() {
    return this.streams.get(this.channel);
  }

  /** The request for the wire. */
  request(id) {
    const message = { type: 'subscribe', id, channel: this.channel };
    if (this.options.policy) message.policy = this.options.policy;
    if (this.options.maxRate) message.maxRate = this.options.maxRate;
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
    if (stream.acceptSeq(block.seq)) this.handlers.block?.(block);
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
    const stream = new ChannelStream(channel, Boolean(this.options.conflating), this.options.keyOf);
    this.streams.set(channel, stream);
    return stream;
  }
}
