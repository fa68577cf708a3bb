// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerLine.h"
#include "cluster/JetStream.h"
#include "cluster/NatsNames.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace wavetape::cluster {

/// Who leads the feed, at a JetStream: the newest beat is one message, and the next is taken where
/// that one still is the newest. It says who has the lease. A server tells no time of its own, so
/// the lease is over where no other beat has been seen for as long as it lasts, by the clock of who
/// would have it: never sooner than its owner thinks. Checkpoints are cut into what a message
/// takes; a beat names those that count, so what a stale leader leaves is nobody's. Lives on the
/// line's thread.
class NatsFeed {
public:
    struct Terms {
        std::string node; ///< the life of this line
        uint64_t leaseMs, beatMs, checkpointMs; ///< BrokerLine's
    };

    /// All outlive it.
    NatsFeed(NatsConnection &connection, JetStream &jetStream, const NatsNames &names, Terms terms);

    JetStream::Stream stream() const;

    // As BrokerLine's.
    void lead(const FeedBeat &beat, const std::string &envelope,
        BrokerLine::Answer<BrokerLine::Led> answer);
    void storeCheckpoint(const std::string &life, const std::string &envelope);
    void checkpoints(BrokerLine::Answer<std::vector<std::string>> answer);

    void begin();
    /// The lease is given back.
    void leave();
    /// The connection is over.
    void close();

private:
    /// The newest, as it is there.
    struct Beat {
        uint64_t sequence = 0;
        std::string holder; ///< life of the node that has the lease; empty: nobody
        std::string life;
        uint64_t number = 0;
        std::string newer, older; ///< checkpoints: `<name> <messages>`; empty: none
        std::string envelope;
        uint64_t seenMicros = 0;
    };
    void decide(const FeedBeat &beat, const std::string &envelope,
        const BrokerLine::Answer<BrokerLine::Led> &answer);
    void see(uint64_t sequence, std::string_view headers, std::string_view envelope);
    void load(std::function<void(bool answered)> then);
    void give(
        const Beat &beat, uint64_t expected, std::function<void(const JetStream::Put &)> then);
    void fetch(const std::string &checkpoint, std::function<void(std::string envelope)> then);

    NatsConnection &m_connection;
    JetStream &m_jetStream;
    const NatsNames &m_names;
    const Terms m_terms;
    bool m_loaded = false;
    std::optional<Beat> m_beat; ///< null: there is none, where loaded
    std::string m_kept, m_keptLife; ///< a checkpoint that the next beat names
};

} // namespace wavetape::cluster
