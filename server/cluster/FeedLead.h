// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clock/Clock.h"
#include "cluster/BrokerLine.h"
#include "cluster/Envelope.h"
#include "cluster/FeedLease.h"
#include "cluster/FeedReading.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace wavetape::cluster {

/// This node's part in the feed that all nodes publish: the lease at a broker, checkpoints there
/// and back. tick() and onDown() are the broker's thread's, the rest any thread's.
class FeedLead {
public:
    /// `node`: this one's name. `note`: something to be told to people. All outlive it.
    FeedLead(BrokerLine &line, std::string cluster, std::string key, std::string node,
        const clock::Clock &clock, std::function<void(const std::string &sentence)> note);

    /// This node has a feed; it begins now.
    void begin();
    /// Waits until it is known whose feed it is. False: not in time, or the broker is away.
    bool settled(std::chrono::milliseconds patience);

    int64_t reach(int64_t steadyMicros);
    /// A checkpoint that the feed is to go on from; took() follows.
    std::string takeBeginning();
    void took(const std::string &problem);
    bool wantsCheckpoint();
    void keep(std::string checkpoint);

    FeedReading reading();

    void tick();
    void onDown();

private:
    void ask(const FeedBeat &beat);
    void onAnswer(const std::optional<BrokerLine::Led> &led);
    void fetch(const std::string &life);
    void onFetched(
        const std::string &life, const std::optional<std::vector<std::string>> &envelopes);
    void store(const std::string &checkpoint);
    int64_t now() const { return m_clock.steadyMicros(); }

    BrokerLine &m_line;
    const EnvelopeSeal m_seal;
    const std::string m_node;
    const clock::Clock &m_clock;
    const std::function<void(const std::string &)> m_note;

    std::mutex m_mutex; ///< of what follows
    std::condition_variable m_known;
    std::optional<FeedLease> m_lease; ///< null: this node has no feed
    std::string m_leader; ///< of this node's life
    std::string m_heard; ///< whose beat was the newest
    bool m_answered = false; ///< the lease is this node's, or another's of the same life
    bool m_led = false; ///< as last told to people
    std::string m_beginning, m_beginningLife; ///< to be taken; being taken
    std::string m_kept; ///< a checkpoint to be stored
    bool m_wantsCheckpoint = false, m_fetching = false;
    int64_t m_storedAt = 0;
    uint64_t m_changes = 0; ///< of the leader
    size_t m_checkpointBytes = 0;
};

} // namespace wavetape::cluster
