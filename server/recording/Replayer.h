// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "protocol/Command.h"
#include "recording/RecordingReader.h"
#include "recording/ReplayClock.h"
#include "recording/ReplayState.h"

#include <tl/expected.hpp>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wavetape::protocol {
class JsonWriter;
}

namespace wavetape::recording {

struct ReplayOptions {
    std::string file;
    double speed = 1; ///< recorded seconds per second; 0: as fast as it goes
    bool loop = false;
    double fromSeconds = 0; ///< into the recording
    bool inPlace = true; ///< on the channels' own names; else under `replay.`
    unsigned waitFor = 0; ///< connections that have subscribed, before it begins
};

/// Publishes a recording again: every publication's bytes in the recorded order, at the recorded
/// times. Each pass, and what follows a jump, is a numbering (epoch) of its own, the first one from
/// the recorded number on; who is there or joins late gets the state of that moment. A thread of
/// its own.
class Replayer {
public:
    /// Opens the file and creates its channels on `hub`, which must outlive this. The error is one
    /// sentence; then there are none.
    static tl::expected<std::unique_ptr<Replayer>, std::string> open(
        channels::ChannelHub &hub, ReplayOptions options);
    ~Replayer();
    Replayer(const Replayer &) = delete;
    Replayer &operator=(const Replayer &) = delete;

    /// Told what happens, for people; on the replay's thread. Before start().
    std::function<void(const std::string &sentence)> onEvent;
    /// The last pass is over: whose connections have subscribed to its channels. On the replay's
    /// thread. Before start().
    std::function<void(const std::vector<uint64_t> &sessions)> onEnd;

    void start();
    void stop();

    struct Refusal {
        std::string message;
        std::string member; ///< of the order, that is wrong
    };
    /// Steers it, also once it has ended: then `play` and `seek` begin anew. All of the order or
    /// nothing of it is done. Any thread.
    tl::expected<void, Refusal> order(const protocol::ReplayOrder &order);

    enum class State : uint8_t { waiting, playing, paused, ended };
    struct Status {
        State state = State::waiting;
        double position = 0, duration = 0; ///< seconds of the recording
        double from = 0, to = 0; ///< the part that is played, s
        double speed = 1; ///< 0: as fast as it goes
        bool loop = false;
        uint64_t messages = 0; ///< published, in all passes
        uint64_t passes = 0; ///< that have begun, and jumps
        uint64_t skipped = 0; ///< that could not be published
        double lagMs = 0; ///< behind its own time
    };
    Status status() const;
    /// The same, and the file, as an object of JSON: in `sys.stats`, and to who steers it.
    void append(protocol::JsonWriter &json) const;

private:
    struct Track {
        channels::ChannelRef channel;
        std::shared_ptr<ReplayState> state; ///< null: it has none, or the last publication is it
        double rate = 0;
        uint64_t seq = 0; ///< the last that was published, as it was recorded
    };
    static constexpr uint64_t kToTheEnd = ~uint64_t {0};
    /// What comes of waiting for a moment, and of a pass.
    enum class Turn : uint8_t { goOn, finished, moved, stopped };

    Replayer(
        channels::ChannelHub &hub, ReplayOptions options, std::unique_ptr<RecordingReader> reader)
        : m_hub(hub)
        , m_options(std::move(options))
        , m_reader(std::move(reader))
        , m_clock(m_options.speed)
        , m_loop(m_options.loop)
    {
    }
    tl::expected<void, std::string> createChannels();
    uint64_t atSeconds(double seconds) const;
    double secondsAt(uint64_t nanos) const;
    tl::expected<void, Refusal> check(const protocol::ReplayOrder &order) const;
    void run();
    bool waitForReaders();
    bool waitForOrder();
    Turn pass(uint64_t from);
    size_t moveTo(uint64_t from);
    void restartChannels();
    Turn waitUntil(uint64_t nanos, std::optional<channels::ChannelHub::Batch> &batch);
    void publish(const RecordedMessage &message);
    std::vector<uint64_t> sessions() const;

    channels::ChannelHub &m_hub;
    const ReplayOptions m_options;
    const std::unique_ptr<RecordingReader> m_reader;
    std::unordered_map<uint16_t, Track *> m_byId; ///< of a channel in the file
    std::map<std::string, Track> m_tracks; ///< by its name there
    std::thread m_thread;

    mutable std::mutex m_mutex; ///< of what follows
    std::condition_variable m_wake;
    bool m_stopping = false;
    ReplayClock m_clock;
    bool m_playing = true; ///< else it pauses
    bool m_loop;
    uint64_t m_from = 0, m_to = kToTheEnd; ///< the part that is played, recorded time
    uint64_t m_steps = 0; ///< publications that are still to come though it pauses
    std::optional<uint64_t> m_seek; ///< recorded time
    Status m_status;
};

std::string_view replayStateName(Replayer::State state);

} // namespace wavetape::recording
