// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigField.h"

namespace wavetape::config {

namespace {

constexpr double kKiB = 1024;
constexpr double kMiB = 1024 * kKiB;
constexpr double kGiB = 1024 * kMiB;
constexpr double kHour = 3'600'000;
constexpr double kMillion = 1e6;
constexpr double kSafeInteger = 9007199254740992; // 2^53

constexpr std::string_view kProfiles[] = {"calm", "day", "open", "crash", "dead", "none"};
constexpr std::string_view kFlushChoices[] = {"0", "5", "16", "auto"};
constexpr std::string_view kFaultChoices[] = {"auto", "on", "off"};
constexpr std::string_view kPongModes[] = {"prompt", "sweep"};
constexpr std::string_view kLogFormats[] = {"text", "json"};
constexpr std::string_view kLogLevels[] = {"trace", "debug", "info", "warn", "error", "off"};

#define PLACE(member) [](ServerConfig &c) -> FieldPlace { return &c.member; }, false
/// The same of a setting that holds without a restart.
#define LIVE(member) [](ServerConfig &c) -> FieldPlace { return &c.member; }, true

// clang-format off
const ConfigField kFields[] = {
    {"listen", "--listen", "HOST:PORT", "where to listen; port 0 takes a free one; ?proxy behind it: trusted proxies send PROXY protocol v2; a trailing ? skips an address that cannot be bound", PLACE(listen), 1},
    {"threads", "--threads", "", "I/O threads; 0: one less than the cores, at least 1, at most 8", PLACE(threads), 0, 64},
    {"node", "--node", "", "this server's name, shown in `welcome`", PLACE(node), 0, 0, TextRule::node},
    {"state", "--state", "DIR", "a folder of its own, where channels' numbering and history outlive a restart: readers that come back get exactly what they missed; after a kill every channel begins anew, and what was published within the last second is lost", PLACE(stateFolder)},
    {"log_level", "--log-level", "", "how much is logged on stderr", LIVE(logLevel), 0, 0, TextRule::choice, kLogLevels},

    {"log_format", "--log-format", "", "json: one object per line", LIVE(logFormat), 0, 0, TextRule::choice, kLogFormats},
    {"flush_ms", "--flush-ms", "", "ms that publications are gathered before they are written; auto: at once when quiet, gathered when busy", PLACE(flushMs), 0, 0, TextRule::choice, kFlushChoices},
    {"deflate", "--deflate", "", "offer permessage-deflate", PLACE(deflate)},

    {"tls.listen", "--tls-listen", "HOST:PORT", "where to listen for https and wss; 127.0.0.1:8443 where a certificate is given", PLACE(tls.listen)},
    {"tls.certificate", "--tls-cert", "FILE", "certificate chain, PEM", PLACE(tls.certificate)},
    {"tls.key", "--tls-key", "FILE", "its key, PEM", PLACE(tls.key)},
    {"tls.self_signed", "--tls-self-signed", "", "make a local certificate for this machine and serve it", PLACE(tls.selfSigned)},

    {"record.file", "--record", "FILE", "record what is published into this file (MCAP); one that is there already is not touched, the next free FILE-2 is taken", PLACE(record.file)},
    {"record.at_start", "--record-at-start", "", "begin at once; off: when an administrator says so", PLACE(record.atStart)},
    {"record.file_bytes", "", "bytes", "of one file, then the next begins", PLACE(record.fileBytes), kMiB, 1024 * kGiB},

    {"replay.file", "--replay", "FILE", "publish a recording again, in place of the simulation", PLACE(replay.file)},
    {"replay.speed", "--replay-speed", "", "recorded seconds per second, from 0.1 to 100; 0: as fast as it goes", PLACE(replay.speed), 0, 100},
    {"replay.loop", "--replay-loop", "", "begin again at its end, with new epochs; else readers are told that it is finished (1000)", PLACE(replay.loop)},
    {"replay.from", "--replay-from", "s", "into the recording, where it begins", PLACE(replay.from), 0, kMillion},
    {"replay.aside", "--replay-aside", "", "on channels under `replay.`, beside the simulation", PLACE(replay.aside)},
    {"replay.wait_for", "--replay-wait-for", "", "connections that must have subscribed to it, before it begins", PLACE(replay.waitFor), 0, 100'000},

    {"feed.profile", "--feed", "", "the simulated market's mood; none: no simulated channels at all", PLACE(feed.profile), 0, 0, TextRule::choice, kProfiles},
    {"feed.seed", "--seed", "", "the same seed gives the same trades", PLACE(feed.seed), 0, kSafeInteger},
    {"feed.symbols", "--symbols", "", "how many symbols are simulated", PLACE(feed.symbols), 1, 500},
    {"feed.speed", "--speed", "", "simulated seconds per second", PLACE(feed.speed), 0.1, 100},
    {"feed.wave_rate", "--wave-rate", "samples/s", "of each wave", PLACE(feed.waveRate), 1, 1e7},

    {"limits.enabled", "--limits", "", "off lifts rates and counts (messages, connections, handshakes, channels): for benchmarks only", PLACE(limits.enabled)},
    {"limits.message_bytes", "--max-message", "bytes", "the largest message a client may send", PLACE(limits.messageBytes), kKiB, kGiB},
    {"limits.fragments", "--max-fragments", "", "frames of one message", PLACE(limits.fragments), 1, kMillion},
    {"limits.header_bytes", "", "bytes", "an HTTP request's header block", PLACE(limits.headerBytes), kKiB, kMiB},
    {"limits.messages_per_second", "", "per second", "messages from one connection", PLACE(limits.messagesPerSecond), 1, kMillion},
    {"limits.message_burst", "", "", "messages at once from one connection", PLACE(limits.messageBurst), 1, kMillion},
    {"limits.connections", "", "", "connections in all", PLACE(limits.connections), 1, kMillion},
    {"limits.connections_per_address", "", "", "connections from one address", LIVE(limits.connectionsPerAddress), 1, kMillion},
    {"limits.handshakes_per_second", "", "per second", "handshakes from one address", LIVE(limits.handshakesPerSecond), 0.1, kMillion},
    {"limits.handshake_burst", "", "", "handshakes at once from one address", LIVE(limits.handshakeBurst), 1, kMillion},
    {"limits.requests_per_second", "", "per second", "requests for data by HTTP from one address", LIVE(limits.requestsPerSecond), 0.1, kMillion},
    {"limits.request_burst", "", "", "the same at once", LIVE(limits.requestBurst), 1, kMillion},
    {"limits.polls_per_address", "", "", "polls of one address that are held", LIVE(limits.pollsPerAddress), 1, kMillion},
    {"limits.unfinished_handshakes", "", "", "connections that have not said what they want", LIVE(limits.unfinishedHandshakes), 1, 100'000},
    {"limits.unfinished_per_address", "", "", "the same, from one address", LIVE(limits.unfinishedPerAddress), 1, 100'000},
    {"limits.subscriptions_per_connection", "", "", "channels and prefixes one connection may subscribe", PLACE(limits.subscriptionsPerConnection), 1, 100'000},
    {"limits.created_channels_per_connection", "", "", "channels one connection may create by publishing", PLACE(limits.createdChannelsPerConnection), 0, 100'000},
    {"limits.created_channels_per_address", "", "", "the same of one address, in 5 min", PLACE(limits.createdChannelsPerAddress), 0, 100'000},
    {"limits.channels", "", "", "channels in all", PLACE(limits.channels), 1, kMillion},
    {"limits.json_depth", "", "", "nesting of objects and arrays in a request", PLACE(limits.jsonDepth), 2, 256},
    {"limits.errors_per_10s", "", "", "a connection with so many errors within 10 s is closed", PLACE(limits.errorsPer10s), 1, kMillion},

    {"deadlines.handshake", "", "ms", "for a request's header block to be complete", PLACE(deadlines.handshake), 1, kHour},
    {"deadlines.ping", "", "ms", "of silence after which the server pings", PLACE(deadlines.ping), 1, kHour},
    {"deadlines.pong", "", "ms", "for the answer to a ping", PLACE(deadlines.pong), 1, kHour},
    {"deadlines.pong_mode", "", "", "when a pong is missed: prompt, deadlines.pong after its ping; sweep, when the next ping is due, as programs do that look once per ping", PLACE(deadlines.pongMode), 0, 0, TextRule::choice, kPongModes},
    {"deadlines.close", "", "ms", "for the answer to a close, then the connection is cut", PLACE(deadlines.close), 1, kHour},
    {"deadlines.no_progress", "", "ms", "a lagging reader may go without taking a byte", PLACE(deadlines.noProgress), 1, kHour},
    {"deadlines.lagging", "", "ms", "a reader under `disconnect` may lag without a break", PLACE(deadlines.lagging), 1, kHour},
    {"deadlines.drain_spread", "", "ms", "over which a stopping server spreads its closes", PLACE(deadlines.drainSpread), 0, kHour},
    {"deadlines.keep_alive", "", "ms", "an idle HTTP connection is kept", PLACE(deadlines.keepAlive), 1, kHour},
    {"deadlines.comment", "", "ms", "between two comments on an SSE stream", PLACE(deadlines.comment), 1, kHour},
    {"deadlines.auth", "", "ms", "for the message `auth` of a connection without a token, where tokens are required", PLACE(deadlines.auth), 1, kHour},
    {"deadlines.binance_session", "", "ms", "a client of Binance's market streams stays connected, as there", PLACE(deadlines.binanceSession), 1, 24 * kHour},

    {"queue.low", "", "bytes", "a connection's queue below which it has caught up", PLACE(queue.low), 1, kGiB},
    {"queue.high", "", "bytes", "above which it lags", PLACE(queue.high), 1, kGiB},
    {"queue.hard", "", "bytes", "beyond which it is closed", PLACE(queue.hard), 1, kGiB},
    {"queue.server_bytes", "", "bytes", "all queues together", PLACE(queue.serverBytes), kMiB, 64 * kGiB},
    {"queue.send_buffer", "", "bytes", "SO_SNDBUF of a connection", PLACE(queue.sendBuffer), 4 * kKiB, 64 * kMiB},
    {"queue.not_sent_low", "", "bytes", "TCP_NOTSENT_LOWAT of a connection", PLACE(queue.notSentLow), kKiB, 64 * kMiB},

    {"history.publications", "", "", "kept per channel", PLACE(history.publications), 1, kMillion},
    {"history.bytes", "", "bytes", "kept per channel", PLACE(history.bytes), kKiB, kGiB},
    {"history.age_ms", "", "ms", "a publication is kept", PLACE(history.ageMs), 1, 24 * kHour},
    {"history.total_bytes", "", "bytes", "kept of all channels together", PLACE(history.totalBytes), kMiB, 64 * kGiB},
    {"history.page_publications", "", "", "at most in one page of an answer", PLACE(history.pagePublications), 1, 1000},

    {"access.hosts", "--allow-host", "NAME", "a Host name to accept besides localhost, 127.0.0.1 and [::1]", LIVE(access.hosts), 0, 0, TextRule::host},
    {"access.origins", "--allow-origin", "ORIGIN", "an Origin (https://host[:port], tauri://localhost, null for pages from files) to accept besides loopback ones", LIVE(access.origins), 0, 0, TextRule::origin},
    {"access.trusted_proxies", "--trusted-proxy", "CIDR", "a proxy's address or block: what it says by Forwarded, X-Forwarded-For, -Proto, -Host or PROXY protocol of its clients is taken", PLACE(access.trustedProxies), 0, 0, TextRule::block},
    {"access.insecure", "--insecure", "", "listen beyond loopback without TLS and tokens", PLACE(access.insecure)},
    {"access.admin_token_file", "", "", "where the admin token is written; empty: the runtime folder", PLACE(access.adminTokenFile)},

    {"faults.by_clients", "--faults-by-clients", "", "whether clients may ask for faults on their own connections (faults=cut@5s in the query); auto: where only this machine reaches the server", PLACE(faults.byClients), 0, 0, TextRule::choice, kFaultChoices},
    {"faults.listen", "--faults", "HOST:PORT", "a control port for faults, in Toxiproxy's words, on this machine's own addresses: 127.0.0.1:8474 is where its clients look; none by default", PLACE(faults.listen)},
    {"faults.any_upstream", "--faults-any-upstream", "", "a proxy of the control port may lead to other machines than this one", PLACE(faults.anyUpstream)},

    {"dialects.centrifuge", "--centrifuge", "", "speak Centrifuge's JSON protocol at /connection/websocket", PLACE(dialects.centrifuge)},
    {"dialects.binance", "--binance", "", "speak Binance's market streams at /binance", PLACE(dialects.binance)},
    {"dialects.foxglove", "--foxglove", "", "speak Foxglove's WebSocket protocol at /foxglove", PLACE(dialects.foxglove)},
    {"dialects.socket_io", "--socket-io", "", "speak Socket.IO's protocol at /socket.io/", PLACE(dialects.socketIo)},
    {"dialects.yjs", "--yjs", "", "speak y-websocket's protocol at /yjs/ROOM, and keep the documents of its rooms", PLACE(dialects.yjs)},

    {"cluster.broker", "--cluster", "URL", "redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], redis+unix:///PATH or nats://[USER:PASSWORD@]HOST[:PORT]: the broker by which nodes share what clients publish, who reads it, and the feed; empty: this node is alone", PLACE(cluster.broker), 0, 0, TextRule::word},
    {"cluster.name", "--cluster-name", "", "which of the broker's clusters this node belongs to", PLACE(cluster.name), 0, 0, TextRule::node},
    {"cluster.key_file", "--cluster-key", "FILE", "what seals the nodes' messages on the broker, at least 32 bytes, the same on every node", PLACE(cluster.keyFile)},

    {"auth.tokens", "--tokens", "", "nobody may do anything without a token", PLACE(auth.tokens)},
    {"auth.tokens_once", "--tokens-once", "", "a token is taken once; its jti, which it must have, is remembered until it expires", PLACE(auth.tokensOnce)},
    {"auth.users_file", "--users", "FILE", "who may log in: lines of NAME SECRET and rights (subscribe=PATTERN, publish=PATTERN, metrics, admin)", PLACE(auth.usersFile)},
    {"auth.secret_file", "--token-secret", "FILE", "what signs tokens (HS256), at least 32 bytes; without it a new one at each start", PLACE(auth.secretFile)},
    {"auth.keys", "--token-key", "FILE", "public key (PEM) of another issuer's RS256 or ES256 tokens", PLACE(auth.keys)},
    {"auth.audience", "", "", "what a token's aud must be; empty: not looked at", PLACE(auth.audience), 0, 0, TextRule::word},
    {"auth.issuer", "", "", "what a token's iss must be; empty: not looked at", PLACE(auth.issuer), 0, 0, TextRule::word},
    {"auth.token_seconds", "", "s", "how long a token of POST /auth/token lasts", PLACE(auth.tokenSeconds), 1, 86'400},
    {"auth.session_ms", "", "ms", "how long a session of POST /auth/session lasts", PLACE(auth.sessionMs), 1, 30 * 24 * kHour},
    {"auth.failures_per_minute", "", "", "failed logins from one address", PLACE(auth.failuresPerMinute), 1, kMillion},
};
// clang-format on

#undef PLACE
#undef LIVE

} // namespace

std::span<const ConfigField> configFields()
{
    return kFields;
}

std::string environmentName(const ConfigField &field)
{
    std::string name = "WAVETAPE_";
    for (const char c : field.key)
        name += c == '.' ? '_' : (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

std::string_view sectionOf(const ConfigField &field)
{
    const size_t dot = field.key.find('.');
    return dot == field.key.npos ? std::string_view() : field.key.substr(0, dot);
}

} // namespace wavetape::config
