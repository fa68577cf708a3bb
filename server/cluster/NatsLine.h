// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerLine.h"
#include "cluster/JetStream.h"
#include "cluster/NatsChannels.h"
#include "cluster/NatsConnection.h"
#include "cluster/NatsFeed.h"
#include "cluster/NatsNames.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::cluster {

/// A NATS 2.9 or newer with JetStream: one connection, three streams, which the first node makes.
/// A node's name is a message that is stored again every second where the node's own is still the
/// newest; all nodes hear of it, and so know who is there. Who reads a channel is said to all who
/// asked for it, and stored nowhere.
class NatsLine final : public BrokerLine {
public:
    /// All outlive it.
    NatsLine(uv_loop_t &loop, const BrokerUrl &url, Identity identity, Events events);

    void publish(const Publication &publication, Answer<Numbered> answer) override;
    void read(const std::string &channel, const protocol::StreamPosition &known,
        Answer<Stock> answer) override;
    void stand(
        const std::string &channel, bool unborn, Answer<protocol::StreamPosition> answer) override;
    void subscribe(const std::string &channel) override;
    void unsubscribe(const std::string &channel, bool unborn) override;
    void subscribePrefix(const std::string &prefix) override;
    void unsubscribePrefix(const std::string &prefix) override;
    void knownChannels(
        const std::string &prefix, size_t most, Answer<KnownChannels> answer) override;
    void nodes(Answer<std::vector<std::string>> answer) override;
    void ask(const std::vector<std::string> &channels, Answer<std::vector<Said>> answer) override;
    void asked(Answer<std::vector<std::string>> answer) override;
    void say(const std::string &channel, const std::string &envelope) override;
    void lead(const FeedBeat &beat, const std::string &envelope, Answer<Led> answer) override;
    void storeCheckpoint(const std::string &life, const std::string &envelope) override;
    void checkpoints(Answer<std::vector<std::string>> answer) override;

private:
    struct NodeSaid {
        std::string life, envelope;
        uint64_t atMs = 0;
    };
    using Nodes = std::map<std::string, NodeSaid, std::less<>>; ///< by subject
    struct Asked {
        uint64_t subscription = 0;
        uint64_t askedMs = 0; ///< by this node
        Nodes said;
    };

    void connect() override;
    void disconnect() override;
    void probe() override;
    void present() override;
    void farewell() override;
    void onTick() override;

    NatsConnection::Events connectionEvents();
    NatsChannels::Events channelEvents();
    JetStream::Stream stateStream() const;
    void setUp();
    void makeStreams(std::vector<JetStream::Stream> streams);
    void claimKey();
    void claimName();
    void takeName(uint64_t expected);
    void readNodes();
    void keepName();
    void onNode(std::string_view subject, std::string_view data, uint64_t ageMs);
    void onAsked(std::string_view text);
    void onSaid(const std::string &channel, std::string_view text);

    const NatsNames m_names;
    const std::string m_ownNode; ///< the subject
    NatsConnection m_connection;
    JetStream m_jetStream;
    NatsChannels m_channels;
    NatsFeed m_feed;

    bool m_claiming = false; ///< it is being found out whether who has the name still lives
    uint64_t m_claimMs = 0; ///< when that was asked for last
    uint64_t m_nameSequence = 0; ///< of the message that has the name, as last known
    uint64_t m_nameSeenMs = 0; ///< since when it is that one
    uint64_t m_proofMs = 0;
    Nodes m_nodes;
    std::map<std::string, Asked, std::less<>> m_asked; ///< by this node
    std::map<std::string, uint64_t, std::less<>> m_wanted; ///< by others, and until when
};

} // namespace wavetape::cluster
