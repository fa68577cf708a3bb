// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/History.h"
#include "cluster/Broker.h"
#include "cluster/FeedLease.h"
#include "cluster/Resequencer.h"

#include <tl/expected.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using uv_loop_t = struct uv_loop_s;

namespace wavetape::cluster {

struct BrokerUrl;

/// A node's line to a broker, and all that the broker is asked: it comes again when it is lost, it
/// has the node's name among the others, and a probe goes round by the node's own subject, because
/// a broker that hangs closes nothing. What each kind of broker does to answer is in RedisLine and
/// NatsLine. Lives on one loop's thread, but for isUp().
class BrokerLine {
public:
    static constexpr uint64_t kNodeMs = 6'000; ///< after which a silent node is forgotten
    static constexpr unsigned kSetupMs = 2'000; ///< from connect to ready
    static constexpr size_t kAskedAtOnce = 64; ///< channels of one question (ask())

    struct Identity {
        std::string cluster, node;
        std::string proof; ///< what only a node with the cluster's key can say
        channels::HistoryLimits history; ///< that the broker keeps of each channel
    };
    struct Events {
        std::function<void()> up; ///< nothing is subscribed yet
        std::function<void()> down; ///< what was asked has been answered with null
        /// What the first attempt has come to; once. An error: coming again cannot help.
        std::function<void(tl::expected<void, std::string> result)> decided;
        std::function<void(const std::string &sentence)> note; ///< something to be told to people
        std::function<std::string()> status; ///< what the node says of itself (NodeTable)
        /// From here on nothing is missed that an answer to what is asked now does not tell of.
        std::function<void(const std::string &channel)> subscribed;
        std::function<void(const std::string &prefix)> prefixSubscribed;
        std::function<void(std::string_view channel, Arrival arrival)> arrived;
        std::function<void()> garbled; ///< something that names no number
        std::function<void(const std::string &channel)> asked; ///< SharedPresence, anew
    };
    /// `answer` of what is asked below: null where the line was lost, or the broker cannot.
    template <typename Value>
    using Answer = std::function<void(std::optional<Value> value)>;

    virtual ~BrokerLine() = default;
    BrokerLine(const BrokerLine &) = delete;
    BrokerLine &operator=(const BrokerLine &) = delete;

    bool isUp() const { return m_up.load(std::memory_order_acquire); } ///< any thread
    /// It may be up in a moment.
    bool isOpening() const { return m_opening; }
    /// Why it is not; one sentence.
    const std::string &trouble() const { return m_trouble; }
    uint64_t losses() const { return m_losses; }
    /// How long the newest probe took to go round; 0: none has.
    double probeMs() const { return m_probeMs; }
    /// This node's life, which no other has.
    const std::string &life() const { return m_life; }

    /// Many times a second.
    void tick(uint64_t nowMs);
    /// Ends it: the name is given back. close() in a moment.
    void leave();
    void close();

    // Pre of all that follows: isUp().

    // Channels.
    struct Publication {
        std::string_view channel;
        std::string_view key; ///< Outgoing::key
        std::string_view envelope;
        protocol::StreamPosition position; ///< that the envelope names
    };
    enum class Numbering : uint8_t {
        numbered,
        repeated, ///< the key was known; this is the first one's position
        stands, ///< it is not the turn of that number: the channel stands there
        tooLarge,
    };
    struct Numbered {
        Numbering what;
        protocol::StreamPosition position;
    };
    /// Numbers, stores and sends one publication, where it is its number's turn.
    virtual void publish(const Publication &publication, Answer<Numbered> answer) = 0;
    /// What the channel has that is newer than `known`; a numbering that has fallen behind it, or
    /// that there is none of, begins anew.
    virtual void read(
        const std::string &channel, const protocol::StreamPosition &known, Answer<Stock> answer)
        = 0;
    /// Where it stands. `unborn`: nobody has published on it, and it is still wanted.
    virtual void stand(
        const std::string &channel, bool unborn, Answer<protocol::StreamPosition> answer)
        = 0;
    virtual void subscribe(const std::string &channel) = 0;
    /// `unborn`: nobody has published on it, as far as is known here.
    virtual void unsubscribe(const std::string &channel, bool unborn) = 0;
    virtual void subscribePrefix(const std::string &prefix) = 0;
    virtual void unsubscribePrefix(const std::string &prefix) = 0;
    /// What clients have published on whose name begins with `prefix`: at most `most`, by name.
    virtual void knownChannels(const std::string &prefix, size_t most, Answer<KnownChannels> answer)
        = 0;

    // Nodes, and who reads a channel on them.
    /// What the nodes say of themselves that are there.
    virtual void nodes(Answer<std::vector<std::string>> answer) = 0;
    struct Said {
        uint64_t silent = 0; ///< nodes that have said nothing
        std::vector<std::string> envelopes; ///< of those that are there
    };
    /// Who reads `channels`, kAskedAtOnce at most, elsewhere; from now on that is wanted, for a
    /// while.
    virtual void ask(const std::vector<std::string> &channels, Answer<std::vector<Said>> answer)
        = 0;
    /// The channels of which some node wants to know it.
    virtual void asked(Answer<std::vector<std::string>> answer) = 0;
    /// Who reads it here, sealed.
    virtual void say(const std::string &channel, const std::string &envelope) = 0;

    // The feed.
    struct Led {
        BeatAnswer answer;
        std::string envelope; ///< of the newest beat, where it is not this one
        int64_t ageMicros = 0; ///< of that
    };
    /// A beat that this node would give, and `envelope`, which is it sealed. Taken where nobody
    /// else has the lease and it is the one that follows the newest. Without a checkpoint to go on
    /// from, what a leader said that is gone binds nobody.
    virtual void lead(const FeedBeat &beat, const std::string &envelope, Answer<Led> answer) = 0;
    /// Left where this node leads `life`. The one before stays, so that who goes on from it has a
    /// minute's history.
    virtual void storeCheckpoint(const std::string &life, const std::string &envelope) = 0;
    /// The one before the newest, and the newest; what is not there is empty.
    virtual void checkpoints(Answer<std::vector<std::string>> answer) = 0;

    /// The broker said that it cannot do what was asked.
    void complain(std::string_view sentence) { m_trouble = sentence; }

protected:
    static constexpr uint64_t kLeaseMs = FeedLease::kLease / 1000;
    static constexpr uint64_t kBeatMs = 60'000; ///< after which nobody need go on with a life
    static constexpr uint64_t kCheckpointMs = 180'000;
    static constexpr uint64_t kProofMs = 60'000;
    static constexpr uint64_t kAskedMs = 15'000; ///< what is asked for counts
    static constexpr uint64_t kSaidMs = 60'000; ///< what a node said counts

    /// `place`: of the broker, as it may be shown.
    BrokerLine(std::string place, Identity identity, Events events);

    // What a kind of broker does.
    virtual void connect() = 0; ///< begin() or lose() follows
    virtual void disconnect() = 0; ///< what was asked is answered with null
    virtual void probe() = 0; ///< echoed() follows
    virtual void present() = 0; ///< says that the node is there, once a second
    virtual void farewell() = 0;
    virtual void onTick() { } ///< whether it is up or not

    void begin();
    /// `fatal`: coming again cannot help.
    void lose(const std::string &sentence, bool fatal);
    /// Somebody of that name is there: it is this node, before it was killed, or another one.
    void loseName(bool fatal);
    /// Whether it is there is being found out, which may take longer than who starts waits else.
    void waitForName() { m_nameTaken = true; }
    void echoed();
    std::string sentenceOfKey() const;
    /// Whose the name is, as the broker has just said; people are told where that has changed.
    void noteName(bool ours);

    const std::string m_place;
    const Identity m_identity;
    const std::string m_life;
    const Events m_events;
    uint64_t m_nowMs = 0, m_startedMs = 0;

private:
    void decide(tl::expected<void, std::string> result);

    std::atomic<bool> m_up {false};
    bool m_opening = false, m_leaving = false, m_everUp = false, m_decided = false,
         m_nameTaken = false, m_nameShared = false;
    uint64_t m_openAtMs = 0, m_pauseMs;
    uint64_t m_probedMs = 0, m_echoedMs = 0, m_presentMs = 0;
    uint64_t m_losses = 0;
    uint64_t m_probedNanos = 0; ///< when the probe that is under way left; 0: none is
    double m_probeMs = 0;
    std::string m_trouble;
};

/// What nobody else draws: an epoch, a life.
std::string drawnName();

} // namespace wavetape::cluster
