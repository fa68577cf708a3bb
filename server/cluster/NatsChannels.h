// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerLine.h"
#include "cluster/JetStream.h"
#include "cluster/NatsNames.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wavetape::cluster {

/// Clients' channels in a stream of JetStream. Each message names its number (`Wt-Position`, and
/// the envelope within), and is taken where the one before it is the newest of the channel: a
/// compare-and-set of the server's own, so no channel needs an owner. Readers hear what the stream
/// sends again, which is only what it took. An epoch begins with a message of number 0, where
/// somebody reads a channel that nobody has published on, or with the first publication. Lives on
/// the line's thread.
class NatsChannels {
public:
    static constexpr std::string_view kPosition = "Wt-Position";

    struct Events {
        const BrokerLine::Events &line;
        std::function<void(std::string_view sentence)> complain;
        std::function<void(const std::string &sentence)> lost; ///< the stream is gone
    };

    /// All outlive it.
    NatsChannels(NatsConnection &connection, JetStream &jetStream, const NatsNames &names,
        const channels::HistoryLimits &limits, Events events);

    JetStream::Stream stream() const;

    // As BrokerLine's.
    void publish(const BrokerLine::Publication &publication,
        BrokerLine::Answer<BrokerLine::Numbered> answer);
    void read(const std::string &channel, const protocol::StreamPosition &known,
        BrokerLine::Answer<Stock> answer);
    void stand(const std::string &channel, BrokerLine::Answer<protocol::StreamPosition> answer);
    void subscribe(const std::string &channel);
    void unsubscribe(const std::string &channel, bool unborn);
    void subscribePrefix(const std::string &prefix);
    void unsubscribePrefix(const std::string &prefix);
    void knownChannels(
        const std::string &prefix, size_t most, BrokerLine::Answer<KnownChannels> answer);

    /// The connection is over.
    void close();

private:
    /// The newest of a channel.
    struct Top {
        protocol::StreamPosition position;
        uint64_t sequence = 0; ///< in the stream; 0: there is none
        bool known = true; ///< false: its message names no number
    };
    struct Read; ///< one under way

    void askTop(const std::string &channel,
        std::function<void(bool answered, const std::optional<Top> &top)> answer);
    void tellWhereItStands(const std::string &channel, const protocol::StreamPosition &expected,
        const BrokerLine::Answer<BrokerLine::Numbered> &answer);
    void tellRepeated(uint64_t sequence, const BrokerLine::Answer<BrokerLine::Numbered> &answer);
    void onPut(const std::string &channel, const protocol::StreamPosition &position,
        uint64_t expected, const JetStream::Put &put,
        const BrokerLine::Answer<BrokerLine::Numbered> &answer);
    void readOn(const std::shared_ptr<Read> &read);
    void bear(const std::shared_ptr<Read> &read, uint64_t sequence);
    void readHistory(const std::shared_ptr<Read> &read);
    void remember(const std::string &channel, Top top);
    void onMessage(const NatsFrame &message);

    NatsConnection &m_connection;
    JetStream &m_jetStream;
    const NatsNames &m_names;
    const channels::HistoryLimits m_limits;
    const Events m_events;
    std::unordered_map<std::string, Top> m_tops; ///< lately; what is not so any more is refused
    std::map<std::string, uint64_t> m_subscriptions, m_prefixes;
};

} // namespace wavetape::cluster
