// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "channels/History.h"
#include "clock/Clock.h"
#include "cluster/MemoryBroker.h"
#include "config/ServerConfig.h"
#include "net/ConnectionRow.h"
#include "net/TlsStream.h"
#include "protocol/Command.h"
#include "security/AddressLimiter.h"
#include "security/AdminToken.h"
#include "security/Authenticator.h"
#include "security/HostPolicy.h"
#include "security/OriginPolicy.h"
#include "security/ProxyTrust.h"

#include <tl/expected.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace wavetape::faults {
class FaultBoard;
}

namespace wavetape::net {

class Connection;
class IoThreadPool;
class Session;

/// Told of what happens to connections; from any I/O thread.
class ConnectionObserver {
public:
    virtual ~ConnectionObserver() = default;
    virtual void onConnectionEvent(ConnectionEvent event) = 0;
};

/// What every connection shares. Made by Server before the first I/O thread starts, outlives the
/// last; read-only but for the atomics.
struct ServerContext {
    const config::ServerConfig &config;
    channels::ChannelHub &hub;
    IoThreadPool &threads;
    ConnectionObserver &observer;
    security::HostPolicy &hosts;
    security::OriginPolicy &origins;
    security::AddressLimiter &addresses;
    security::AdminToken adminToken;
    std::string softwareName; ///< `wavetape/0.1.0`
    channels::ChannelRef broadcast; ///< what `/broadcast` publishes on

    security::Authenticator *auth = nullptr; ///< set by Server before the first thread starts
    bool exposed = false; ///< reachable from other machines without TLS or without tokens

    /// Server::drain(), for any thread. Set by Server before the first thread starts.
    std::function<void()> drain;

    /// The same of another node of the cluster. `done` is told once, within seconds, on any thread:
    /// empty, it has taken the order; else why not. Set by Server before the first thread starts.
    std::function<void(
        const std::string &node, std::function<void(const std::string &problem)> done)>
        drainNode;

    /// Sets the rate of `wave.<name>`, in samples/s; what is wrong with it, empty where nothing is.
    /// Any thread. Set by Server before the first thread starts.
    std::function<std::string(std::string_view name, double rate)> setWaveRate;

    /// Begins or ends a recording; why it cannot, empty where it does. Any thread. Set by Server
    /// before the first thread starts.
    std::function<std::string(bool on)> record;

    /// Steers the replay that runs: the answer, or what is wrong with the order. Any thread. Set by
    /// Server before the first thread starts.
    std::function<tl::expected<std::string, protocol::CommandError>(
        const protocol::AdminCommand &command)>
        replay;

    /// The session that a new connection starts with. Set by Server, because net does not know
    /// http.
    std::function<std::unique_ptr<Session>(Connection &)> firstSession;

    security::ProxyTrust proxies {}; ///< set by Server before the first thread starts

    /// What is to go wrong for whom; null: nothing can be asked for but by a client for itself. Set
    /// by Server before the first thread starts.
    faults::FaultBoard *faultBoard = nullptr;

    const clock::Clock &clock = clock::systemClock();

    cluster::MemoryBroker alone {hub};
    /// Who numbers what clients publish. Set by Server before the first thread starts.
    cluster::Broker *broker = &alone;

    std::atomic<bool> draining {false};
    std::atomic<uint64_t> nextConnection {1};
    std::atomic<int64_t> connections {0};
    std::atomic<uint64_t> faultBytes {0}; ///< that faults hold back (FaultPath)

    /// Resident bytes beyond what histories keep, each frame counted once: what the server's
    /// ceiling is about, for a queue of frames that are shared costs no memory.
    uint64_t heldBytes() const
    {
        const uint64_t resident = channels::EncodedFrame::residentBytes(),
                       history = channels::History::allBytes();
        return (resident > history ? resident - history : 0)
            + faultBytes.load(std::memory_order_relaxed) + TlsStream::allPendingBytes();
    }
};

} // namespace wavetape::net
