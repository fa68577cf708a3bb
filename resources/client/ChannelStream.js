// SPDX-License-Identifier: MIT
// What one channel has delivered, checked against the promise that no hole is silent: `seq` rises by one or a
// `lagged` notice names the missing range; on a conflating subscription `kseq` counts what was replaced.
const kKeysAtMost = 64;
const kNoticesAtMost = 20;

const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

export class ChannelStream {
  #keys = new Map();

  constructor(channel, conflating = false, keyOf = () => '') {
    this.channel = channel;
    this.conflating = conflating;
    this.keyOf = keyOf;
    this.epoch = null;
    this.seq = 0;
    this.received = 0;
    this.conflated = 0;
    this.lost = 0; // announced by lagged
    this.gaps = 0; // not announced: a bug somewhere
    this.duplicates = 0;
    this.notices = [];
  }

  /** From here on `seq + 1` is expected. */
  begin(epoch, seq) {
    this.epoch = typeof epoch === 'string' ? epoch : null;
    this.seq = isCount(seq) ? seq : 0;
    this.#keys.clear();
  }

  /** What it counted is kept elsewhere: a subscription may come back. */
  forget() {
    this.lost = this.gaps = this.duplicates = 0;
  }

  /** Where a later subscribe can go on, or null. */
  get position() {
    return this.epoch !== null && !this.conflating ? { epoch: this.epoch, seq: this.seq } : null;
  }

  /** Counts a text publication; false where it must not be shown (a duplicate, or no publication at all). */
  accept(message) {
    if (!this.conflating) return this.acceptSeq(message.seq);
    this.received += 1;
    if (isCount(message.seq)) this.seq = Math.max(this.seq, message.seq);
    return !isCount(message.kseq) || this.#acceptKseq(String(this.keyOf(message.data)), message.kseq);
  }

  acceptSeq(seq) {
    if (!isCount(seq)) return false;
    this.received += 1;
    if (seq <= this.seq) {
      this.duplicates += 1;
      return false;
    }
    this.gaps += seq - this.seq - 1;
    this.seq = seq;
    return true;
  }

  lagged(notice) {
    const { from, to } = notice;
    if (!isCount(from) || !isCount(to) || to < from) return;
    if (!this.conflating && from > this.seq + 1) this.gaps += from - this.seq - 1;
    this.lost += to - from + 1;
    this.seq = Math.max(this.seq, to);
    this.notices.push({ from, to, reason: String(notice.reason ?? '').slice(0, 32) });
    if (this.notices.length > kNoticesAtMost) this.notices.shift();
  }

  /** A snapshot stands for everything up to its seq. */
  snapshot(message) {
    if (isCount(message.seq)) this.seq = Math.max(this.seq, message.seq);
  }

  #acceptKseq(key, kseq) {
    const before = this.#keys.get(key);
    if (before !== undefined && kseq <= before) {
      this.duplicates += 1;
      return false;
    }
    if (before !== undefined) this.conflated += kseq - before - 1;
    this.#keys.delete(key); // to the young end
    this.#keys.set(key, kseq);
    if (this.#keys.size > kKeysAtMost) this.#keys.delete(this.#keys.keys().next().value);
    return true;
  }
}
