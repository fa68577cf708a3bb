// SPDX-License-Identifier: MIT
// Made from resources/api/messages.schema.json by make_types.py: changes here are lost.

/** The name of one channel. */
export type ChannelName = string;

/** The name of one channel, or a prefix: a name's beginning and `.*`, which stands for every present and later channel below it. */
export type ChannelPattern = string;

/** Echoed in the answer. On a plain connection only a request with an id is acknowledged. */
export type RequestId = string | number;

/** What happens to messages that a reader is too slow for. */
export type Policy = "conflate" | "drop-oldest" | "drop-newest" | "low-priority-first" | "disconnect" | "unbounded";

/** The last publication that was seen: `seq` counts from 1 within the life that `epoch` names. */
export interface Position {
  epoch: string;
  seq: number;
}

/** Any JSON value. */
export type AnyData = unknown;

/** The answer of /poll and /longpoll: `messages` as a plain subscriber gets them, and the position after them, to be given back as `since`. */
export interface Poll {
  since: string;
  messages: (Message | Block)[];
}

/** A block of a binary channel for readers that take text alone (server-sent events, polls): `b64` holds the bytes, which are little-endian float32 where `kind` is f32. `ts` is the time of the first sample, in ms. */
export interface Block {
  channel: ChannelName;
  b64: string;
  kind: "f32" | "bytes";
  lanes: number;
  seq: number;
  ts: number;
}

/** Join channels. `since` goes with exactly one channel and with no prefix; `maxRate` is per second and key, and implies conflate. */
export interface SubscribeRequest {
  type: "subscribe";
  id?: RequestId;
  channel?: ChannelPattern;
  channels?: ChannelPattern[];
  since?: Position;
  policy?: "conflate" | "drop-oldest" | "drop-newest" | "disconnect";
  maxRate?: number;
  snapshot?: boolean;
}

/** Leave channels. */
export interface UnsubscribeRequest {
  type: "unsubscribe";
  id?: RequestId;
  channel?: ChannelPattern;
  channels?: ChannelPattern[];
}

/** Send `data` to the subscribers of a channel that clients may publish to. Its bytes are forwarded as they are. */
export interface PublishRequest {
  type: "publish";
  id?: RequestId;
  channel: ChannelName;
  data: AnyData;
  /** The same key on the same channel within 5 minutes is acknowledged with the first one's number and not sent again. */
  key?: string;
}

/** Show a token. */
export interface AuthRequest {
  type: "auth";
  id?: RequestId;
  token: string;
}

/** Answered by a greeting and the session's name. */
export interface GreetRequest {
  type: "greet";
  id?: RequestId;
  msg: string;
}

/** Answered by `pong` with the same `t`. */
export interface PingRequest {
  type: "ping";
  id?: RequestId;
  t?: AnyData;
}

/** Which channels exist whose names begin so. */
export interface ListRequest {
  type: "list";
  id?: RequestId;
  prefix?: string;
}

/** Kept publications, oldest first; without `since` the newest. */
export interface HistoryRequest {
  type: "history";
  id?: RequestId;
  channel: ChannelName;
  since?: Position;
  limit?: number;
}

/** Who subscribes to a channel. */
export interface PresenceRequest {
  type: "presence";
  id?: RequestId;
  channel: ChannelName;
}

/** What the client's side shows: shown per connection. */
export interface ReportRequest {
  type: "report";
  id?: RequestId;
  bufferedAmount?: number;
  lagMs?: number;
}

/** In wavetape.v1: names the floats that this client sends. From then on its binary messages begin with a signal's number (u32, little-endian, from 0 on in the order given); signal n is the channel uplink.<session>.<n>. Said anew, it replaces what was said. */
export interface DescribeRequest {
  type: "describe";
  id?: RequestId;
  signals: {
    name: string;
    unit?: string;
    /** Interleaved; 1 where it is not said. */
    lanes?: number;
    /** Samples per second of each lane. */
    rate?: number;
  }[];
}

/** With the admin token only. close: ends `connection` with `code` and `reason`. cut: the same by TCP reset. ping: pings it now. mute-pong: ignores its pongs, so that the heartbeat ends it. set-policy: its subscription to `channel` gets `policy` (without it: keeps its own) and `maxRate` (without it: none). tap: copies its frames to sys.frames.<connection> for `ms` (60 s, at most 600 s), or where `enabled` is false no more; with `whole` all of them, each wholly, to sys.frames.<connection>.whole, which a recording that runs takes in. details: what is kept about it. drain: nobody is accepted any more, everybody told to come back (1012); with `node` on that node of the cluster, which is acknowledged when it has taken the order (some seconds). revoke: ends the sessions of `user`. set-rate: the wave that `channel` names goes on with `rate` samples/s in a new epoch, which subscribers are told by `channel`. record: what is published is recorded into a file of its own, or where `enabled` is false no more. replay: steers the replay that runs (`enabled` false: it pauses; the members from `seek` on, all in seconds of the recording; what is not said stays) and answers what it is then; without any of them it only answers. fault: `toxic`, as on the control port of faults (name, type, stream, toxicity, attributes), hits the server's own connections, in the place of the one of that name. heal: takes the one called `name` away, or all. faults: which there are. proxies: the fault proxies before other servers, and of the one called `name` its links and what stands still there. proxy: `proxy`, as on the control port of faults (name, listen, upstream, enabled, frames), is there from now on; one of its name is changed. remove-proxy: the one called `name` is not. hold: the next message at the proxy `name` that goes by `stream` (downstream where it is not said) stands still, or where `enabled` is false goes on. let-go: what is held of `connection` at `name` goes on as it came, with the text `payload` in its place, or where `enabled` is false not at all. */
export interface AdminRequest {
  type: "admin";
  id?: RequestId;
  action: string;
  connection?: string;
  channel?: string;
  user?: string;
  reason?: string;
  name?: string;
  toxic?: AnyData;
  proxy?: AnyData;
  stream?: "downstream" | "upstream";
  payload?: string;
  node?: string;
  policy?: Policy;
  maxRate?: number;
  rate?: number;
  code?: number;
  enabled?: boolean;
  ms?: number;
  whole?: boolean;
  /** Goes on from there, in a new epoch, with the state of that moment. */
  seek?: number;
  /** Publishes so many more while it pauses. */
  step?: number;
  /** From 0.1 on; 0: as fast as it goes. */
  speed?: number;
  loop?: boolean;
  /** What is played begins there. */
  from?: number;
  /** And ends there; 0: with the recording. */
  to?: number;
}

/** Every text message from a client. Members that are not named here are ignored. */
export type Request = SubscribeRequest | UnsubscribeRequest | PublishRequest | AuthRequest | GreetRequest | PingRequest | ListRequest | HistoryRequest | PresenceRequest | ReportRequest | DescribeRequest | AdminRequest;

/** One publication of a text channel; the only message without a `type`. `kseq`, on a conflating subscription, counts the publications of one key. */
export interface PublicationMessage {
  channel: ChannelName;
  data: AnyData;
  seq: number;
  /** Milliseconds since 1970. */
  ts: number;
  kseq?: number;
}

/** The first message of a wavetape.v1 connection. */
export interface WelcomeMessage {
  type: "welcome";
  session: string;
  node: string;
  server: string;
  heartbeat: {
    pingMs: number;
    pongMs: number;
  };
  /** 0: not limited. */
  limits: {
    messageBytes: number;
    fragments: number;
    messagesPerSecond: number;
    burst: number;
    channels: number;
    jsonDepth: number;
    errorsPer10s: number;
    /** Bytes that wait for this client below which it has caught up. */
    queueLow: number;
    /** Above which it lags, and nothing more is read from it. */
    queueHigh: number;
    /** Beyond which it is closed. */
    queueHard: number;
  };
  /** Milliseconds since 1970. */
  time: number;
  /** Seconds of simulated time per second: how fast times of data run. Absent where it is 1. */
  speed?: number;
  /** Until a valid `auth` has come nothing else is taken; so long is waited for it. Absent where no token is owed. */
  authMs?: number;
  /** Other machines reach this server without TLS or without a token. Absent where they do not. */
  insecure?: true;
}

/** One per channel of a subscribe; live publications begin at `seq` + 1. A prefix has neither channelId nor position. `rate` (Hz; 0: not known) and `lanes` are of binary channels. */
export interface SubscribedMessage {
  type: "ack";
  id?: RequestId;
  channel: ChannelPattern;
  channelId?: number;
  epoch?: string;
  seq?: number;
  policy: Policy;
  maxRate?: number;
  recovered: boolean;
  replayed: number;
  /** Nobody has published on this channel, and its name is nearly one of the server's own: for people, which one may be meant. */
  hint?: string;
  rate?: number;
  lanes?: number;
  signal?: Signal;
}

/** After it nothing of that channel comes. Of a channel: delivered + conflated + dropped = lastSeq - startSeq, under the last epoch; a prefix has the totals alone. */
export interface UnsubscribedMessage {
  type: "ack";
  id?: RequestId;
  channel: ChannelPattern;
  delivered: number;
  conflated: number;
  dropped: number;
  startSeq?: number;
  lastSeq?: number;
}

/** The publication is sequenced on this node. */
export interface PublishedMessage {
  type: "ack";
  id?: RequestId;
  channel: ChannelName;
  epoch: string;
  seq: number;
}

/** What the floats of a binary channel are, where their sender has described them. */
export interface Signal {
  name: string;
  unit?: string;
}

/** Of describe: the channel of each signal, by number. */
export interface DescribedMessage {
  type: "ack";
  id?: RequestId;
  channels: ChannelName[];
}

/** Of auth, report and admin. */
export interface DoneMessage {
  type: "ack";
  id?: RequestId;
}

/** To a prefix subscriber in wavetape.v1, before the first publication of each channel that matches; live ones begin at `seq` + 1. */
export interface ChannelMessage {
  type: "channel";
  channel: ChannelName;
  channelId: number;
  epoch: string;
  seq: number;
  rate?: number;
  lanes?: number;
  signal?: Signal;
}

/** The channel's state after the publication `seq`. */
export interface SnapshotMessage {
  type: "snapshot";
  channel: ChannelName;
  epoch: string;
  seq: number;
  data: AnyData;
}

/** The publications `from` to `to` will never come: n = to - from + 1. */
export interface LaggedMessage {
  type: "lagged";
  channel: ChannelName;
  epoch: string;
  from: number;
  to: number;
  n: number;
  reason: "drop" | "evicted" | "history" | "backplane";
}

/** Body of POST /auth/token and POST /auth/session. */
export interface LoginAnswer {
  user: string;
  secret: string;
}

/** Answer of POST /auth/token. `expires`: milliseconds since 1970. */
export interface TokenAnswer {
  token: string;
  expires: number;
}

/** Answer of POST /auth/session, beside the cookie. `expires`: milliseconds since 1970. */
export interface SessionAnswer {
  expires: number;
}

/** One row of `list` and of GET /channels. On a cluster they have what clients published on any node; where this one does not hold it, `local` is false, `epoch` and `seq` are as of a second ago, and `subscribers`, which counts this node's, is 0. */
export interface ChannelRow {
  channel: ChannelName;
  kind: "text" | "binary";
  epoch: string;
  seq: number;
  policy: Policy;
  subscribers: number;
  signal?: Signal;
  local?: false;
}

/** Answer to `list`. */
export interface ListMessage {
  type: "list";
  id?: RequestId;
  channels: ChannelRow[];
}

/** Oldest first; `more`: ask again from the last one. */
export interface HistoryMessage {
  type: "history";
  id?: RequestId;
  channel: ChannelName;
  epoch: string;
  publications: PublicationMessage[];
  more: boolean;
}

/** Answer to `presence`: who subscribes, on all nodes of a cluster. Others' are as of a second ago. */
export interface PresenceMessage {
  type: "presence";
  id?: RequestId;
  channel: ChannelName;
  count: number;
  clients: {
    session: string;
    /** Whose session it is, where the server is on a cluster. */
    node?: string;
  }[];
}

/** Answer to `greet`. */
export interface GreetMessage {
  type: "greet";
  id?: RequestId;
  msg: string;
  session: string;
}

/** Answer to `ping`. */
export interface PongMessage {
  type: "pong";
  id?: RequestId;
  t: AnyData;
  /** Milliseconds since 1970. */
  time: number;
}

/** Answer to the admin action `details`: what the server keeps about one connection; null or empty where that is not recorded. */
export interface AdminMessage {
  type: "admin";
  id?: RequestId;
  action: "details";
  connection: string;
  subscriptions: Record<string, unknown>[];
  queueHistory?: number[];
  rttHistory?: number[];
}

/** Answer to the admin action `replay`. */
export interface ReplayMessage {
  type: "admin";
  id?: RequestId;
  action: "replay";
  replay: Replay;
}

/** Of a replay, also `replay` in sys.stats. `position`, `duration`, `from`, `to`: seconds of the recording. `passes`: that have begun, and jumps, each an epoch of its own. */
export interface Replay {
  file: string;
  state: "waiting" | "playing" | "paused" | "ended";
  position: number;
  duration: number;
  from: number;
  to: number;
  speed: number;
  loop: boolean;
  messages: number;
  passes: number;
  skipped: number;
}

/** Answer to the admin action `faults`: the toxics on the server's own listeners, as the control port of faults tells them. */
export interface FaultsMessage {
  type: "admin";
  id?: RequestId;
  action: "faults";
  toxics: ({
    name: string;
    type: string;
    stream: "downstream" | "upstream";
    toxicity: number;
    attributes: Record<string, unknown>;
  })[];
}

/** Answer to the admin action `proxies`: the fault proxies that lead to other servers; with a `name` its links, which way a message is waited for, and what is held, as the control port of faults tells it. */
export interface ProxiesMessage {
  type: "admin";
  id?: RequestId;
  action: "proxies";
  proxies: {
    name: string;
    listen: string;
    upstream: string;
    enabled: boolean;
    frames?: boolean;
    toxics: Record<string, unknown>[];
  }[];
  name?: string;
  links?: {
    connection: string;
    webSocket: boolean;
  }[];
  holding?: ("downstream" | "upstream")[];
  held?: ({
    connection: string;
    stream: "downstream" | "upstream";
    type: "text" | "binary";
    /** It may carry a token: there is no payload. */
    hidden?: boolean;
    /** Base64 where it is binary. */
    payload?: string;
  })[];
}

/** sys.frames.<connection>: one frame as it went over the wire, while somebody reads here. `rsv`: RSV1 4, RSV2 2, RSV3 1. `header`, `key`, `payload`: hexadecimal, the payload unmasked and at most its first 256 bytes; 1 MiB on sys.frames.<connection>.whole. `hidden`: the payload may carry a token and is not told. `skipped`: frames before this one that came too fast to be told (over 200/s). */
export interface Frame {
  /** Milliseconds since 1970. */
  time: number;
  /** As the server sees it. */
  direction: "in" | "out";
  fin: boolean;
  rsv: number;
  opcode: number;
  masked: boolean;
  key?: string;
  lengthBits: 7 | 16 | 64;
  header: string;
  bytes: number;
  hidden?: true;
  payload: string;
  skipped?: number;
}

/** sys.frames.<connection>.whole: the first message there. `request`, `response`: the heads of the handshake, what is secret redacted; nothing of it where it is not kept any more. */
export interface FramesBegun {
  /** Milliseconds since 1970. */
  time: number;
  /** Milliseconds since 1970. */
  openedMs?: number;
  handshakeMs?: number;
  request?: string;
  response?: string;
}

/** sys.frames.<connection>: the last message there. */
export interface FramesEnded {
  ended: string;
  skipped?: number;
}

/** sys.cluster, once a second while somebody reads here and where there is a broker. `broker.state`: as this node sees it; `trouble`: why it is away; `probeMs`: what a question needed to go round lately; `hopMs`: from a publish here to its coming back, 0 where none has. `feed`: this node's part in the feed of all, and whose lease it is, of `leaseMs` from each beat; `leaders`: how often another node than before led. `nodes`: what each node that was heard of within 6 s says of itself; while the broker is away, only this one. */
export interface Cluster {
  /** Milliseconds since 1970. */
  time: number;
  cluster: string;
  /** The one that tells this. */
  node: string;
  broker: {
    state: "up" | "away";
    trouble?: string;
    losses: number;
    followed: number;
    probeMs?: number;
    hopMs: {
      p50: number;
      p99: number;
    };
  };
  feed: {
    role: "none" | "alone" | "follower" | "leader";
    leader?: string;
    leaseMs: number;
    leaders: number;
    beats: number;
  };
  nodes: ({
    node: string;
    role?: "none" | "alone" | "follower" | "leader";
    hopMs?: {
      p50: number;
      p99: number;
    };
    uptimeMs?: number;
    draining?: boolean;
    connections?: number;
    sockets?: number;
    messagesIn?: number;
    messagesOut?: number;
    messagesInPerSecond?: number;
    messagesOutPerSecond?: number;
  })[];
}

/** A request was refused. Ten within 10 s end the connection. */
export interface ErrorMessage {
  type: "error";
  id?: RequestId;
  code: 100 | 101 | 102 | 103 | 104 | 106 | 107 | 108 | 109 | 110 | 111 | 112 | 113 | 115 | 116 | 117;
  name: "internal" | "auth required" | "bad token" | "forbidden" | "unknown channel" | "not JSON" | "bad request" | "unknown type" | "token expired" | "too many channels" | "rate limited" | "cannot recover" | "too large" | "not subscribed" | "unavailable" | "second binary channel";
  message: string;
  /** JSON pointer to the offending member. */
  path: string;
  /** The same request may succeed later. */
  temporary: boolean;
}

/** The connection will be closed with this code; nothing else follows. */
export interface ClosingMessage {
  type: "closing";
  code: number;
  reason: string;
  retry: boolean;
  afterMs: number;
}

/** Every text message from the server. */
export type Message = PublicationMessage | WelcomeMessage | SubscribedMessage | UnsubscribedMessage | PublishedMessage | DescribedMessage | DoneMessage | ChannelMessage | SnapshotMessage | LaggedMessage | ListMessage | HistoryMessage | PresenceMessage | GreetMessage | PongMessage | AdminMessage | ReplayMessage | FaultsMessage | ProxiesMessage | ErrorMessage | ClosingMessage;

/** ticker.<SYM>: bid and ask are the best of a published book, price is that of a published trade. */
export interface Ticker {
  symbol: string;
  price: number;
  bid: number;
  ask: number;
  open: number;
  high: number;
  low: number;
  change: number;
  changePct: number;
  volume: number;
  status: "open" | "halted" | "closed";
  /** Milliseconds since 1970. */
  time: number;
}

/** trades.<SYM>: `side` is the aggressor's. */
export interface Trade {
  id: number;
  price: number;
  size: number;
  side: "buy" | "sell";
  /** Milliseconds since 1970. */
  time: number;
  /** The single trade of an auction; else left out. */
  auction?: true;
}

/** book.<SYM>, whole: [price, size], best first. */
export interface BookSnapshot {
  last: number;
  bids: [number, number][];
  asks: [number, number][];
}

/** book.<SYM>: sizes are absolute, 0 removes; `first` is the previous `last` + 1. `crc`: where `seq` is a multiple of 50. */
export interface BookDelta {
  first: number;
  last: number;
  bids: [number, number][];
  asks: [number, number][];
  crc?: number;
}

/** candles.<SYM>.<interval>: of [start, start + interval). */
export interface Candle {
  /** Milliseconds since 1970. */
  start: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  closed: boolean;
  /** One of its trades was an auction's; else left out. */
  auction?: true;
}

/** The snapshot of a candle channel: the last ones, oldest first. */
export type Candles = Candle[];

/** index.ALL. */
export interface Index {
  level: number;
  change: number;
}

/** alerts. */
export interface Alert {
  /** Milliseconds since 1970. */
  time: number;
  symbol: string;
  text: string;
}

/** The snapshot of alerts: the last ones. */
export type Alerts = Alert[];

/** news: an invented headline; symbol null: of the whole market. */
export interface NewsItem {
  /** Milliseconds since 1970. */
  time: number;
  symbol: string | null;
  text: string;
  simulated: true;
}

/** The snapshot of news: the last ones. */
export type News = NewsItem[];

/** auction.<lot>: as it stands; the first of `newest` is the best bid. */
export interface Auction {
  lot: string;
  title: string;
  round: number;
  phase: "waiting" | "open" | "sold" | "unsold";
  /** Of the phase, when this was written. */
  leftMs: number;
  /** What the next bid must offer. */
  least: number;
  bids: number;
  newest: {
    seq: number;
    name: string;
    amount: number;
  }[];
}

/** auction.<lot>.bid: what a client publishes there; whole dollars. */
export interface Bid {
  name: string;
  amount: number;
}

/** scores.<game>: the part that changed, whole. */
export interface ScorePart {
  part: "clock" | "home" | "away" | "moment";
}

/** The snapshot of a score: each part as scorePart has it, without its name. */
export interface Score {
  game: string;
  clock: Record<string, unknown>;
  home: Record<string, unknown>;
  away: Record<string, unknown>;
  moment: Record<string, unknown>;
}

/** status: does a symbol trade, and why not. */
export interface Status {
  symbol: string;
  status: "open" | "halted" | "closed";
  reason: string;
  /** Milliseconds since 1970. */
  time: number;
  /** When it is expected to end; left out where nobody knows. */
  until?: number;
}

/** The snapshot of status: every symbol's. */
export type Statuses = Status[];
