// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "config/ServerConfig.h"
#include "feeds/Feed.h"
#include "feeds/FeedClock.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <tl/expected.hpp>

namespace wavetape::feeds {

class FeedPace;
enum class FeedState : uint8_t {
    stopped,
    running,
    stale, ///< it threw and stays off, or one turn of it takes longer than `hangMs`
};
std::string_view stateName(FeedState state);

struct FeedStatus {
    std::string name;
    uint64_t messages = 0; ///< published since start
    double lagMs = 0; ///< how far feed time is behind the clock
    FeedState state = FeedState::stopped;
    std::string error; ///< what a feed threw
};

struct SchedulerOptions {
    double speed = 1; ///< feed seconds per second
    int64_t turnMicros = 20'000;
    unsigned catchUpTurns
        = 4; ///< the most feed time that one turn makes up for after a stall, in turns
    int64_t hangMicros = 2'000'000; ///< a turn of one feed beyond this is a hang
    int64_t stopMicros = 2'000'000; ///< how long stop() waits for a turn to end
};

/// The thread `feed`: wakes on a monotonic deadline and advances every feed by a small step within
/// one ChannelHub::Batch, so that each I/O thread is woken once a turn. After a stall feed time
/// lags and catches up by bounded steps; it never skips.
///
/// A feed that throws is switched off; one that hangs keeps the thread it hangs in, and a new
/// thread drives the others. Where the wall clock moves against the steady one every feed is told,
/// and goes on with the times of now. start() and stop() belong to one thread; the rest may be
/// called from any.
class FeedScheduler {
public:
    /// Makes the market of `settings.profile` (nothing for `none`) with its pre-history, and the
    /// waves and, for itself alone, the demos, and creates their channels on `hub`, which must
    /// outlive this. Throws std::invalid_argument for an unknown profile. `pace`: publishes what
    /// others publish too, as it says; null: for itself. Must outlive this.
    FeedScheduler(channels::ChannelHub &hub, const config::ServerConfig::Feed &settings,
        FeedPace *pace = nullptr);
    /// Drives `feeds`; `clock` must outlive this.
    FeedScheduler(channels::ChannelHub &hub, std::vector<std::unique_ptr<Feed>> feeds,
        FeedClock &clock, const SchedulerOptions &options);
    /// stop(), if need be.
    ~FeedScheduler();

    /// Told when the wall clock was set, or the machine slept: by how much the times of data moved,
    /// in µs. On the feed thread. Before start().
    std::function<void(int64_t micros)> onWallClockMoved;

    /// Where others publish the same already: goes on from where they are. Before start(). The
    /// error is one sentence: they publish something else.
    tl::expected<void, std::string> join();
    void start();
    /// Ends the feed thread. False where a feed hangs and did not come back in time: its thread is
    /// left alone, and the hub must then live until the process ends. There is no second start().
    bool stop();

    std::vector<FeedStatus> status() const;
    /// The market's symbols as GET /symbols answers; `[]` without a market.
    std::string symbolsJson() const;
    /// Which simulation the market is; 0 without one.
    int marketModel() const;
    /// Sets the rate of `wave.<name>`, 1 … 10e6 samples/s, with the next turn, and starts its new
    /// epoch. What is wrong with it, empty where nothing is.
    std::string setWaveRate(std::string_view name, double rate);

private:
    struct Core; ///< what the threads share; a thread that hangs keeps it alive
    static void run(const std::shared_ptr<Core> &core, uint64_t generation);
    static void watch(const std::shared_ptr<Core> &core);
    static void startWorker(const std::shared_ptr<Core> &core);

    std::shared_ptr<Core> m_core;
    std::thread m_watcher;
};

} // namespace wavetape::feeds
