// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "channels/Presence.h"
#include "cluster/BrokerLine.h"
#include "cluster/Envelope.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::cluster {

/// Who reads a channel on which node, by a broker: only of channels that somebody somewhere asks
/// for. Who asks leaves the channel's name there for a while and reads twice a second what each
/// node says of it; a node says it, sealed, when the name is new, when readers came or left, and
/// now and then. What a node said holds as long as its name does (BrokerLine::kNodeMs), so a node
/// that died takes its readers with it.
///
/// Lives on the broker's thread, but for of() and knows().
class SharedPresence final : public channels::PresenceElsewhere {
public:
    static constexpr uint64_t kPatienceMs = 1'000; ///< of who asks
    static constexpr size_t kMostAsked = 4'096; ///< here
    static constexpr std::string_view kPlace = "/presence"; ///< an epoch that no channel has

    /// `node`: this one's name. All outlive it.
    SharedPresence(
        channels::ChannelHub &hub, BrokerLine &line, const EnvelopeSeal &seal, std::string node);

    std::shared_ptr<const Nodes> of(std::string_view channel) const override; ///< any thread
    const std::string &node() const override { return m_node; }
    /// Any thread. Is it known who reads `channel`? Keeps it so for half a minute at least.
    bool knows(std::string_view channel, uint64_t nowMs);

    /// Asks, and calls `then` once: when all nodes have said, or after a second.
    void ask(const std::string &channel, std::function<void()> then, uint64_t nowMs);
    void onUp();
    void onDown();
    void onAsked(const std::string &channel);
    void tick(uint64_t nowMs);

private:
    struct Known {
        std::shared_ptr<const Nodes> nodes;
        bool answered = false;
        uint64_t wantedMs = 0;
    };
    struct Asked {
        bool asking = false;
        bool silent = true; ///< a node has said nothing yet
        uint64_t askedMs = 0, answeredMs = 0;
        std::vector<std::pair<uint64_t, std::function<void()>>> waiters; ///< due, what then
    };
    struct Said {
        uint32_t channel = 0; ///< its number in the hub; 0: there was none
        uint64_t changes = 0; ///< of its subscribers
        uint64_t atMs = 0;
    };

    void question(const std::vector<std::string> &channels);
    void onAnswer(const std::string &channel, const BrokerLine::Said &said);
    void say(const std::string &channel);
    void set(const std::string &channel, Nodes nodes);
    void letGo(const std::vector<std::string> &channels);

    channels::ChannelHub &m_hub;
    BrokerLine &m_line;
    const EnvelopeSeal &m_seal;
    const std::string m_node;

    mutable std::mutex m_mutex; ///< of m_known, which any thread reads
    std::map<std::string, Known, std::less<>> m_known;
    std::map<std::string, Asked, std::less<>> m_asked; ///< the same names
    std::map<std::string, Said, std::less<>> m_said; ///< what this node was asked for
    uint64_t m_number = 0;
    uint64_t m_nowMs = 0, m_lookedMs = 0;
};

} // namespace wavetape::cluster
