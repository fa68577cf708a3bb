// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "channels/Witness.h"
#include "recording/RecordingTape.h"

#include <tl/expected.hpp>

#include <array>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

namespace wavetape::recording {

struct RecorderOptions {
    std::string file; ///< of the first recording; empty: there is none to record into
    uint64_t waitingBytes = 16 << 20; ///< publications that wait to be written
    uint64_t fileBytes = 1 << 30; ///< then the next file begins
    std::map<std::string, std::string> about; ///< metadata of each file
};

/// Records what is published on every channel but `sys.` and `presence.`. Whoever publishes leaves
/// a reference and goes on; a thread of its own writes. Where that does not come along (a slow
/// disk), what finds no room is left out, counted and announced; nothing else waits for it.
class Recorder final : public channels::Witness {
public:
    /// `hub` must outlive this, and this whoever publishes.
    Recorder(channels::ChannelHub &hub, RecorderOptions options);
    ~Recorder() override;

    /// Told what happens to the recording, for people; on the recorder's thread or the caller's.
    /// Before start().
    std::function<void(const std::string &sentence)> onEvent;

    /// Begins a recording, in a file of its own; the error is one sentence. Nothing where one runs.
    /// Any thread.
    tl::expected<void, std::string> start();
    /// Ends it, soon: the file gets its summary on the recorder's thread. Nothing where none runs.
    /// Any thread.
    void stop();
    /// stop(), and waits until the file is whole.
    void finish();

    struct Status {
        bool recording = false;
        bool failing = false; ///< what is written does not get into the file
        std::string file;
        uint64_t messages = 0; ///< in files, of this and earlier recordings
        uint64_t bytes = 0;
        uint64_t dropped = 0; ///< left out: no room to wait, or it could not be written
    };
    Status status() const;

    bool wants(const channels::ChannelSpec &spec) const override;
    void onState(const channels::ChannelRef &channel, const protocol::StreamPosition &position,
        std::string snapshot) override;
    void onPublication(const channels::PublicationRef &publication) override;

private:
    struct State {
        std::shared_ptr<channels::Channel> channel;
        protocol::StreamPosition position;
        int64_t timeMicros = 0;
        std::string snapshot;
    };
    using Item = std::variant<channels::PublicationRef, State>;
    /// What the thread knows of a channel.
    struct Known {
        std::weak_ptr<channels::Channel> channel; ///< may be removed before its messages' turn
        std::string name;
        double rate = 0;
        std::string epoch; ///< of `numbers`
        std::array<uint16_t, kRecordedKinds> numbers {}; ///< in the file, by kind; 0: none yet
        uint64_t seq = 0, stateSeq = 0; ///< the last that was recorded
        bool hasState = false;
    };

    void run(RecordingTape tape);
    void endRecording();
    bool turn(RecordingTape &tape);
    void take(RecordingTape &tape, Item &item);
    void record(RecordingTape &tape, Known &known, RecordedKind kind, std::string_view epoch,
        const RecordingTape::Entry &entry);
    void askForStates();
    void write(RecordingTape &tape, bool finish);
    bool nextTape(RecordingTape &tape);
    RecordingTape newTape(RecordingFile file) const;
    void tell(const std::string &sentence) const;

    channels::ChannelHub &m_hub;
    const RecorderOptions m_options;
    std::mutex m_control; ///< one of start(), stop(), finish() at a time
    std::thread m_thread;

    mutable std::mutex m_mutex; ///< of what follows
    std::condition_variable m_wake;
    std::vector<Item> m_waiting;
    uint64_t m_waitingBytes = 0;
    uint64_t m_droppedWaiting = 0; ///< that are not announced yet
    bool m_accepting = false, m_stopping = false;
    Status m_status;

    // The thread's own.
    std::vector<Item> m_batch;
    std::unordered_map<uint32_t, Known> m_known; ///< by channel
    std::vector<uint32_t> m_toAsk; ///< for their state, in this round
    uint64_t m_written = 0, m_writtenBytes = 0; ///< of tapes that are full
    unsigned m_rounds = 0;
    int64_t m_roundNanos = 0, m_syncNanos = 0, m_toldNanos = 0;
    std::string m_scratch;
};

} // namespace wavetape::recording
