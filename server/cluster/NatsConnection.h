// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerUrl.h"
#include "cluster/NatsParser.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using uv_loop_t = struct uv_loop_s;

namespace wavetape::cluster {

/// A NATS server's own words of itself.
struct NatsInfo {
    std::string version;
    uint64_t maxPayload = 0; ///< bytes of one message, headers included
    bool headers = false, jetStream = false, tlsRequired = false;

    /// Of INFO's JSON; what is not there is as above.
    static NatsInfo read(std::string_view json);
    bool isAtLeast(unsigned major, unsigned minor) const;
};

/// One connection to a NATS server: connects, says who it is, then carries messages both ways.
/// Lives on one loop's thread and never waits: the client library of Debian (libnats 3.4) connects
/// by waiting, writes to a server that hangs without an end, and calls back on threads of its own.
class NatsConnection {
public:
    /// What is not taken by the server yet; beyond, the connection is over.
    static constexpr size_t kMostUnsent = 64 << 20;
    static constexpr uint64_t kAnswerMs = 3'000; ///< of a request

    struct Events {
        std::function<void()> ready;
        /// It is over, and what was asked is about to be answered with null. Never within a call
        /// but open(). `fatal`: coming again will not help (password, version).
        std::function<void(const std::string &sentence, bool fatal)> over;
        /// The server refuses one thing, and goes on.
        std::function<void(const std::string &sentence)> complaint;
    };
    using Handler = std::function<void(const NatsFrame &message)>;
    /// Of null where it did not come in time, or the connection ended before.
    using Answer = std::function<void(const NatsFrame *message)>;
    using Headers = std::vector<std::pair<std::string_view, std::string>>;

    /// `name`: of this client, as the server lists it. All outlive it.
    NatsConnection(uv_loop_t &loop, const BrokerUrl &url, std::string name, Events events);
    ~NatsConnection();
    NatsConnection(const NatsConnection &) = delete;
    NatsConnection &operator=(const NatsConnection &) = delete;

    /// Pre: not open.
    void open();
    /// Ends it without `over`; what was asked is answered with null.
    void close();
    const NatsInfo &info() const { return m_info; }

    // Nothing happens, or the answer is null, where it is not ready.
    /// Handlers may do anything but destroy this.
    uint64_t subscribe(std::string_view subject, Handler handler);
    void unsubscribe(uint64_t subscription);
    void publish(std::string_view subject, std::string_view data, const Headers &headers = {});
    void request(
        std::string_view subject, std::string_view data, const Headers &headers, Answer answer);
    /// A subject of this connection alone that nobody else draws.
    std::string inbox();
    /// Whoever has waited for too long is told so.
    void tick(uint64_t nowMs);

private:
    struct Socket; ///< freed when the loop has let go of its handles
    struct Request {
        uint64_t dueMs;
        Answer answer;
    };

    void onBytes(std::string_view bytes);
    void onFrame(const NatsFrame &frame);
    void onInfo(std::string_view json);
    void onMessage(const NatsFrame &message);
    void onError(std::string_view text);
    void fail(const std::string &cause, bool fatal);
    void send(std::string_view subject, std::string_view reply, std::string_view data,
        const Headers &headers);
    void write(std::string_view bytes);

    uv_loop_t &m_loop;
    const BrokerUrl &m_url;
    const std::string m_name;
    const Events m_events;
    Socket *m_socket = nullptr;
    NatsParser m_parser;
    NatsInfo m_info;
    bool m_ready = false;
    std::string m_inbox; ///< what this connection's begin with
    std::map<uint64_t, std::shared_ptr<const Handler>> m_handlers;
    std::map<uint64_t, Request> m_requests; ///< in the order of asking
    uint64_t m_lastSubscription = 0, m_lastRequest = 0;
    uint64_t m_nowMs = 0;
};

} // namespace wavetape::cluster
