// SPDX-License-Identifier: GPL-3.0-or-later
#include "World.h"

#include "Fakes.h"
#include "channels/ChannelHub.h"
#include "delivery/FanOut.h"
#include "delivery/RateGate.h"
#include "delivery/Recovery.h"
#include "delivery/SendQueue.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <numeric>
#include <set>

namespace wavetape::delivery {

namespace {
using protocol::Policy;

constexpr size_t kChannels = 2; // a common one and a book
constexpr SendQueue::Marks kMarks {400, 1200, 6000};
constexpr uint64_t kInboxBytes = 4000;
constexpr uint64_t kNever = ~0ull;

class EmptySnapshot final : public channels::SnapshotSource {
    void append(std::string &out) const override { out += "{}"; }
};

/// What was published, by the world's own account.
struct Life {
    std::string epoch;
    uint64_t last = 0;
};
struct Source {
    channels::ChannelRef channel;
    std::vector<Life> lives;

    size_t lifeOf(std::string_view epoch) const
    {
        const auto is = [&](const Life &life) { return life.epoch == epoch; };
        return static_cast<size_t>(std::find_if(lives.begin(), lives.end(), is) - lives.begin());
    }
};

/// What a reader saw of one subscription in one life of its channel.
struct Seen {
    std::set<uint64_t> numbers;
    std::map<uint64_t, uint64_t> newestOfKey;
    uint64_t next = 0; ///< without a hole; 0: not begun
    uint64_t announced = 0; ///< lost
};

/// One subscription, from its join on; what was queued is read after its end too.
struct Part {
    std::unique_ptr<Subscription> subscription; ///< null: ended
    size_t source = 0;
    size_t firstLife = 0, lastLife = 0;
    uint64_t start = 0, end = 0; ///< in the first and in the last life
    bool everConflated = false, everExact = false;
    bool endedWaiting = false; ///< for a snapshot or a replay: its totals alone tell of the loss
    std::map<size_t, Seen> seen; ///< by life

    void note(const Subscription &of) { (of.conflating() ? everConflated : everExact) = true; }
};

uint64_t numberAfter(std::string_view text, std::string_view name)
{
    const size_t at = text.find(name);
    return at == text.npos ? kNever : std::stoull(std::string(text.substr(at + name.size(), 20)));
}

std::string textAfter(std::string_view text, std::string_view name)
{
    const size_t at = text.find(name) + name.size();
    return std::string(text.substr(at, text.find('"', at) - at));
}

class World;

/// A connection with its session, and the client at its other end.
class Reader final : public Outlet, public Subscriber {
public:
    explicit Reader(World &world);
    ~Reader() { queue.clear(pool); }

    void join(size_t source, Policy policy, double maxRate, std::optional<uint64_t> since);
    void leave(Part &part);
    void setPolicy(size_t source, Policy policy, double maxRate);
    Part *partOf(size_t source);
    void endTurn();
    void tellThread();
    void read(size_t bytes);
    void check();

    void deliver(Subscription &subscription, const channels::Publication &publication) override;
    bool takesRun() const override { return !m_behind && queue.empty(); }
    void sendRun(Subscription &subscription, const PublicationRun &run) override
    {
        // As if the socket had taken it all.
        m_stream += run.bytes;
        queue.countRun(subscription, run.publications.front()->seq, run.publications.back()->seq,
            run.publications.size());
        parse();
    }
    void lose(Subscription &subscription, Loss loss, uint64_t count) override
    {
        queue.countLoss(subscription, loss, count);
    }
    void sendLoss(
        Subscription &subscription, uint64_t from, uint64_t to, channels::FrameRef notice) override
    {
        queue.pushLoss(pool, subscription, from, to, std::move(notice), 1);
    }
    uint64_t dropWaiting(Subscription &subscription) override
    {
        return queue.dropAll(pool, subscription);
    }
    void detach(Subscription &subscription) override { queue.detach(subscription); }
    void overflow() override { m_overflowed = true; }
    bool behind() const override { return m_behind; }
    bool aboveHigh() const override { return queue.bytes() > kMarks.high; }
    bool touched() const override { return true; }
    void flush() override { read(1500); }
    void writeNow() override { }
    void makeReady() override { }

    void onSkipped(Subscription &subscription) override { recovery.skipped(subscription); }
    void onRestart(Subscription &subscription, const channels::Restart &restart) override
    {
        recovery.restart(subscription, restart);
    }
    void onGap(Subscription &subscription, const channels::Gap &gap) override
    {
        recovery.lost(subscription, gap);
    }
    void onResyncWanted() override
    {
        for (Part &part : parts) {
            if (part.subscription && std::exchange(part.subscription->needsResync, false))
                recovery.resync(*part.subscription);
        }
    }
    void sendSnapshot(const Subscription &subscription, const std::string &,
        const protocol::StreamPosition &position) override
    {
        queue.pushReply(pool,
            channels::EncodedFrame::text("{\"snapshot\":1,\"channel\":\""
                + subscription.channel->name() + "\",\"epoch\":\"" + position.epoch
                + "\",\"seq\":" + std::to_string(position.seq) + "}"),
            1);
    }

    SendQueue queue;
    std::vector<Part> parts;

private:
    void parse();
    void take(std::string_view message);

    World &m_world;
    SendNodePool pool;
    Recovery recovery;
    bool m_behind = false, m_overflowed = false;
    std::string m_stream; ///< received, not yet a whole frame
    std::array<size_t, kChannels> m_reading {}; ///< part, as the last ack said; 1 is the first
};

class World {
public:
    World()
    {
        for (size_t i = 0; i < kChannels; ++i) {
            channels::ChannelSpec spec;
            spec.name = i ? "book.b" : "a";
            spec.recoverable = i == 0;
            if (i)
                spec.snapshot = std::make_shared<EmptySnapshot>();
            Source &source = sources[i];
            source.channel = hub.create(std::move(spec));
            source.lives.push_back({*source.channel->epoch(), 0});
        }
        for (size_t i = 0; i < kReaders; ++i)
            readers.push_back(std::make_unique<Reader>(*this));
    }
    ~World()
    {
        for (const auto &reader : readers) {
            for (Part &part : reader->parts)
                reader->leave(part);
        }
    }

    void step(const Step &step);
    void turn()
    {
        fanOut.take(kNever);
        for (const auto &reader : readers)
            reader->endTurn();
    }
    void drain()
    {
        // Whatever waits for its rate comes within a second, and moves others on.
        for (int i = 0; i < 30; ++i) {
            loop.now += 1000;
            rates.sendDue();
            turn();
            for (const auto &reader : readers)
                reader->read(kNever);
        }
    }
    /// The thread's figures are the sums of its rows'.
    void checkFigures()
    {
        SendQueue::Losses rows;
        for (const auto &reader : readers) {
            const SendQueue::Losses losses = reader->queue.losses();
            rows.dropped += losses.dropped;
            rows.conflated += losses.conflated;
            rows.notices += losses.notices;
        }
        uint64_t dropped = 0;
        for (const metrics::Tally &lane : stats.dropped)
            dropped += lane.value();
        expect(rows.dropped == dropped && rows.conflated == stats.conflated.value()
                && rows.notices == stats.lagged.value(),
            "the thread's figures are not its rows'");
    }
    void expect(bool truth, std::string_view what)
    {
        if (!truth && wrong.empty())
            wrong = what;
    }
    static channels::HubOptions options()
    {
        channels::HubOptions made;
        made.history.publications = 12;
        return made;
    }

    std::string wrong;
    FakeLoop loop;
    channels::ChannelHub hub {options()};
    RateGate rates {loop};
    metrics::ThreadStats stats;
    FanOut fanOut {loop, hub, rates, kInboxBytes, stats};
    std::array<Source, kChannels> sources;
    std::vector<std::unique_ptr<Reader>> readers;
};

Reader::Reader(World &world)
    : m_world(world)
    , recovery(*this, *this, world.rates, {3, 1 << 20})
{
    parts.reserve(1000);
}

Part *Reader::partOf(size_t source)
{
    for (Part &part : parts) {
        if (part.subscription && part.source == source)
            return &part;
    }
    return nullptr;
}

void Reader::join(size_t index, Policy policy, double maxRate, std::optional<uint64_t> since)
{
    Source &source = m_world.sources[index];
    Part &part = parts.emplace_back();
    part.source = index;
    part.subscription = std::make_unique<Subscription>();
    Subscription &made = *part.subscription;
    made.outlet = this;
    made.subscriber = this;
    made.channel = source.channel;
    made.policy = policy;
    made.maxRate = maxRate;
    made.resyncs = index == 1;
    made.joinedConflating = made.conflating();
    part.note(made);
    channels::Channel::JoinRequest request;
    request.sink = m_world.fanOut.sink();
    request.conflating = made.joinedConflating;
    if (since)
        request.since = {source.lives.back().epoch, *since};
    const auto result = source.channel->join(request);
    made.epoch = result.epoch;
    made.startSeq = result.replayFrom ? result.replayFrom - 1 : result.position.seq;
    made.seenSeq = made.sentSeq = made.startSeq;
    made.liveAfter = result.position.seq;
    part.firstLife = source.lives.size() - 1;
    part.start = made.startSeq;
    m_world.fanOut.addSubscriber(made);
    queue.pushReply(pool,
        channels::EncodedFrame::text("{\"ack\":" + std::to_string(parts.size()) + ",\"channel\":\""
            + source.channel->name() + "\"}"),
        1);
    if (result.replayFrom)
        recovery.replayFrom(made, result.replayFrom);
}

void Reader::leave(Part &part)
{
    if (!part.subscription)
        return;
    Subscription &leaving = *part.subscription;
    part.endedWaiting = !leaving.live;
    m_world.rates.forget(leaving);
    recovery.forget(leaving);
    m_world.fanOut.removeSubscriber(leaving);
    queue.detach(leaving);
    leaving.channel->leave(m_world.fanOut.sink(), 0, leaving.joinedConflating);
    part.lastLife = m_world.sources[part.source].lifeOf(*leaving.epoch);
    part.end = leaving.seenSeq;
    const protocol::Totals &totals = leaving.totals;
    m_world.expect(
        totals.delivered + totals.conflated + totals.dropped == leaving.seenSeq - leaving.startSeq,
        "the totals of an ack are not what its numbers say");
    part.subscription.reset();
}

void Reader::setPolicy(size_t source, Policy policy, double maxRate)
{
    Part *part = partOf(source);
    if (!part)
        return;
    Subscription &subscription = *part->subscription;
    if (maxRate == 0)
        m_world.rates.release(subscription);
    const bool conflated = subscription.conflating();
    subscription.policy = policy;
    subscription.maxRate = maxRate;
    if (conflated && !subscription.conflating())
        subscription.gapsUntil
            = std::max(subscription.seenSeq, subscription.channel->position().seq);
    queue.policyChanged();
    part->note(subscription);
}

void Reader::deliver(Subscription &subscription, const channels::Publication &publication)
{
    const auto verdict
        = queue.pushPublication(pool, subscription, publication, m_behind, kMarks, 1);
    if (verdict == SendQueue::Verdict::overflow && m_behind)
        m_overflowed = true;
    if (queue.takeResyncWanted())
        onResyncWanted();
}

void Reader::endTurn()
{
    if (std::exchange(m_overflowed, false)) {
        for (Part &part : parts)
            leave(part);
    }
    while (recovery.busy() && !aboveHigh())
        recovery.step();
    tellThread();
}

/// As a connection does: the thread's figures are what `/metrics` tells.
void Reader::tellThread()
{
    const SendQueue::Losses gained = queue.takeLosses();
    for (size_t lane = 0; lane < gained.droppedByLane.size(); ++lane)
        m_world.stats.dropped[lane].add(gained.droppedByLane[lane]);
    m_world.stats.conflated.add(gained.conflated);
    m_world.stats.lagged.add(gained.notices);
}

void Reader::read(size_t bytes)
{
    while (bytes > 0 && !queue.empty()) {
        std::array<char, 16 * 1024> scratch;
        std::array<iovec, 64> parts;
        size_t total = 0;
        const size_t count = queue.gather(scratch.size(), scratch, parts, total);
        if (total < scratch.size())
            m_world.expect(total == queue.bytes(), "queued bytes are not the bytes that wait");
        size_t left = std::min(bytes, total);
        bytes -= left;
        const size_t taken = left;
        for (size_t i = 0; i < count && left > 0; ++i) {
            const size_t part = std::min(left, parts[i].iov_len);
            m_stream.append(static_cast<const char *>(parts[i].iov_base), part);
            left -= part;
        }
        queue.consume(pool, taken);
    }
    m_behind = !queue.empty();
    if (!m_behind)
        m_world.expect(queue.bytes() == 0, "an empty queue has bytes");
    parse();
}

void Reader::parse()
{
    size_t at = 0;
    while (m_stream.size() - at >= 4) {
        const auto byte = [&](size_t i) { return static_cast<uint8_t>(m_stream[at + i]); };
        const size_t header = byte(1) == 126 ? 4 : 2;
        const size_t size = byte(1) == 126 ? byte(2) << 8 | byte(3) : byte(1);
        if (m_stream.size() - at < header + size)
            break;
        take(std::string_view(m_stream).substr(at + header, size));
        at += header + size;
    }
    m_stream.erase(0, at);
}

void Reader::take(std::string_view message)
{
    const size_t source = textAfter(message, "\"channel\":\"") == "a" ? 0 : 1;
    if (const uint64_t ack = numberAfter(message, "\"ack\":"); ack != kNever) {
        m_reading[source] = ack;
        return;
    }
    if (m_reading[source] == 0)
        return m_world.expect(false, "a message before the first ack");
    Part &part = parts[m_reading[source] - 1];
    const std::vector<Life> &lives = m_world.sources[source].lives;
    const uint64_t life = message.find("\"epoch\":") != message.npos
        ? m_world.sources[source].lifeOf(textAfter(message, "\"epoch\":\""))
        : numberAfter(message, "\"data\":[");
    if (life < part.firstLife || life >= lives.size())
        return m_world.expect(false, "a message of no life of the subscription");
    if (!part.seen.empty() && life < part.seen.rbegin()->first)
        return m_world.expect(false, "a message of a life that is over");
    Seen &seen = part.seen[life];
    if (seen.next == 0)
        seen.next = (life == part.firstLife ? part.start : 0) + 1;
    if (message.find("\"snapshot\":") != message.npos)
        return; // the state as of its number, whatever was lost up to there
    if (const uint64_t from = numberAfter(message, "\"from\":"); from != kNever) {
        const uint64_t to = numberAfter(message, "\"to\":");
        m_world.expect(part.everConflated || from == seen.next, "a notice begins elsewhere");
        m_world.expect(to >= from && to <= lives[life].last, "a notice ends elsewhere");
        seen.next = to + 1;
        seen.announced += to - from + 1;
        return;
    }
    const uint64_t seq = numberAfter(message, "\"seq\":");
    const uint64_t key = numberAfter(message, ",\"key\",");
    m_world.expect(part.everConflated || seq == seen.next, "a hole that was not announced");
    m_world.expect(seq <= lives[life].last && seen.numbers.insert(seq).second, "a number twice");
    m_world.expect(seen.newestOfKey[key] < seq, "an older value after a newer one of its key");
    seen.newestOfKey[key] = seq;
    seen.next = seq + 1;
}

/// Everything was read.
void Reader::check()
{
    uint64_t lost = 0, announced = 0;
    bool exact = true, onlyConflated = true;
    for (Part &part : parts) {
        const std::vector<Life> &lives = m_world.sources[part.source].lives;
        exact = exact && !part.everConflated && !part.endedWaiting;
        onlyConflated = onlyConflated && !part.everExact;
        if (const Subscription *live = part.subscription.get()) {
            part.lastLife = m_world.sources[part.source].lifeOf(*live->epoch);
            part.end = live->seenSeq;
            m_world.expect(part.lastLife + 1 == lives.size(), "a restart was not told");
            m_world.expect(live->live && part.end == lives.back().last, "the last is not seen");
            const Seen &seen = part.seen[part.lastLife];
            m_world.expect(live->totals.delivered == seen.numbers.size(), "delivered is wrong");
            m_world.expect(part.everConflated || live->totals.dropped == seen.announced,
                "dropped is not what was announced");
            m_world.expect(live->totals.delivered + live->totals.conflated + live->totals.dropped
                    == live->seenSeq - live->startSeq,
                "the totals do not add up");
        }
        for (size_t life = part.firstLife; life <= part.lastLife; ++life) {
            const uint64_t start = life == part.firstLife ? part.start : 0;
            const uint64_t end = life == part.lastLife ? part.end : lives[life].last;
            const Seen &seen = part.seen[life];
            lost += end - start - seen.numbers.size();
            announced += seen.announced;
            m_world.expect(part.everConflated || (part.endedWaiting && life == part.lastLife)
                    || seen.announced + seen.numbers.size() == end - start,
                "the end of a life was not announced");
        }
        m_world.expect(!part.everConflated || part.everExact || part.seen.empty()
                || !part.subscription || part.end == part.start || lives.back().last == 0
                || part.seen[part.lastLife].numbers.contains(lives.back().last)
                || (part.lastLife == part.firstLife && lives.back().last == part.start),
            "the newest was conflated away");
    }
    const SendQueue::Losses losses = queue.losses();
    m_world.expect(losses.dropped + losses.conflated == lost, "the row's losses are wrong");
    const auto &lanes = losses.droppedByLane;
    m_world.expect(std::accumulate(lanes.begin(), lanes.end(), uint64_t {0}) == losses.dropped,
        "what was dropped is not the sum of the lanes");
    m_world.expect(!exact || (losses.conflated == 0 && losses.dropped == announced),
        "the row's dropped is not what was announced");
    m_world.expect(!onlyConflated || losses.dropped == 0, "conflated counts as dropped");
    m_world.expect(losses.unexplainedGaps == 0, "a gap that nobody was told of");
}

void World::step(const Step &step)
{
    const size_t index = step.b % 4 == 0;
    Source &source = sources[index];
    Reader &reader = *readers[step.a % kReaders];
    // A book is neither conflated nor slowed down; `disconnect` ends too much to be common.
    static constexpr std::array policies {Policy::dropOldest, Policy::dropNewest,
        Policy::lowPriorityFirst, Policy::dropOldest, Policy::disconnect, Policy::unbounded,
        Policy::conflate, Policy::conflate, Policy::conflate};
    const Policy policy = policies[step.c % (index ? 4 : policies.size())];
    const double maxRate = policy == Policy::conflate && step.d % 2 ? 1 + step.d % 20 : 0;
    switch (step.what) {
    case Step::What::publish:
        for (uint32_t i = 0; i <= step.a % 12; ++i) {
            const uint32_t key = (step.c >> i) % 3;
            ++source.lives.back().last;
            hub.publish(*source.channel,
                "[" + std::to_string(source.lives.size() - 1) + ",\"key\"," + std::to_string(key)
                    + ",\"" + std::string(step.d % 300, 'x') + "\"]",
                key);
        }
        break;
    case Step::What::turn:
        turn();
        break;
    case Step::What::read:
        reader.read(step.d % 3000);
        reader.endTurn();
        break;
    case Step::What::join:
        if (Part *former = reader.partOf(index))
            reader.leave(*former);
        reader.join(index, policy, maxRate,
            step.d % 3 ? std::nullopt
                       : std::optional<uint64_t>(source.lives.back().last
                           - std::min<uint64_t>(source.lives.back().last, step.c % 12)));
        break;
    case Step::What::leave:
        if (Part *part = reader.partOf(index))
            reader.leave(*part);
        break;
    case Step::What::restart:
        if (step.c % 3)
            break;
        hub.restart(*source.channel, 0);
        source.lives.push_back({*source.channel->epoch(), 0});
        break;
    case Step::What::wait:
        loop.now += step.d % 400;
        rates.sendDue();
        break;
    case Step::What::policy:
        reader.setPolicy(index, policy, maxRate);
        break;
    case Step::What::count:
        break;
    }
}
} // namespace

std::optional<std::string> fault(const std::vector<Step> &steps)
{
    World world;
    for (const Step &step : steps) {
        world.step(step);
        if (!world.wrong.empty())
            return world.wrong;
    }
    world.drain();
    for (const auto &reader : world.readers)
        reader->check();
    world.checkFigures();
    if (!world.wrong.empty())
        return world.wrong;
    return std::nullopt;
}

} // namespace wavetape::delivery
