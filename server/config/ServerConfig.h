// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wavetape::config {

struct ListenAddress {
    std::string host = "127.0.0.1"; ///< an IPv4 or IPv6 literal, or `localhost`
    uint16_t port = 8080; ///< 0 takes a free one
    bool optional
        = false; ///< not bound where the address family or port is not free (the default [::1])
    bool proxy = false; ///< trusted proxies say by PROXY protocol v2 whom they speak for

    bool operator==(const ListenAddress &) const = default;
};

/// Everything that can be set, with its default. Durations in ms, sizes in bytes. Filled by
/// ConfigReader from file, environment and command line (later wins), checked once by validate().
struct ServerConfig {
    std::vector<ListenAddress> listen {{"127.0.0.1", 8080, false}, {"::1", 8080, true}};
    unsigned threads = 0; ///< I/O threads; 0: cores - 1, at least 1, at most 8
    std::string node = "wavetape-1"; ///< shown in `welcome`
    std::string logLevel = "info"; ///< trace, debug, info, warn, error, off

    std::string logFormat = "text"; ///< text, json

    std::string stateFolder; ///< where channels outlive a restart; empty: they do not

    struct Record {
        std::string file; ///< what is recorded into; empty: nothing can be
        bool atStart = true; ///< at once; else when an administrator says so
        uint64_t fileBytes = 1 << 30; ///< then the next file begins
    } record;

    struct Replay {
        std::string file; ///< a recording that is published again; empty: none
        double speed = 1; ///< recorded seconds per second, 0.1…100; 0: as fast as it goes
        bool loop = false;
        double from = 0; ///< seconds into the recording
        bool aside = false; ///< under `replay.`, beside the simulation; else in its place
        uint32_t waitFor = 0; ///< connections that have subscribed, before it begins
    } replay;

    struct Feed {
        std::string profile = "calm"; ///< calm, day, open, crash, dead, none
        uint64_t seed = 42;
        unsigned symbols = 24; ///< 1…500
        double speed = 1; ///< simulated seconds per second, 0.1…100
        double waveRate = 48'000; ///< samples/s, 1 … 10e6
    } feed;

    struct Limits {
        bool enabled = true; ///< `--limits off` lifts rates and counts (messages, connections,
                             ///< handshakes, channels) only
        uint64_t messageBytes = 1 << 20;
        uint32_t fragments = 1024;
        uint32_t headerBytes = 16 * 1024;
        double messagesPerSecond = 100;
        uint32_t messageBurst = 200;
        uint32_t connectionsPerAddress = 1000;
        double handshakesPerSecond = 50; ///< per address
        uint32_t handshakeBurst = 200;
        uint32_t unfinishedHandshakes = 256;
        uint32_t unfinishedPerAddress = 64;
        uint32_t subscriptionsPerConnection = 128;
        uint32_t createdChannelsPerConnection = 32;
        uint32_t createdChannelsPerAddress = 256; ///< in 5 min
        uint32_t channels = 10'000;
        double requestsPerSecond = 500; ///< data by HTTP, per address
        uint32_t requestBurst = 1000;
        uint32_t pollsPerAddress = 256; ///< held at a time
        uint32_t jsonDepth = 16;
        uint32_t errorsPer10s = 10;
        uint32_t connections = 100'000; ///< in all; beyond: 503
    } limits;

    struct Deadlines { ///< ms
        uint64_t handshake = 10'000;
        uint64_t ping = 30'000;
        uint64_t pong = 10'000;
        std::string pongMode = "prompt"; ///< prompt, or sweep: looked for at the next ping
        uint64_t close = 2'000;
        uint64_t noProgress = 10'000;
        uint64_t lagging = 30'000;
        uint64_t drainSpread = 3'000;
        uint64_t keepAlive = 30'000; ///< idle HTTP connection
        uint64_t comment = 15'000; ///< between two comments on an SSE stream
        uint64_t binanceSession = 24 * 3'600'000; ///< a client of Binance's streams stays
        uint64_t auth = 10'000; ///< for the first message `auth`, where tokens are required

        /// For the answer to a ping, however that is looked for.
        uint64_t pongs() const { return pongMode == "sweep" ? ping : pong; }
    } deadlines;

    struct Tls {
        std::vector<ListenAddress> listen; ///< empty and a certificate given: 127.0.0.1:8443
        std::string certificate, key; ///< PEM files; both or none
        bool selfSigned = false; ///< make a local certificate and serve it
    } tls;

    bool deflate = false; ///< offer permessage-deflate (RFC 7692) to clients that ask for it
    std::string flushMs
        = "0"; ///< 0, 5, 16 or auto: how long publications are gathered before they are written

    struct Queue { ///< bytes per connection
        uint64_t low = 64 << 10;
        uint64_t high = 256 << 10;
        uint64_t hard = 1 << 20;
        uint64_t serverBytes = 256 << 20; ///< all queues together, resident
        uint32_t sendBuffer = 128 << 10; ///< SO_SNDBUF
        uint32_t notSentLow = 16 << 10; ///< TCP_NOTSENT_LOWAT
    } queue;

    struct History { ///< per channel, whichever is least; all together `totalBytes`
        uint32_t publications = 1024;
        uint64_t bytes = 1 << 20;
        uint64_t ageMs = 300'000;
        uint64_t totalBytes = 64 << 20;
        uint32_t pagePublications = 300;
    } history;

    struct Access {
        std::vector<std::string>
            hosts; ///< accepted Host names besides localhost, 127.0.0.1 and [::1]
        std::vector<std::string>
            origins; ///< accepted Origins (scheme://host[:port]) besides loopback ones
        std::vector<std::string>
            trustedProxies; ///< blocks of addresses whose word on their clients is taken
        bool insecure = false; ///< allow to bind beyond loopback without TLS and tokens
        std::string
            adminTokenFile; ///< empty: $XDG_RUNTIME_DIR/wavetape/<port>.token or the state folder
    } access;

    struct Faults {
        /// May clients ask for faults on their own connections (`faults=`)? on, off; auto: where
        /// this machine alone reaches the server.
        std::string byClients = "auto";
        std::vector<ListenAddress> listen; ///< the control port; loopback only; empty: none
        bool anyUpstream = false; ///< a proxy may lead beyond this machine
    } faults;

    struct Dialects { ///< other people's protocols: is each spoken?
        bool centrifuge = true;
        bool binance = true;
        bool foxglove = true;
        bool socketIo = true;
        bool yjs = true;
    } dialects;

    struct Cluster {
        std::string broker; ///< BrokerUrl; empty: this node is alone
        std::string name = "wavetape"; ///< nodes of one name share clients' channels
        std::string keyFile; ///< what the nodes' messages on the broker are sealed with
    } cluster;

    struct Auth {
        bool tokens = false; ///< nobody may do anything without a token
        bool tokensOnce = false; ///< a token is taken once
        std::string usersFile; ///< who may log in with a secret, and their rights; empty: nobody
        std::string secretFile; ///< what signs our tokens (HS256); empty: random at each start
        std::vector<std::string>
            keys; ///< public keys (PEM files) of other issuers' RS256 and ES256 tokens
        std::string audience; ///< what `aud` must be; empty: not looked at
        std::string issuer; ///< what `iss` must be; empty: not looked at
        uint32_t tokenSeconds = 60; ///< how long a token of POST /auth/token lasts
        uint64_t sessionMs = 8 * 3'600'000; ///< how long a session of POST /auth/session lasts
        uint32_t failuresPerMinute = 5; ///< failed logins per address
    } auth;

    /// Not settable from outside: the window passes the token of its launch here; empty: the server
    /// makes one.
    std::string adminToken;

    /// Can others than this machine's users reach it without TLS or without a token?
    bool exposed() const;
    /// May clients ask for faults on their own connections?
    bool makesFaults() const;
};

} // namespace wavetape::config
