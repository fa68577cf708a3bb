// SPDX-License-Identifier: MIT
// The one link, in the dialect wavetape.v1: subscriptions that outlive it, reconnecting with backoff,
// and a count of everything that arrives.
import { Backoff } from './Backoff.js';
import { decodeBlock } from './BinaryBlock.js';
import { isTerminal } from './CloseCode.js';
import { DetailEvent } from './DetailEvent.js';
import { LagMeter } from './LagMeter.js';

const kClosed = 3;
const kSubprotocol = 'wavetape.v1';
const kHandshakeMs = 10000;
const kPingMs = 5000;
const kSilenceMs = 10000;
const kProbeMs = 5000;
const kLoginWanted = 4401;
const kReportMs = 2000;
const kStableMs = 30000;
const kHintAtMostMs = 60000;
const kAskAgainMs = 2000;
const kPendingAtMost = 256;
const kNameAtMost = 128;
const kCannotRecover = 112;
const kErrorSpanMs = 10000;
const kErrorsPerSpan = 10; // unless the welcome says otherwise

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Events: `state` (state or readyState changed), `session` (a welcome came), `notice` (detail: an error message
 * of the server that belongs to no request), `down` (detail: an attempt that failed, or a link that ended; Client.js).
 * state: connecting, open, closing, waiting (for the next attempt), stopped (the server wants no other attempt),
 * login (it wants to know who asks first).
 */
export class WireClient extends EventTarget {
  #url;
  #backoff;
  #isProven = false; // this link has brought what it is for
  #socket = null;
  #subscriptions = new Map();
  #channelOfId = new Map();
  #pending = new Map();
  #nextId = 1;
  #timers = new Map();
  #pingSentMs = 0;
  #lastHeardMs = 0;
  #past = { lost: 0, unexplained: 0 };
  #token;
  #attempts = 0;
  #errorsAt = [];
  #trouble = ''; // what the environment says of an attempt, as far as it says anything

  state = 'waiting';
  session = null;
  welcome = null;
  closing = null;
  lastClose = null;
  retryAtMs = 0;
  openedAtMs = 0;
  opens = 0;
  received = { messages: 0, bytes: 0, binary: 0, malformed: 0, strays: 0, errors: 0 };
  reports = 0;
  lastReport = null;
  lag = new LagMeter();
  /** The link is open and every subscription is answered: what is shown is this link's. */
  isCurrent = false;

  /**
   * transports: a `Transports`, or a `WebSocketWay`.
   * token: a text, or a function that makes one for each attempt (it may be async; where it fails, that attempt has failed).
   * The snippets that run in the page tap the name WebSocket: `transports` took the environment's own before.
   */
  constructor(url, transports, backoff = new Backoff(), token = null) {
    super();
    this.#url = url;
    this.#backoff = backoff;
    this.#token = token;
    this.transports = transports;
    transports.onBetter = () => this.connect();
  }

  get url() {
    return this.#url;
  }
  get readyState() {
    return this.#socket?.readyState ?? kClosed;
  }
  get bufferedAmount() {
    return this.#socket?.bufferedAmount ?? 0;
  }
  get attempt() {
    return this.#backoff.attempt;
  }
  get subscriptions() {
    return this.#subscriptions;
  }

  connect() {
    this.#cancel('retry');
    this.#abandon();
    if (typeof this.#token === 'function') this.#fetchToken(this.#attempts);
    else this.#open(this.#token ?? '');
  }

  async #fetchToken(attempt) {
    this.#setState('connecting');
    let token = null;
    let why = '';
    try {
      token = await this.#token();
    } catch (error) {
      why = String(error?.message ?? error).slice(0, 200);
    }
    if (attempt !== this.#attempts) return; // meanwhile it was closed, or tried anew
    if (token === null) this.#closed(1006, `no token: ${why}`, false);
    else this.#open(token);
  }

  #open(token) {
    let socket;
    try {
      socket = this.transports.open(this.#url, kSubprotocol, token);
    } catch (error) {
      this.#closed(1006, String(error.message).slice(0, 200), false, true); // no address, or no token that can be sent
      return;
    }
    socket.binaryType = 'arraybuffer';
    this.#trouble = '';
    socket.onerror = (event) => { // a close follows; browsers say no more to a page
      this.#trouble = String(event?.message ?? event?.error?.message ?? '').slice(0, 200);
    };
    this.#isProven = false;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = (event) => this.#message(event.data);
    socket.onclose = (event) => this.#closed(event.code, event.reason, event.wasClean);
    this.#socket = socket;
    this.closing = null;
    this.#after('handshake', kHandshakeMs, () => this.#giveUpOn('no answer to the handshake'));
    this.#setState('connecting');
  }

  subscribe(subscription) {
    this.#subscriptions.set(subscription.channel, subscription);
    subscription.renews = () => this.renew(subscription);
    if (this.state === 'open') this.#ask(subscription);
    return subscription;
  }

  /** Sends the request of a subscription again, after its options changed. */
  renew(subscription) {
    if (this.state === 'open' && this.#subscriptions.get(subscription.channel) === subscription) {
      this.#ask(subscription);
    }
  }

  unsubscribe(channel) {
    const subscription = this.#subscriptions.get(channel);
    if (!subscription) return;
    const wasAsked = subscription.state === 'asked' || subscription.state === 'live';
    this.#past = this.losses();
    for (const stream of subscription.streams.values()) stream.forget();
    this.#subscriptions.delete(channel);
    this.#cancel(`again ${channel}`);
    for (const [id, name] of this.#channelOfId) if (name === channel) this.#channelOfId.delete(id);
    // What was never granted cannot be given back: the server would count an error.
    if (wasAsked) this.request({ type: 'unsubscribe', channel });
  }

  /** Over the life of the page: messages that notices named as lost, and holes or repeats that nothing named. */
  losses() {
    let { lost, unexplained } = this.#past;
    for (const subscription of this.#subscriptions.values()) {
      for (const stream of subscription.streams.values()) {
        lost += stream.lost;
        unexplained += stream.gaps + stream.duplicates;
      }
    }
    return { lost, unexplained };
  }

  /** Sends a request; `done` gets the ack or the error that answers it. False while the link is down. */
  request(message, done = null) {
    if (this.state !== 'open') return false;
    const id = this.#nextId++;
    this.#pending.set(id, done);
    if (this.#pending.size > kPendingAtMost) this.#pending.delete(this.#pending.keys().next().value);
    this.#socket.send(JSON.stringify({ ...message, id }));
    return true;
  }

  /** A new link in place of one on which more waits than can be read; subscriptions go on behind what was delivered. */
  restart() {
    if (this.state === 'open') this.connect();
  }

  /** Tries at once: the user asked, or the network came back. */
  retryNow() {
    this.transports.online();
    if (['waiting', 'stopped', 'login'].includes(this.state)) this.connect();
  }

  /** The network came back, or this machine woke: what waits tries now, what seems open must answer soon. */
  wake() {
    this.transports.online();
    if (this.state === 'waiting') this.connect();
    else if (this.state === 'open') {
      const now = performance.now();
      this.#pingSentMs = 0;
      this.#ping();
      this.#after('probe', kProbeMs, () => {
        if (this.#lastHeardMs < now) this.#giveUpOn('nothing heard from the server');
      });
    }
  }

  #opened(socket) {
    if (socket.protocol !== kSubprotocol) {
      this.lastClose = { code: 1002, reason: 'this server does not speak wavetape.v1', wasClean: false, retry: false };
      this.#abandon();
      this.#setState('stopped');
      this.#tellDown(this.lastClose, false);
      return;
    }
    this.session = '';
    this.#lastHeardMs = performance.now();
    this.lag.reset();
  }

  #welcomed(message) {
    this.#cancel('handshake');
    this.welcome = message;
    if (message.authMs !== undefined) {
      this.session = this.lastClose = null;
      this.#abandon();
      this.#setState('login');
      return;
    }
    if (this.transports.name === 'websocket') this.#prove();
    this.opens += 1;
    this.#errorsAt = [];
    this.session = String(message.session ?? '').slice(0, 64);
    this.openedAtMs = Date.now();
    this.#pingSentMs = 0;
    this.#after('stable', kStableMs, () => this.#backoff.reset());
    this.#every('ping', kPingMs, () => this.#ping());
    this.#every('report', kReportMs, () => this.#report());
    this.#setState('open');
    for (const subscription of this.#subscriptions.values()) this.#ask(subscription);
    this.#ping();
    this.dispatchEvent(new Event('session'));
  }

  /** It is over: no link, no attempt. */
  close() {
    this.transports.close();
    this.#cancel('retry');
    this.#abandon();
    this.#setState('stopped');
  }

  #prove() {
    this.#isProven = true;
    this.transports.opened();
  }

  #closed(code, reason, wasClean, isFinal = false) {
    this.#abandon();
    if (isFinal) this.transports.close();
    else if (!this.#isProven) this.transports.failed();
    const wasOpen = this.session !== null;
    this.session = null;
    const ended = { code, reason: this.closing?.reason || reason || (wasOpen ? '' : this.#trouble || `nothing opened at ${this.#place()}`), wasClean };
    const isExpired = code === kLoginWanted && typeof this.#token === 'function'; // the next one may be taken
    const mayRetry = !isFinal && (isExpired || (this.closing ? this.closing.retry : !isTerminal(code)));
    // An attempt that was refused does not hide why the last link ended.
    if (wasOpen || !this.lastClose || !mayRetry) {
      this.lastClose = { ...ended, retry: mayRetry };
    }
    if (!mayRetry) {
      this.#setState('stopped');
      this.#tellDown(ended, wasOpen);
      return;
    }
    // The hint of the server spreads its clients; the backoff still bounds one that closes us again and again.
    const hint = this.closing ? Math.min(kHintAtMostMs, this.closing.afterMs) : 0;
    const again = this.#backoff.attempt > 0;
    const delay = this.#backoff.nextDelayMs();
    const wait = this.closing && !again ? hint : Math.max(hint, delay);
    this.retryAtMs = Date.now() + wait;
    this.#after('retry', wait, () => this.connect());
    this.#setState('waiting');
    this.#tellDown(ended, wasOpen, wait);
  }

  /** Without the query, which may have a token. */
  #place() {
    return this.#url.split(/[?#]/, 1)[0];
  }

  /** After all else of the same end: who listens may close the client, or try at once. */
  #tellDown({ code, reason, wasClean }, wasOpen, retryInMs = null) {
    const detail = { url: this.#place(), transport: this.transports.name, code, reason, wasClean, wasOpen, attempt: this.#backoff.attempt, retryInMs };
    this.dispatchEvent(new DetailEvent('down', detail));
  }

  #giveUpOn(why) {
    this.#closed(1006, why, false);
  }

  /** Lets go of the socket without waiting for it: a dead peer would keep it CLOSING for a long time. */
  #abandon() {
    this.#attempts += 1;
    for (const name of ['handshake', 'stable', 'ping', 'report', 'probe']) this.#cancel(name);
    const socket = this.#socket;
    this.#socket = null;
    this.#pending.clear();
    this.#channelOfId.clear();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    for (const subscription of this.#subscriptions.values()) subscription.detach();
  }

  #ask(subscription) {
    // Refusals count as errors, and too many of those end the link: what would be refused waits for its turn.
    const wait = this.#waitForErrors();
    if (wait > 0) {
      this.#after(`again ${subscription.channel}`, wait, () => this.renew(subscription));
      return;
    }
    this.request(subscription.request(0), (reply) => {
      if (this.#subscriptions.get(subscription.channel) !== subscription) return;
      if (reply.type === 'ack') {
        this.#learnId(reply);
        if (!this.#isProven) this.#prove();
        subscription.acknowledge(reply);
        this.#answered();
      } else if (reply.code === kCannotRecover && subscription.nextSince) {
        subscription.nextSince = null;
        this.#ask(subscription);
      } else if (reply.temporary === true) {
        this.#after(`again ${subscription.channel}`, kAskAgainMs, () => this.renew(subscription));
      } else {
        subscription.refuse(reply);
        this.#answered();
      }
    });
  }

  #answered() {
    if (this.isCurrent || [...this.#subscriptions.values()].some((one) => one.state === 'asked')) return;
    this.isCurrent = true;
    this.dispatchEvent(new Event('state'));
  }

  /** In ms, until less than half of the errors that the server allows are in the last seconds. */
  #waitForErrors() {
    const now = performance.now();
    this.#errorsAt = this.#errorsAt.filter((at) => now - at < kErrorSpanMs);
    const most = Math.max(1, Math.floor((Number(this.welcome?.limits?.errorsPer10s) || kErrorsPerSpan) / 2));
    const over = this.#errorsAt.length - most;
    return over < 0 ? 0 : this.#errorsAt[over] + kErrorSpanMs - now + 1;
  }

  #learnId(message) {
    if (Number.isSafeInteger(message.channelId) && typeof message.channel === 'string') {
      this.#channelOfId.set(message.channelId, message.channel);
    }
  }

  #message(data) {
    this.#lastHeardMs = performance.now();
    this.received.messages += 1;
    if (data instanceof ArrayBuffer) {
      this.received.bytes += data.byteLength;
      this.#block(data);
      return;
    }
    this.received.bytes += data.length;
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      message = null;
    }
    if (!isObject(message)) this.received.malformed += 1;
    else if (message.type === undefined) this.#publication(message);
    else this.#control(message);
  }

  #block(buffer) {
    this.received.binary += 1;
    const block = decodeBlock(buffer);
    if (!block) {
      this.received.malformed += 1;
      return;
    }
    const channel = this.#channelOfId.get(block.channelId);
    const subscription = channel && this.#find(channel);
    if (subscription) subscription.block(block, channel);
    else this.received.strays += 1;
  }

  #publication(message) {
    const subscription = this.#find(message.channel);
    if (!subscription) {
      this.received.strays += 1;
      return;
    }
    if (!subscription.isReplay(message)) this.lag.publication(message.ts, LagMeter.now());
    subscription.publish(message);
  }

  #control(message) {
    switch (message.type) {
      case 'welcome':
        this.#welcomed(message);
        break;
      case 'channel':
        this.#learnId(message);
        this.#find(message.channel)?.announce(message);
        break;
      case 'snapshot':
        this.#find(message.channel)?.snapshot(message);
        break;
      case 'lagged':
        this.#find(message.channel)?.lagged(message);
        break;
      case 'pong':
        this.lag.probe(Number(message.t), LagMeter.now(), message.time);
        break;
      case 'closing':
        this.closing = {
          code: Number(message.code) || 0,
          reason: String(message.reason ?? '').slice(0, 200),
          retry: message.retry === true,
          afterMs: Math.max(0, Number(message.afterMs) || 0),
        };
        this.#setState('closing');
        break;
      default:
        this.#reply(message);
    }
  }

  #reply(message) {
    if (message.type === 'error') {
      this.received.errors += 1;
      this.#errorsAt.push(performance.now());
    }
    const done = this.#pending.get(message.id);
    if (done !== undefined) {
      this.#pending.delete(message.id);
      done?.(message);
    } else if (message.type === 'ack') {
      // An ack that nobody asked for: the server began this channel's numbering anew.
      this.#learnId(message);
      this.#find(message.channel)?.announce(message);
    } else if (message.type === 'error') {
      this.dispatchEvent(new DetailEvent('notice', message));
    }
  }

  #find(channel) {
    if (typeof channel !== 'string' || channel.length > kNameAtMost) return undefined;
    const exact = this.#subscriptions.get(channel);
    if (exact) return exact;
    for (let dot = channel.lastIndexOf('.'); dot > 0; dot = channel.lastIndexOf('.', dot - 1)) {
      const prefix = this.#subscriptions.get(`${channel.slice(0, dot)}.*`);
      if (prefix) return prefix;
    }
    return undefined;
  }

  #ping() {
    const now = performance.now();
    const late = this.#pingSentMs > 0 && now - this.#pingSentMs > 2 * kSilenceMs;
    const unanswered = this.#pingSentMs > this.#lastHeardMs;
    if (unanswered && now - this.#pingSentMs > kSilenceMs && !late) {
      this.#giveUpOn('nothing heard from the server');
      return;
    }
    // After a sleep the timer itself is late, and what came meanwhile is still unread: ask again first.
    if (!unanswered || late) {
      this.#pingSentMs = now;
      this.#socket.send(JSON.stringify({ type: 'ping', t: LagMeter.now() }));
    }
  }

  #report() {
    const lagMs = this.lag.percentile(0.99);
    this.lastReport = {
      type: 'report',
      bufferedAmount: this.bufferedAmount,
      lagMs: Number.isFinite(lagMs) ? Math.round(lagMs * 10) / 10 : 0,
    };
    this.#socket.send(JSON.stringify(this.lastReport));
    this.reports += 1;
  }

  #setState(state) {
    this.state = state;
    if (state !== 'open') this.isCurrent = false;
    this.dispatchEvent(new Event('state'));
  }

  #after(name, ms, action) {
    this.#cancel(name);
    this.#timers.set(name, setTimeout(action, ms));
  }

  #every(name, ms, action) {
    this.#cancel(name);
    this.#timers.set(name, setInterval(action, ms));
  }

  #cancel(name) {
    clearTimeout(this.#timers.get(name)); // clears intervals as well
    this.#timers.delete(name);
  }
}
