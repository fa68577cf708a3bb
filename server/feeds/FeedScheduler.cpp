// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/FeedScheduler.h"

#include "defence/Defence.h"
#include "feeds/FeedTime.h"
#include "feeds/market/MarketFeed.h"
#include "feeds/signals/WaveFeed.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include <pthread.h>

namespace wavetape::feeds {

namespace {
struct Slot {
    Slot(std::unique_ptr<Feed> feed_, double speed, const SchedulerOptions &options)
        : feed(std::move(feed_))
        , name(feed->name())
        , time(speed,
              static_cast<int64_t>(
                  static_cast<double>(options.turnMicros) * options.catchUpTurns * speed))
    {
    }

    const std::unique_ptr<Feed> feed;
    const std::string name;
    FeedTime time; ///< of whoever holds `busy`
    std::atomic<bool> busy {false}; ///< a thread is in advance()
    std::atomic<bool> failed {false};
    std::atomic<bool> hangs {false};
    std::atomic<int64_t> turnBegan {0};
    std::atomic<uint64_t> messages {0};
    std::atomic<int64_t> lag {0};
    std::string error; ///< under Core::mutex
    std::optional<int64_t> wallOffset; ///< that its times follow; of whoever holds `busy`
};

/// Smaller corrections are slewed in by whoever makes them.
constexpr int64_t kClockStep = 100'000;
/// A reading that took longer says nothing about how far the clocks are apart.
constexpr int64_t kReadingMost = 5'000;

/// How far the wall clock is ahead of the steady one, in µs; nothing where the reading was
/// interrupted.
std::optional<int64_t> wallOffset(const clock::Clock &clock)
{
    const int64_t before = clock.steadyMicros();
    const int64_t wall = clock.wallMicros();
    if (clock.steadyMicros() - before > kReadingMost)
        return std::nullopt;
    return wall - before;
}

/// Takes over what the clocks say now; returns by how much they moved, 0 where they did not.
int64_t follow(std::optional<int64_t> &known, std::optional<int64_t> now)
{
    if (!now)
        return 0;
    const int64_t moved = *now - known.value_or(*now);
    if (known && std::abs(moved) < kClockStep)
        return 0;
    known = now;
    return moved;
}

std::unique_ptr<market::MarketFeed> makeMarket(
    channels::ChannelHub &hub, const config::ServerConfig::Feed &settings, const FeedClock &clock)
{
    if (settings.profile == "none")
        return nullptr;
    const auto profile = market::parseProfile(settings.profile);
    if (!profile)
        throw std::invalid_argument("unknown feed profile \"" + settings.profile + "\"; there are "
            + market::profileNames() + " and none");
    return std::make_unique<market::MarketFeed>(
        hub, market::MarketSettings {settings.seed, settings.symbols, *profile}, clock);
}
} // namespace

std::string_view stateName(FeedState state)
{
    switch (state) {
    case FeedState::running:
        return "running";
    case FeedState::stale:
        return "stale";
    case FeedState::stopped:
        break;
    }
    return "stopped";
}

struct FeedScheduler::Core {
    Core(channels::ChannelHub &hub_, FeedClock &clock_, const SchedulerOptions &options_)
        : hub(hub_)
        , clock(clock_)
        , options(options_)
    {
    }

    void add(std::unique_ptr<Feed> feed)
    {
        const double speed = feed->followsSpeed() ? options.speed : 1;
        slots.emplace_back(std::move(feed), speed, options);
    }

    channels::ChannelHub &hub;
    std::unique_ptr<FeedClock> ownClock; ///< where the clock is nobody else's
    FeedClock &clock;
    const SchedulerOptions options;
    std::deque<Slot> slots;
    std::optional<int64_t> wallOffset; ///< that was told; of the newest worker
    std::function<void(int64_t)> onWallClockMoved;

    std::mutex mutex;
    std::condition_variable wake; ///< stopping, or a worker that ended
    bool stopping = false;
    bool started = false;
    unsigned workersAlive = 0;
    std::vector<std::thread> workers;
    /// The worker of the newest generation drives the feeds; an older one ends when it comes back
    /// from where it hung.
    std::atomic<uint64_t> generation {0};
};

FeedScheduler::FeedScheduler(channels::ChannelHub &hub, const config::ServerConfig::Feed &settings)
{
    auto clock = std::make_unique<SystemFeedClock>();
    SchedulerOptions options;
    options.speed = settings.speed;
    m_core = std::make_shared<Core>(hub, *clock, options);
    m_core->ownClock = std::move(clock);
    if (auto market = makeMarket(hub, settings, m_core->clock)) {
        m_market = market.get();
        m_core->add(std::move(market));
    }
    auto waves
        = std::make_unique<signals::WaveFeed>(hub, settings.seed, settings.waveRate, m_core->clock);
    m_waves = waves.get();
    m_core->add(std::move(waves));
}

FeedScheduler::FeedScheduler(channels::ChannelHub &hub, std::vector<std::unique_ptr<Feed>> feeds,
    FeedClock &clock, const SchedulerOptions &options)
    : m_core(std::make_shared<Core>(hub, clock, options))
{
    for (auto &feed : feeds)
        m_core->add(std::move(feed));
}

FeedScheduler::~FeedScheduler()
{
    stop();
}

void FeedScheduler::start()
{
    {
        const std::lock_guard lock(m_core->mutex);
        if (m_core->started)
            return;
        m_core->started = true;
        m_core->onWallClockMoved = std::move(onWallClockMoved);
        startWorker(m_core);
    }
    m_watcher = std::thread([core = m_core] { watch(core); });
}

void FeedScheduler::startWorker(const std::shared_ptr<Core> &core)
{
    const uint64_t generation = core->generation.fetch_add(1) + 1;
    ++core->workersAlive;
    core->workers.emplace_back([core, generation] { run(core, generation); });
}

void FeedScheduler::run(const std::shared_ptr<Core> &core, uint64_t generation)
{
    pthread_setname_np(pthread_self(), "feed");
    std::unique_lock lock(core->mutex);
    int64_t deadline = core->clock.steadyMicros();
    while (!core->stopping && core->generation == generation) {
        lock.unlock();
        {
            const channels::ChannelHub::Batch batch(core->hub);
            const std::optional<int64_t> offset = wallOffset(core->clock);
            if (const int64_t moved = follow(core->wallOffset, offset);
                moved && core->onWallClockMoved)
                core->onWallClockMoved(moved);
            for (Slot &slot : core->slots) {
                if (core->generation != generation)
                    break;
                if (slot.failed || slot.busy.exchange(true))
                    continue;
                const int64_t now = core->clock.steadyMicros();
                slot.turnBegan = now;
                try {
                    if (const int64_t moved = follow(slot.wallOffset, offset))
                        slot.feed->wallClockMoved(moved);
                    const uint64_t published = slot.feed->advance(slot.time.step(now));
                    slot.messages.fetch_add(published, std::memory_order_relaxed);
                } catch (const std::exception &error) {
                    const std::lock_guard errorLock(core->mutex);
                    slot.error = error.what();
                    slot.failed = true;
                }
                slot.lag = slot.time.lag();
                slot.hangs = false;
                slot.busy = false;
            }
        }
        lock.lock();
        // Late by more than a turn: the next one is due now, and feed time catches up by its own
        // bounded steps.
        deadline = std::max(deadline + core->options.turnMicros, core->clock.steadyMicros());
        while (!core->stopping && core->generation == generation
            && core->clock.steadyMicros() < deadline)
            core->clock.waitUntil(lock, core->wake, deadline);
    }
    --core->workersAlive;
    core->wake.notify_all();
}

void FeedScheduler::watch(const std::shared_ptr<Core> &core)
{
    pthread_setname_np(pthread_self(), "feed-watch");
    std::unique_lock lock(core->mutex);
    while (!core->stopping) {
        core->clock.waitUntil(
            lock, core->wake, core->clock.steadyMicros() + core->options.hangMicros / 2);
        bool takeOver = false;
        for (Slot &slot : core->slots) {
            if (slot.busy && !slot.hangs
                && core->clock.steadyMicros() - slot.turnBegan > core->options.hangMicros) {
                slot.hangs = true;
                takeOver = true;
            }
        }
        if (takeOver && !core->stopping && defence::armed(defence::Defence::feedWatch))
            startWorker(core);
    }
}

bool FeedScheduler::stop()
{
    std::unique_lock lock(m_core->mutex);
    if (!m_core->started || m_core->workers.empty())
        return true;
    m_core->stopping = true;
    m_core->wake.notify_all();
    lock.unlock();
    m_watcher.join();
    lock.lock();
    // By the real clock: a hang must not outlast a test's clock that stands still.
    const bool ended
        = m_core->wake.wait_for(lock, std::chrono::microseconds(m_core->options.stopMicros),
            [this] { return m_core->workersAlive == 0; });
    std::vector<std::thread> workers = std::exchange(m_core->workers, {});
    lock.unlock();
    for (std::thread &worker : workers) {
        if (ended)
            worker.join();
        else
            worker.detach();
    }
    return ended;
}

std::vector<FeedStatus> FeedScheduler::status() const
{
    const std::lock_guard lock(m_core->mutex);
    const bool running = m_core->started && !m_core->stopping;
    std::vector<FeedStatus> result;
    for (const Slot &slot : m_core->slots) {
        FeedStatus status;
        status.name = slot.name;
        status.messages = slot.messages.load(std::memory_order_relaxed);
        status.lagMs = static_cast<double>(slot.lag.load(std::memory_order_relaxed)) / 1000;
        if (slot.hangs)
            status.lagMs
                = static_cast<double>(m_core->clock.steadyMicros() - slot.turnBegan) / 1000;
        if (slot.failed || slot.hangs)
            status.state = FeedState::stale;
        else if (running)
            status.state = FeedState::running;
        status.error = slot.error;
        result.push_back(std::move(status));
    }
    return result;
}

std::string FeedScheduler::symbolsJson() const
{
    return m_market ? m_market->symbolsJson() : "[]";
}

int FeedScheduler::marketModel() const
{
    return m_market ? market::kMarketModel : 0;
}

std::string FeedScheduler::setWaveRate(std::string_view name, double rate)
{
    return m_waves ? m_waves->setRate(name, rate) : "there are no waves";
}

} // namespace wavetape::feeds
