// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Recorder.h"

#include "protocol/BinaryHeader.h"
#include "protocol/Cdr.h"
#include "protocol/ChannelFamily.h"

#include <algorithm>
#include <chrono>
#include <pthread.h>
#include <utility>

namespace wavetape::recording {

namespace {
constexpr auto kTurn = std::chrono::milliseconds(50);
constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kRound = 10 * kSecond; // in which every channel's state is asked for once
constexpr unsigned kQuietRounds = 6;
constexpr int64_t kSync = 5 * kSecond;
constexpr int64_t kTold = 10 * kSecond; // losses are announced so often at most
} // namespace

Recorder::Recorder(channels::ChannelHub &hub, RecorderOptions options)
    : m_hub(hub)
    , m_options(std::move(options))
{
}

Recorder::~Recorder()
{
    finish();
}

void Recorder::tell(const std::string &sentence) const
{
    if (onEvent)
        onEvent(sentence);
}

RecordingTape Recorder::newTape(RecordingFile file) const
{
    std::map<std::string, std::string> about = m_options.about;
    about.insert_or_assign("startedMs", std::to_string(m_hub.clock().wallMs()));
    return {std::move(file), m_options.fileBytes, about};
}

tl::expected<void, std::string> Recorder::start()
{
    const std::lock_guard control(m_control);
    {
        const std::lock_guard lock(m_mutex);
        if (m_status.recording)
            return m_stopping ? tl::unexpected(
                       std::string("the recording before it is still being ended; ask again"))
                              : tl::expected<void, std::string>();
    }
    if (m_options.file.empty())
        return tl::unexpected(
            std::string("the server was started without a file to record into (--record FILE)"));
    auto file = RecordingFile::create(m_options.file);
    if (!file)
        return tl::unexpected("cannot record: " + file.error());
    if (m_thread.joinable())
        m_thread.join(); // has ended
    const std::string path = file->path();
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = false;
        m_accepting = true;
        m_status.recording = true;
        m_status.failing = false;
        m_status.file = path;
    }
    m_known.clear();
    m_toAsk.clear();
    m_roundNanos = m_syncNanos = m_hub.clock().steadyNanos();
    tell("recording into " + path);
    m_hub.watch(*this);
    m_thread
        = std::thread([this, tape = newTape(std::move(*file))]() mutable { run(std::move(tape)); });
    return {};
}

void Recorder::stop()
{
    const std::lock_guard control(m_control);
    endRecording();
}

void Recorder::finish()
{
    const std::lock_guard control(m_control);
    endRecording();
    if (m_thread.joinable())
        m_thread.join();
}

void Recorder::endRecording()
{
    m_hub.unwatch();
    const std::lock_guard lock(m_mutex);
    m_accepting = false;
    m_stopping = true;
    m_wake.notify_all();
}

Recorder::Status Recorder::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

bool Recorder::wants(const channels::ChannelSpec &spec) const
{
    // Of what only administrators see: the frames that one of them has asked for.
    if (isWire(spec.name))
        return true;
    return spec.listed && !spec.adminOnly && !spec.name.starts_with(protocol::kPresenceFamily);
}

void Recorder::onState(const channels::ChannelRef &channel,
    const protocol::StreamPosition &position, std::string snapshot)
{
    // Not held against the room: it comes when the recorder asks for it.
    const int64_t now = m_hub.clock().wallMicros();
    const std::lock_guard lock(m_mutex);
    if (m_accepting)
        m_waiting.emplace_back(State {channel, position, now, std::move(snapshot)});
}

void Recorder::onPublication(const channels::PublicationRef &publication)
{
    const uint64_t size = publication->message->size() + sizeof(channels::Publication);
    const std::lock_guard lock(m_mutex);
    if (!m_accepting)
        return;
    if (m_waitingBytes + size > m_options.waitingBytes) {
        ++m_status.dropped;
        ++m_droppedWaiting;
        return;
    }
    const bool half = m_waitingBytes < m_options.waitingBytes / 2
        && m_waitingBytes + size >= m_options.waitingBytes / 2;
    m_waitingBytes += size;
    m_waiting.emplace_back(publication);
    if (half)
        m_wake.notify_one(); // else the turn comes soon enough
}

void Recorder::run(RecordingTape tape)
{
    pthread_setname_np(pthread_self(), "recorder");
    write(tape, false); // so that a file is one from the start
    while (turn(tape)) { }
    write(tape, true);
    tell("the recording ended: " + tape.file().path());
    const std::lock_guard lock(m_mutex);
    m_status.recording = false;
}

bool Recorder::turn(RecordingTape &tape)
{
    bool goOn = true;
    uint64_t dropped = 0;
    const int64_t now = m_hub.clock().steadyNanos();
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, kTurn,
            [&] { return m_stopping || m_waitingBytes >= m_options.waitingBytes / 2; });
        m_batch.swap(m_waiting);
        m_waitingBytes = 0;
        goOn = !m_stopping;
        if (m_droppedWaiting > 0 && (now - m_toldNanos >= kTold || !goOn))
            dropped = std::exchange(m_droppedWaiting, 0);
    }
    if (dropped > 0) {
        m_toldNanos = now;
        tell("the recording does not come along: " + std::to_string(dropped)
            + " publications are not in it");
    }
    for (Item &item : m_batch) {
        take(tape, item);
        item = channels::PublicationRef(); // what was recorded is held no longer
        if (tape.due(m_hub.clock().steadyNanos()))
            write(tape, false);
    }
    m_batch.clear();
    if (tape.due(now))
        write(tape, false);
    if (goOn && tape.file().vanished()) {
        const std::string gone = tape.file().path();
        if (nextTape(tape))
            tell(gone + " is no longer there: the recording goes on in " + tape.file().path());
    } else if (goOn && tape.full()) {
        write(tape, true);
        nextTape(tape);
    }
    if (goOn)
        askForStates();
    if (now - m_syncNanos >= kSync) {
        m_syncNanos = now;
        static_cast<void>(tape.file().sync()); // what fails is told by the next write
    }
    return goOn;
}

void Recorder::take(RecordingTape &tape, Item &item)
{
    if (auto *state = std::get_if<State>(&item)) {
        Known &known = m_known[state->channel->id()];
        known.channel = state->channel;
        known.name = state->channel->name();
        known.rate = state->channel->rate();
        known.hasState = state->channel->hasSnapshot();
        if (known.seq < state->position.seq)
            known.seq = state->position.seq;
        known.stateSeq = state->position.seq;
        if (state->snapshot.empty())
            return;
        record(tape, known, RecordedKind::snapshot, state->position.epoch,
            {state->position.seq, 0, state->timeMicros, state->snapshot, {}});
        return;
    }
    const auto &publication = *std::get<channels::PublicationRef>(item);
    const auto it = m_known.find(publication.channelId);
    if (it == m_known.end())
        return; // of a recording before this one
    it->second.seq = publication.seq;
    RecordingTape::Entry entry {publication.seq, publication.key, publication.timeMicros, {}, {}};
    if (publication.message->opcode() == websocket::Opcode::text) {
        entry.head = publication.data();
        record(tape, it->second, RecordedKind::text, *publication.epoch, entry);
        return;
    }
    const std::string_view payload = publication.message->payload();
    const auto header = protocol::BinaryHeader::read(payload);
    if (!header)
        return;
    const auto channel = it->second.channel.lock();
    const protocol::CdrBlock block {header->kind, header->timeMicros,
        channel ? channel->rate() : it->second.rate, header->lanes,
        payload.substr(protocol::BinaryHeader::kSize)};
    m_scratch.clear();
    protocol::appendCdrHead(m_scratch, block);
    entry.head = m_scratch;
    entry.tail = block.payload;
    record(tape, it->second,
        block.kind == protocol::BlockKind::float32 ? RecordedKind::float32 : RecordedKind::bytes,
        *publication.epoch, entry);
}

void Recorder::record(RecordingTape &tape, Known &known, RecordedKind kind, std::string_view epoch,
    const RecordingTape::Entry &entry)
{
    if (known.epoch != epoch) {
        known.epoch = epoch;
        known.numbers = {};
    }
    uint16_t &number = known.numbers[static_cast<size_t>(kind)];
    const auto lose = [this] {
        const std::lock_guard lock(m_mutex);
        ++m_status.dropped;
        ++m_droppedWaiting;
    };
    if (number == 0) {
        const auto channel = known.channel.lock();
        const RecordedChannel about {
            known.name, kind, std::string(epoch), channel ? channel->rate() : known.rate};
        auto made = tape.channel(about);
        if (!made) { // the file counts channels by 16 bits
            write(tape, true);
            if (!nextTape(tape) || !(made = tape.channel(about)))
                return lose();
        }
        number = *made;
    }
    if (!tape.add(number, entry, m_hub.clock().steadyNanos()))
        lose();
}

/// Each channel's state once a round, spread over it: where a replay can begin.
void Recorder::askForStates()
{
    const int64_t now = m_hub.clock().steadyNanos();
    if (m_toAsk.empty() && now - m_roundNanos >= kRound) {
        m_roundNanos = now;
        ++m_rounds;
        for (auto it = m_known.begin(); it != m_known.end();) {
            if (it->second.channel.expired()) {
                it = m_known.erase(it);
                continue;
            }
            if (it->second.hasState)
                m_toAsk.push_back(it->first);
            ++it;
        }
    }
    constexpr size_t kTurns = kRound / 1'000'000 / kTurn.count();
    for (size_t left = m_toAsk.size() / kTurns + 1; left > 0 && !m_toAsk.empty(); --left) {
        const auto it = m_known.find(m_toAsk.back());
        m_toAsk.pop_back();
        // Where nothing happened it is not said so often.
        if (it == m_known.end()
            || (it->second.seq == it->second.stateSeq && m_rounds % kQuietRounds != 0))
            continue;
        if (const auto channel = it->second.channel.lock())
            m_hub.tellState(*channel);
    }
}

void Recorder::write(RecordingTape &tape, bool finish)
{
    const RecordingTape::Written written = tape.write(finish);
    bool began = false;
    bool works = false;
    {
        const std::lock_guard lock(m_mutex);
        began = !written.problem.empty() && !m_status.failing;
        works = written.problem.empty() && m_status.failing;
        m_status.failing = !written.problem.empty();
        m_status.dropped += written.lost;
        m_status.messages = m_written + tape.messages();
        m_status.bytes = m_writtenBytes + tape.file().size();
    }
    if (began)
        tell("the recording cannot be written: " + written.problem);
    if (works)
        tell("the recording is written again: " + tape.file().path());
}

/// Goes on in the next file, from the state of every channel. False where there is none to be had.
bool Recorder::nextTape(RecordingTape &tape)
{
    auto file = RecordingFile::create(m_options.file);
    if (!file) {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_status.failing, true))
            return false;
    }
    if (!file) {
        tell("the recording cannot be written: " + file.error());
        return false;
    }
    m_written += tape.messages();
    m_writtenBytes += tape.file().size();
    tape = newTape(std::move(*file));
    m_toAsk.clear();
    for (auto &[id, known] : m_known) {
        known.numbers = {};
        known.stateSeq = known.seq + 1; // whatever it was, it is not in this file
        if (known.hasState)
            m_toAsk.push_back(id);
    }
    write(tape, false);
    const std::lock_guard lock(m_mutex);
    m_status.file = tape.file().path();
    return true;
}

} // namespace wavetape::recording
