// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Replayer.h"

#include "protocol/JsonWriter.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <pthread.h>
#include <set>
#include <utility>

namespace wavetape::recording {

namespace {
constexpr std::string_view kReplayPrefix = "replay.";
constexpr auto kLookAtReaders = std::chrono::milliseconds(20);
constexpr size_t kMostSessions = 100'000;
// A state is recorded every 10 s, of a channel where nothing happens every 60 s.
constexpr uint64_t kStatesNanos = 75'000'000'000;
// Of a busy recording not all of that is read: who jumps does not want to wait.
constexpr size_t kStatesChunks = 128;
constexpr uint64_t kMostSteps = 10'000;
constexpr double kShortestPart = 0.1; // seconds
constexpr double kSlowest = 0.1, kFastest = 100;

int64_t steadyNow()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}
} // namespace

tl::expected<std::unique_ptr<Replayer>, std::string> Replayer::open(
    channels::ChannelHub &hub, ReplayOptions options)
{
    auto reader = RecordingReader::open(options.file);
    if (!reader)
        return tl::unexpected("cannot replay: " + reader.error());
    std::unique_ptr<Replayer> replayer(new Replayer(hub, std::move(options), std::move(*reader)));
    if (auto created = replayer->createChannels(); !created)
        return tl::unexpected(created.error());
    replayer->m_from = replayer->atSeconds(replayer->m_options.fromSeconds);
    replayer->m_clock.moveTo(replayer->m_from, steadyNow());
    return replayer;
}

tl::expected<void, std::string> Replayer::createChannels()
{
    const auto fail = [&](const std::string &what) {
        return tl::unexpected("cannot replay: " + m_options.file + ": " + what);
    };
    // Where each channel's numbering begins: one less than its first publication, which stands in
    // one of the first chunks that have it.
    std::map<std::string, uint64_t> first;
    std::set<uint16_t> unseen;
    for (const auto &[id, recorded] : m_reader->channels()) {
        if (recorded.kind != RecordedKind::snapshot && !isWire(recorded.name))
            unseen.insert(id);
    }
    constexpr size_t kFirstChunks = 64;
    const size_t chunks = std::min(kFirstChunks, m_reader->contents().chunks.size());
    for (size_t i = 0; i < chunks && !unseen.empty(); ++i) {
        for (const RecordedMessage &message : m_reader->chunk(i)) {
            unseen.erase(message.id);
            if (message.channel->kind != RecordedKind::snapshot && message.seq > 0)
                first.emplace(message.channel->name, message.seq - 1);
        }
    }
    for (const auto &[id, recorded] : m_reader->channels()) {
        if (isWire(recorded.name))
            continue;
        const auto [at, isNew] = m_tracks.try_emplace(recorded.name);
        Track &track = at->second;
        m_byId.emplace(id, &track);
        if (recorded.kind == RecordedKind::float32)
            track.rate = recorded.rate;
    }
    if (m_tracks.empty())
        return fail("has no channel that could be published");
    std::vector<std::string> made;
    const auto undo = [&] {
        for (const std::string &name : made)
            m_hub.remove(name);
    };
    for (auto &[name, track] : m_tracks) {
        channels::ChannelSpec spec = channels::ChannelSpec::of(name);
        if (!m_options.inPlace)
            spec.name = std::string(kReplayPrefix) + name;
        constexpr size_t kMostName = 128;
        if (spec.name.size() > kMostName || name.starts_with("sys") || m_hub.find(spec.name)) {
            undo();
            return fail("the channel " + spec.name
                + " cannot be made: there is one of that name, or it is the server's own");
        }
        spec.serverOwned = true;
        spec.lasting = false;
        spec.binary = std::any_of(m_reader->channels().begin(), m_reader->channels().end(),
            [&, &own = name](const auto &recorded) {
                return recorded.second.name == own
                    && (recorded.second.kind == RecordedKind::float32
                        || recorded.second.kind == RecordedKind::bytes);
            });
        spec.rate = track.rate;
        if (!spec.binary && !spec.latestIsSnapshot) {
            track.state = ReplayState::of(name);
            spec.snapshot = track.state;
        }
        channels::Numbering begins;
        if (const auto it = first.find(name); it != first.end())
            begins.seq = it->second;
        made.push_back(spec.name);
        track.channel = m_hub.create(std::move(spec), std::move(begins));
    }
    return {};
}

Replayer::~Replayer()
{
    stop();
}

void Replayer::start()
{
    m_thread = std::thread([this] { run(); });
}

void Replayer::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

/// Whole microseconds, as messages are told apart by.
uint64_t Replayer::atSeconds(double seconds) const
{
    return (m_reader->contents().firstNanos / 1000 + static_cast<uint64_t>(seconds * 1e6)) * 1000;
}

double Replayer::secondsAt(uint64_t nanos) const
{
    const uint64_t first = m_reader->contents().firstNanos;
    return nanos > first ? static_cast<double>(nanos - first) / 1e9 : 0;
}

Replayer::Status Replayer::status() const
{
    const std::lock_guard lock(m_mutex);
    Status status = m_status;
    if (status.state == State::playing && !m_playing)
        status.state = State::paused;
    const uint64_t end = m_reader->contents().lastNanos;
    const uint64_t at = m_seek ? *m_seek : m_clock.at(steadyNow());
    status.position = secondsAt(std::min({at, m_to, end}));
    status.duration = secondsAt(end);
    status.from = secondsAt(m_from);
    status.to = secondsAt(std::min(m_to, end));
    status.speed = m_clock.speed();
    status.loop = m_loop;
    return status;
}

tl::expected<void, Replayer::Refusal> Replayer::check(const protocol::ReplayOrder &order) const
{
    const double end = secondsAt(m_reader->contents().lastNanos);
    const auto within = [&](double seconds) { return seconds >= 0 && seconds <= end; };
    std::string here = "must be seconds of the recording, which has ";
    protocol::appendJsonNumber(here, end);
    if (order.speed && *order.speed != 0 && !(*order.speed >= kSlowest && *order.speed <= kFastest))
        return tl::unexpected(Refusal {"must be 0 or from 0.1 to 100", "speed"});
    if (order.seek && !within(*order.seek))
        return tl::unexpected(Refusal {here, "seek"});
    if (order.from && !within(*order.from))
        return tl::unexpected(Refusal {here, "from"});
    if (order.to && !within(*order.to))
        return tl::unexpected(Refusal {here, "to"});
    if (order.from || order.to) {
        const double from = order.from ? *order.from : secondsAt(m_from);
        const double to = order.to && *order.to > 0 ? *order.to
            : order.to                              ? end
                                                    : std::min(secondsAt(m_to), end);
        const bool whole = from <= 0 && to >= end;
        if (!whole && to - from < kShortestPart)
            return tl::unexpected(Refusal {"must be 0.1 s later than `from`", "to"});
    }
    const bool pauses = order.play ? !*order.play : !m_playing;
    if (order.step && (!pauses || *order.step < 1 || *order.step > kMostSteps))
        return tl::unexpected(
            Refusal {"must be from 1 to 10000 publications, while it pauses", "step"});
    return {};
}

tl::expected<void, Replayer::Refusal> Replayer::order(const protocol::ReplayOrder &order)
{
    const std::lock_guard lock(m_mutex);
    if (auto sound = check(order); !sound)
        return sound;
    const int64_t now = steadyNow();
    if (order.speed)
        m_clock.setSpeed(*order.speed, now);
    if (order.loop)
        m_loop = *order.loop;
    if (order.from)
        m_from = atSeconds(*order.from);
    if (order.to)
        m_to = *order.to > 0 ? atSeconds(*order.to) : kToTheEnd;
    if (order.play)
        m_playing = *order.play;
    if (!m_playing)
        m_clock.pause(now);
    if (order.step)
        m_steps += *order.step;
    const uint64_t at = m_clock.at(now);
    if (order.seek)
        m_seek = atSeconds(*order.seek);
    else if (((order.from || order.to) && (at < m_from || at > m_to))
        || (m_status.state == State::ended && order.play && *order.play))
        m_seek = m_from;
    if (m_seek)
        m_steps = order.step.value_or(0); // those from there on
    m_wake.notify_all();
    return {};
}

std::vector<uint64_t> Replayer::sessions() const
{
    std::set<uint64_t> all;
    for (const auto &[name, track] : m_tracks) {
        for (const uint64_t session : track.channel->sessions(kMostSessions))
            all.insert(session);
    }
    return {all.begin(), all.end()};
}

bool Replayer::waitForReaders()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        lock.unlock();
        const bool there = m_options.waitFor == 0 || sessions().size() >= m_options.waitFor;
        lock.lock();
        if (m_stopping || there)
            return !m_stopping;
        m_wake.wait_for(lock, kLookAtReaders, [this] { return m_stopping; });
    }
}

void Replayer::run()
{
    pthread_setname_np(pthread_self(), "replay");
    const auto tell = [this](const std::string &sentence) {
        if (onEvent)
            onEvent(sentence);
    };
    if (!waitForReaders())
        return;
    for (;;) {
        uint64_t from = 0, before = 0;
        {
            const std::lock_guard lock(m_mutex);
            before = m_status.messages;
            from = m_seek ? *std::exchange(m_seek, std::nullopt) : m_from;
            m_status.state = State::playing;
        }
        tell("replaying " + m_options.file);
        const Turn turn = pass(from);
        if (turn == Turn::stopped)
            return;
        if (turn == Turn::moved)
            continue;
        {
            const std::lock_guard lock(m_mutex);
            // Where there is nothing to publish it would begin again for ever at once.
            if (m_loop && m_status.messages > before)
                continue;
            m_clock.pause(steadyNow());
            m_status.state = State::ended;
        }
        tell("the replay is finished: " + m_options.file);
        if (onEnd)
            onEnd(sessions());
        if (!waitForOrder())
            return;
    }
}

/// It has ended: until somebody wants to see some of it again.
bool Replayer::waitForOrder()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stopping || m_seek; });
    return !m_stopping;
}

/// Everybody who is there gets the state of the moment, under a new epoch.
void Replayer::restartChannels()
{
    for (auto &[name, track] : m_tracks)
        m_hub.restart(*track.channel, track.rate);
}

/// Makes every channel what it was at that moment. Returns the number of the chunk in which it
/// goes on.
size_t Replayer::moveTo(uint64_t from)
{
    for (auto &[name, track] : m_tracks) {
        if (track.state)
            track.state->clear();
        track.seq = 0;
    }
    const std::vector<McapChunk> &chunks = m_reader->contents().chunks;
    size_t at = 0;
    while (at < chunks.size() && chunks[at].lastNanos < from)
        ++at;
    const bool hasStates = std::any_of(m_tracks.begin(), m_tracks.end(), [](const auto &named) {
        return named.second.state || named.second.channel->spec().latestIsSnapshot;
    });
    size_t first = at;
    while (hasStates && first > 0 && at - first < kStatesChunks
        && chunks[first - 1].lastNanos + kStatesNanos >= from)
        --first;
    std::map<Track *, std::string> latest; // of those whose last publication is their state
    for (size_t i = first; i <= at && i < chunks.size(); ++i) {
        for (const RecordedMessage &message : m_reader->chunk(i)) {
            const auto found = m_byId.find(message.id);
            if (found == m_byId.end() || static_cast<uint64_t>(message.timeMicros) * 1000 >= from)
                continue;
            Track &track = *found->second;
            const bool isState = message.channel->kind == RecordedKind::snapshot;
            if (track.state && isState)
                track.state->load(message.data);
            else if (track.state)
                track.state->apply(message.data);
            else if (track.channel->spec().latestIsSnapshot)
                latest[&track] = message.data;
        }
    }
    bool isFirst = false;
    {
        const std::lock_guard lock(m_mutex);
        isFirst = m_status.passes++ == 0;
        m_clock.moveTo(from, steadyNow());
    }
    if (!isFirst)
        restartChannels();
    const channels::ChannelHub::Batch batch(m_hub);
    for (const auto &[track, data] : latest)
        m_hub.publish(*track->channel, data);
    return at;
}

/// Until that moment comes.
Replayer::Turn Replayer::waitUntil(
    uint64_t nanos, std::optional<channels::ChannelHub::Batch> &batch)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_stopping)
            return Turn::stopped;
        if (m_seek)
            return Turn::moved;
        const int64_t now = steadyNow();
        if (m_playing)
            m_clock.play(now);
        const bool steps = !m_playing && m_steps > 0;
        const std::optional<int64_t> due = steps ? now : m_clock.due(std::min(nanos, m_to), now);
        if (due && *due <= now && nanos > m_to)
            return Turn::finished;
        if (due && *due <= now) {
            m_status.lagMs = static_cast<double>(now - *due) / 1e6;
            if (steps)
                --m_steps;
            if (steps || m_clock.speed() <= 0)
                m_clock.moveTo(nanos, now);
            break;
        }
        if (batch) {
            lock.unlock();
            batch.reset(); // whoever reads gets what there is
            lock.lock();
        } else if (due) {
            m_wake.wait_until(
                lock, std::chrono::steady_clock::time_point(std::chrono::nanoseconds(*due)));
        } else {
            m_wake.wait(lock);
        }
    }
    lock.unlock();
    if (!batch)
        batch.emplace(m_hub);
    return Turn::goOn;
}

/// From that moment to the end of what is played.
Replayer::Turn Replayer::pass(uint64_t from)
{
    const size_t begin = moveTo(from);
    for (size_t i = begin; i < m_reader->contents().chunks.size(); ++i) {
        std::optional<channels::ChannelHub::Batch> batch;
        for (const RecordedMessage &message : m_reader->chunk(i)) {
            const uint64_t nanos = static_cast<uint64_t>(message.timeMicros) * 1000;
            if (i == begin && nanos < from)
                continue;
            if (isWire(message.channel->name))
                continue;
            if (message.channel->kind != RecordedKind::snapshot) {
                if (const Turn turn = waitUntil(nanos, batch); turn != Turn::goOn)
                    return turn;
            }
            publish(message);
        }
        const std::lock_guard lock(m_mutex);
        m_status.skipped = m_reader->skipped();
        if (m_stopping)
            return Turn::stopped;
    }
    return Turn::finished;
}

void Replayer::publish(const RecordedMessage &message)
{
    const auto it = m_byId.find(message.id);
    if (it == m_byId.end())
        return;
    Track &track = *it->second;
    ReplayState *state = track.state.get();
    switch (message.channel->kind) {
    case RecordedKind::snapshot: {
        // Where everything before it was replayed it says what is known already.
        std::string known;
        if (state)
            state->append(known);
        if (state && known.empty())
            state->load(message.data);
        return;
    }
    case RecordedKind::text:
        // What the recording has lost is not known of the state either, up to the next one.
        if (state && message.seq != track.seq + 1 && track.seq != 0)
            state->clear();
        track.seq = message.seq;
        m_hub.publish(*track.channel, message.data, message.key, [&](uint64_t) {
            if (state)
                state->apply(message.data);
        });
        break;
    case RecordedKind::float32: {
        std::vector<float> samples(message.data.size() / sizeof(float));
        std::memcpy(samples.data(), message.data.data(), message.data.size());
        m_hub.publishBlock(*track.channel, samples, message.block.lanes, message.block.timeMicros);
        break;
    }
    case RecordedKind::bytes:
        m_hub.publishBytes(*track.channel, message.data, false, message.block.timeMicros);
        break;
    }
    const std::lock_guard lock(m_mutex);
    ++m_status.messages;
}

void Replayer::append(protocol::JsonWriter &json) const
{
    const Status now = status();
    constexpr int kDecimals = 3;
    json.beginObject().key("file").string(m_options.file);
    json.key("state").string(replayStateName(now.state));
    json.key("position").number(now.position, kDecimals);
    json.key("duration").number(now.duration, kDecimals);
    json.key("from").number(now.from, kDecimals).key("to").number(now.to, kDecimals);
    json.key("speed").number(now.speed, kDecimals).key("loop").boolean(now.loop);
    json.key("messages").unsignedInteger(now.messages);
    json.key("passes").unsignedInteger(now.passes);
    json.key("skipped").unsignedInteger(now.skipped).endObject();
}

std::string_view replayStateName(Replayer::State state)
{
    constexpr std::string_view kNames[] = {"waiting", "playing", "paused", "ended"};
    return kNames[static_cast<size_t>(state)];
}

} // namespace wavetape::recording
