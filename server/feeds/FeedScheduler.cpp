// SPDX-License-Identifier: GPL-3.0-or-later
#include "feeds/FeedScheduler.h"

#include "defence/Defence.h"
#include "feeds/FeedPace.h"
#include "feeds/FeedTime.h"
#include "feeds/demos/DemoFeed.h"
#include "feeds/market/Checkpoint.h"
#include "feeds/market/MarketFeed.h"
#include "feeds/signals/WaveFeed.h"
#include "protocol/JsonWriter.h"

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
    Slot(std::unique_ptr<Feed> feed_, const SchedulerOptions &options)
        : feed(std::move(feed_))
        , name(feed->name())
        , speed(feed->followsSpeed() ? options.speed : 1)
        , maxStep(static_cast<int64_t>(
              static_cast<double>(options.turnMicros) * options.catchUpTurns * speed))
        , time(speed, maxStep)
    {
    }

    /// Its time 0 is the clock's of `at`.
    void beginAt(int64_t at)
    {
        time = FeedTime(speed, maxStep);
        time.step(at);
    }

    const std::unique_ptr<Feed> feed;
    const std::string name;
    const double speed;
    const int64_t maxStep; ///< of feed time, at once
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
/// Who was held up is with the others again in a fiftieth of the time.
constexpr unsigned kCatchUpTurnsWithOthers = 50;

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
    Core(channels::ChannelHub &hub_, FeedClock &clock_, const SchedulerOptions &options_,
        FeedPace *pace_ = nullptr)
        : hub(hub_)
        , clock(clock_)
        , options(options_)
        , pace(pace_)
    {
    }

    void add(std::unique_ptr<Feed> feed) { slots.emplace_back(std::move(feed), options); }

    int64_t now() const
    {
        const int64_t steady = clock.steadyMicros();
        return pace ? pace->reach(steady) : steady;
    }
    std::string checkpoint(int64_t now);
    void goOnFrom(std::string_view checkpoint);
    tl::expected<bool, std::string> takeBeginning();
    void followPace();

    channels::ChannelHub &hub;
    std::unique_ptr<FeedClock> ownClock; ///< where the clock is nobody else's
    FeedClock &clock;
    const SchedulerOptions options;
    FeedPace *const pace; ///< null: the clock
    market::MarketFeed *market = nullptr; ///< of `slots`, as are the waves
    signals::WaveFeed *waves = nullptr;
    std::string settings; ///< that whoever publishes the same must have
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

namespace {
/// As people read it.
std::string describe(const config::ServerConfig::Feed &settings)
{
    std::string text = settings.profile + ", seed " + std::to_string(settings.seed) + ", "
        + std::to_string(settings.symbols) + " symbols, speed ";
    protocol::appendJsonNumber(text, settings.speed);
    text += ", waves at ";
    protocol::appendJsonNumber(text, settings.waveRate);
    return text + "/s, market model " + std::to_string(market::kMarketModel);
}
} // namespace

FeedScheduler::FeedScheduler(
    channels::ChannelHub &hub, const config::ServerConfig::Feed &settings, FeedPace *pace)
{
    auto clock = std::make_unique<SystemFeedClock>();
    SchedulerOptions options;
    options.speed = settings.speed;
    if (pace)
        options.catchUpTurns = kCatchUpTurnsWithOthers;
    m_core = std::make_shared<Core>(hub, *clock, options, pace);
    m_core->ownClock = std::move(clock);
    m_core->settings = describe(settings);
    if (auto market = makeMarket(hub, settings, m_core->clock)) {
        m_core->market = market.get();
        if (pace)
            market->stampBySimulation(settings.speed);
        m_core->add(std::move(market));
    }
    auto waves
        = std::make_unique<signals::WaveFeed>(hub, settings.seed, settings.waveRate, m_core->clock);
    m_core->waves = waves.get();
    if (pace)
        waves->publishAlways();
    m_core->add(std::move(waves));
    // Bids are for one node to decide: in a cluster there are none.
    if (!pace)
        m_core->add(std::make_unique<demos::DemoFeed>(hub, settings.seed));
}

/// What each feed says of itself, and when, by the pace.
std::string FeedScheduler::Core::checkpoint(int64_t now)
{
    market::CheckpointWriter writer;
    writer.text(settings);
    for (Slot &slot : slots) {
        const int64_t at = now - slot.time.lag();
        writer(at);
        writer.text(slot.feed.get() == waves ? waves->checkpoint() : market->checkpoint());
    }
    return writer.take();
}

void FeedScheduler::Core::goOnFrom(std::string_view checkpoint)
{
    market::CheckpointReader reader(checkpoint);
    std::string theirs;
    reader.text(theirs);
    if (theirs != settings)
        throw std::invalid_argument("the cluster's feed is another one (" + theirs
            + ") than this node's (" + settings + ')');
    for (Slot &slot : slots) {
        int64_t at = 0;
        std::string state;
        reader(at);
        reader.text(state);
        if (slot.feed.get() == waves)
            waves->goOnFrom(state);
        else
            market->goOnFrom(state);
        slot.beginAt(at);
    }
}

/// True: there was one. The error is one sentence; nothing has changed then.
tl::expected<bool, std::string> FeedScheduler::Core::takeBeginning()
{
    const std::string beginning = pace->takeBeginning();
    if (beginning.empty())
        return false;
    try {
        goOnFrom(beginning);
    } catch (const std::invalid_argument &error) {
        pace->took(error.what());
        return tl::unexpected(std::string(error.what()));
    }
    pace->took({});
    return true;
}

/// Between two turns: what the pace has for the feeds, and wants of them.
void FeedScheduler::Core::followPace()
{
    // One that hangs is in no state to be told of.
    if (std::any_of(
            slots.begin(), slots.end(), [](const Slot &slot) { return slot.busy || slot.failed; }))
        return;
    static_cast<void>(takeBeginning());
    if (pace->wantsCheckpoint())
        pace->keep(checkpoint(now()));
}

tl::expected<void, std::string> FeedScheduler::join()
{
    Core &core = *m_core;
    if (!core.pace)
        return {};
    if (auto taken = core.takeBeginning(); !taken || !*taken)
        return taken ? tl::expected<void, std::string>() : tl::unexpected(taken.error());
    // Whoever comes finds what the others have, not how this one catches up with them.
    for (Slot &slot : core.slots) {
        do
            slot.feed->advance(slot.time.step(core.now()));
        while (slot.time.lag() > 0);
    }
    return {};
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
            // What others publish too keeps its times.
            const std::optional<int64_t> offset
                = core->pace ? std::nullopt : wallOffset(core->clock);
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
                    const uint64_t published = slot.feed->advance(slot.time.step(core->now()));
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
            if (core->pace && core->generation == generation)
                core->followPace();
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
    return m_core->market ? m_core->market->symbolsJson() : "[]";
}

int FeedScheduler::marketModel() const
{
    return m_core->market ? market::kMarketModel : 0;
}

std::string FeedScheduler::setWaveRate(std::string_view name, double rate)
{
    if (m_core->pace)
        return "is the same on all nodes of the cluster: --wave-rate";
    return m_core->waves ? m_core->waves->setRate(name, rate) : "there are no waves";
}

} // namespace wavetape::feeds
