// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faults/Breakpoints.h"
#include "faults/Fault.h"
#include "faults/FaultLog.h"

#include <tl/expected.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace wavetape::faults {

inline constexpr size_t kMostProxies = 64, kMostToxics = 64, kProxyNameBytes = 64;

/// A door with faults: one of the server's own listeners, or one that leads to a foreign server. A
/// plain value.
struct FaultProxy {
    std::string name;
    std::string listen, upstream; ///< `host:port`; an own one's upstream is its listener too
    bool enabled = true; ///< false: nobody gets in, and who was is cut
    bool frames = false; ///< what passes is told to administrators; never of an own one
    bool own = false; ///< stands before one of the server's listeners; cannot be deleted
    std::vector<Fault> toxics; ///< each with a name of its own, in the order they came

    const Fault *find(std::string_view toxic) const;
    bool operator==(const FaultProxy &) const = default;
};

/// Why something is not done: an HTTP status, and one sentence.
struct BoardRefusal {
    int status = 400;
    std::string sentence;
};
template <typename T>
using BoardResult = tl::expected<T, BoardRefusal>;

/// What is to go wrong, and where, at this moment: what the control port, a scenario or the window
/// has put there. Nothing of it outlives the process. Any thread.
class FaultBoard {
public:
    /// Called after each change, outside the lock, on the thread that made it. Set before the
    /// first.
    std::function<void()> onChange;
    /// Opens the door of a foreign proxy, with the address in `listen` filled in where its port is
    /// 0; the error is one sentence. Called under the lock. Set before the first change.
    std::function<tl::expected<void, std::string>(FaultProxy &)> open;
    /// Of foreign proxies; null: there are none. Set before the first change.
    Breakpoints *breakpoints = nullptr;
    /// Closes it again.
    std::function<void(const std::string &name)> close;

    /// One of the server's own listeners: `wavetape`, then `wavetape-2` …, by its number from 0.
    void addOwn(std::string address);

    std::vector<FaultProxy> proxies() const;
    BoardResult<FaultProxy> proxy(std::string_view name) const;
    BoardResult<FaultProxy> addProxy(FaultProxy proxy);
    /// Several at once: one that is there as it is stays, one that is there otherwise is made anew;
    /// up to the first that is refused.
    BoardResult<std::vector<FaultProxy>> populate(std::vector<FaultProxy> proxies);
    struct ProxyChange {
        std::optional<std::string> listen, upstream;
        std::optional<bool> enabled, frames;
    };
    BoardResult<FaultProxy> changeProxy(std::string_view name, const ProxyChange &change);
    BoardResult<void> removeProxy(std::string_view name);

    BoardResult<Fault> toxic(std::string_view proxy, std::string_view name) const;
    /// Without a name it is called by type and direction, as `latency_downstream`.
    BoardResult<Fault> addToxic(std::string_view proxy, Fault toxic);
    BoardResult<Fault> changeToxic(std::string_view proxy, Fault toxic);
    BoardResult<void> removeToxic(std::string_view proxy, std::string_view name);

    /// What is on the first of the server's own listeners.
    std::vector<Fault> ownToxics() const;
    /// On all of the server's own listeners, in the place of the one of that name.
    BoardResult<void> putOwnToxic(Fault toxic);
    /// From all of them; one that is not there is no mistake.
    void takeOwnToxic(std::string_view name);

    /// Takes all toxics away, and lets everybody and everything in again.
    void reset();

    /// There is nothing on any own door: what connections look at first.
    bool quiet() const { return m_busyOwn.load(std::memory_order_relaxed) == 0; }
    /// Nobody gets in by that listener.
    bool down(size_t listener) const;
    /// What is for the connection with that number, that came by that listener. `fresh`: it has
    /// just come; the only moment at which it can be one of `next_connections`.
    std::vector<Fault> faultsFor(
        size_t listener, uint64_t connection, const ConnectionFacts &facts, bool fresh);
    /// The same for a link of a foreign proxy; empty where there is none of that name.
    std::vector<Fault> faultsFor(
        std::string_view proxy, uint64_t link, const ConnectionFacts &facts, bool fresh);

    FaultLog &log() { return m_log; }
    const FaultLog &log() const { return m_log; }

private:
    struct Place {
        FaultProxy proxy;
        /// Of each toxic, who was one of its `next_connections`.
        std::vector<std::unordered_set<uint64_t>> admitted;
    };

    Place *find(std::string_view name);
    const Place *find(std::string_view name) const;
    BoardResult<FaultProxy> add(FaultProxy proxy);
    BoardResult<void> remove(std::string_view name);
    static BoardResult<void> add(Place &place, const Fault &toxic);
    static bool take(Place &place, std::string_view name);
    static std::vector<Fault> faultsFor(
        Place &place, uint64_t connection, const ConnectionFacts &facts, bool fresh);
    void changed(); ///< under the lock
    void tell() const;

    mutable std::mutex m_mutex;
    std::vector<Place> m_places;
    std::atomic<size_t> m_busyOwn {0}; ///< own doors with something on them
    FaultLog m_log;
};

} // namespace wavetape::faults
