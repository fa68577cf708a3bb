// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Breakpoints.h"
#include "faults/FaultBoard.h"
#include "net/FaultLink.h"

#include <tl/expected.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace wavetape::net {

struct ServerContext;

/// The proxies that lead to foreign servers: each listens on an address of this machine and passes
/// on bytes, with the faults that the board has for it. A thread of its own, from the first one on:
/// what they break is not the server's. At most 1,024 links at a time; who comes beyond them waits.
class FaultDoors final : public faults::Breakpoints {
public:
    /// `own`: what the server itself listens on, as `127.0.0.1:8080`.
    FaultDoors(ServerContext &context, std::vector<std::string> own);
    ~FaultDoors();
    FaultDoors(const FaultDoors &) = delete;
    FaultDoors &operator=(const FaultDoors &) = delete;

    /// Opens one, and fills in the port that it got; of one that is disabled only the addresses are
    /// looked at. The error is one sentence. Any thread, and so are the others.
    tl::expected<void, std::string> open(faults::FaultProxy &proxy);
    /// Ends it and its links.
    void close(const std::string &name);
    /// The board has other faults now.
    void onFaultsChanged();
    // Breakpoints.
    void hold(const std::string &proxy, faults::Direction direction, bool on) override;
    bool holding(const std::string &proxy, faults::Direction direction) const override;
    std::vector<faults::HeldMessage> held(const std::string &proxy) const override;
    bool letGo(
        const std::string &connection, faults::Direction direction, faults::LetGo what) override;
    std::vector<faults::ProxyLink> links(const std::string &proxy) const override;
    void letAllGo() override;
    /// Ends all of them, for good. Before the I/O threads stop.
    void stop();

private:
    struct Door {
        std::string name, listen;
        int descriptor;
        std::string upstreamHost;
        uint16_t upstreamPort;
        bool frames; ///< what passes is told
    };
    struct Link {
        std::string door;
        uint64_t id;
        std::unique_ptr<FaultLink> link;
    };

    tl::expected<void, std::string> judge(const faults::FaultProxy &proxy) const;
    void post(std::function<void()> task);
    void wake() const;
    void run();
    void runTasks();
    void goOn();
    void accept(const Door &door);
    void meet(Link &link, bool fresh);
    using Aim = std::pair<std::string, faults::Direction>; ///< a door, and which way
    void holdLinks(const Aim &aim, bool on);
    void note();
    void witness(const std::string &door, const faults::FaultPlan &plan,
        const faults::FaultPlan::Strike &strike);

    ServerContext &m_context;
    const std::vector<std::string> m_own;
    const int m_wakeUp;

    mutable std::mutex m_mutex;
    std::vector<std::function<void()>> m_tasks;
    struct Listening {
        std::string name, address;
        int descriptor;
    };
    std::vector<Listening> m_listening; ///< all that do
    std::vector<faults::HeldMessage> m_held; ///< what stands still
    std::set<Aim> m_waitedFor; ///< where a message is to stand still
    std::vector<faults::ProxyLink> m_known; ///< m_links, as others see them
    bool m_stopping = false;
    std::thread m_thread;

    // Its thread's.
    std::vector<Door> m_doors;
    std::vector<Link> m_links;
    uint64_t m_nextLink = 1;
    std::set<Aim> m_holding; ///< m_waitedFor, as far as the links were told
    std::array<uint64_t, 3> m_knownState {}; ///< how many links, of how many so far, WebSockets
    std::vector<std::pair<std::string, Aim>> m_standing; ///< where m_held is from: links, by name
    uint64_t m_heldBytes = 0; ///< as the context counts them
};

} // namespace wavetape::net
