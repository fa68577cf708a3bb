// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsChannels.h"

#include "channels/PublicationKeys.h"
#include "cluster/BrokerPosition.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace wavetape::cluster {

using protocol::StreamPosition;

namespace {
constexpr size_t kMostTops = 8'192;
constexpr uint64_t kMostStored = 256 << 20; // of all channels
constexpr unsigned kMostAttempts = 5; // others were faster
constexpr size_t kHeaderRoom = 512;
constexpr size_t kMostEpoch = 64; // that an envelope names

std::string textOf(const StreamPosition &position)
{
    return position.epoch + ' ' + std::to_string(position.seq);
}

std::string asHex(std::string_view text)
{
    std::string digits;
    for (const char c : text) {
        digits.push_back("0123456789abcdef"[static_cast<unsigned char>(c) >> 4]);
        digits.push_back("0123456789abcdef"[static_cast<unsigned char>(c) & 15]);
    }
    return digits;
}
} // namespace

/// What read() has come to.
struct NatsChannels::Read {
    std::string channel;
    StreamPosition known;
    BrokerLine::Answer<Stock> answer;
    unsigned attempts = 0;
    StreamPosition top;
    std::deque<Arrival> found; ///< of the top's epoch
    size_t bytes = 0;
};

NatsChannels::NatsChannels(NatsConnection &connection, JetStream &jetStream, const NatsNames &names,
    const channels::HistoryLimits &limits, Events events)
    : m_connection(connection)
    , m_jetStream(jetStream)
    , m_names(names)
    , m_limits(limits)
    , m_events(std::move(events))
{
}

JetStream::Stream NatsChannels::stream() const
{
    JetStream::Stream stream;
    stream.name = m_names.channelStream();
    stream.subjects = m_names.storedUnder({});
    stream.republished = m_names.sentUnder({});
    // Age is the reader's: where a channel's newest is gone, so is its numbering.
    stream.perSubject = m_limits.publications + 1;
    stream.mostBytes = kMostStored;
    stream.repeatedMs = channels::PublicationKeys::kKeptNanos / 1'000'000;
    return stream;
}

void NatsChannels::close()
{
    m_tops.clear();
    m_subscriptions.clear();
    m_prefixes.clear();
}

void NatsChannels::remember(const std::string &channel, Top top)
{
    if (m_tops.size() >= kMostTops)
        m_tops.clear();
    m_tops.insert_or_assign(channel, std::move(top));
}

void NatsChannels::askTop(
    const std::string &channel, std::function<void(bool, const std::optional<Top> &)> answer)
{
    m_jetStream.last(m_names.channelStream(), m_names.stored(channel),
        [this, channel, answer = std::move(answer)](
            bool answered, const std::optional<JetStream::Stored> &message) {
            if (!answered || !message) {
                m_tops.erase(channel);
                return answer(answered, std::nullopt);
            }
            auto position = readBrokerPosition(message->header(kPosition));
            if (position && position->epoch.size() > kMostEpoch)
                position.reset();
            Top top {position.value_or(StreamPosition()), message->sequence, position.has_value()};
            if (top.known)
                remember(channel, top);
            answer(true, top);
        });
}

void NatsChannels::publish(
    const BrokerLine::Publication &publication, BrokerLine::Answer<BrokerLine::Numbered> answer)
{
    const std::string channel(publication.channel);
    const StreamPosition &position = publication.position;
    if (publication.envelope.size() + 2 * publication.key.size() + kHeaderRoom
        > m_connection.info().maxPayload)
        return answer(BrokerLine::Numbered {BrokerLine::Numbering::tooLarge, {}});
    const auto top = m_tops.find(channel);
    if (top == m_tops.end() || top->second.position.epoch != position.epoch
        || top->second.position.seq + 1 != position.seq)
        return tellWhereItStands(channel, position, answer);
    const uint64_t expected = top->second.sequence;
    const std::string subject = m_names.stored(channel);
    JetStream::Message message {subject, publication.envelope, {}, expected, {}};
    message.headers.emplace_back(kPosition, textOf(position));
    if (!publication.key.empty()) // which may be any text
        message.key = channel + '/' + asHex(publication.key);
    m_jetStream.put(message,
        [this, channel, position, expected, answer = std::move(answer)](
            const JetStream::Put &put) { onPut(channel, position, expected, put, answer); });
}

void NatsChannels::onPut(const std::string &channel, const StreamPosition &position,
    uint64_t expected, const JetStream::Put &put,
    const BrokerLine::Answer<BrokerLine::Numbered> &answer)
{
    switch (put.outcome) {
    case JetStream::Outcome::stored:
        remember(channel, {position, put.sequence});
        answer(BrokerLine::Numbered {BrokerLine::Numbering::numbered, position});
        break;
    case JetStream::Outcome::repeated:
        tellRepeated(put.sequence, answer);
        break;
    case JetStream::Outcome::behind:
        // Another node was faster; what it published may have come here meanwhile.
        if (const auto top = m_tops.find(channel);
            top != m_tops.end() && top->second.sequence > expected)
            answer(BrokerLine::Numbered {BrokerLine::Numbering::stands, top->second.position});
        else
            tellWhereItStands(channel, position, answer);
        break;
    case JetStream::Outcome::refused:
        m_events.complain(put.text); // there is no room
        answer(std::nullopt);
        break;
    case JetStream::Outcome::lost:
        answer(std::nullopt);
        break;
    case JetStream::Outcome::gone:
        answer(std::nullopt);
        m_events.lost("it has forgotten the stream " + m_names.channelStream());
        break;
    }
}

void NatsChannels::tellRepeated(
    uint64_t sequence, const BrokerLine::Answer<BrokerLine::Numbered> &answer)
{
    m_jetStream.at(m_names.channelStream(), sequence,
        [answer](bool, const std::optional<JetStream::Stored> &message) {
            auto position = message ? readBrokerPosition(message->header(kPosition)) : std::nullopt;
            if (position)
                answer(
                    BrokerLine::Numbered {BrokerLine::Numbering::repeated, std::move(*position)});
            else
                answer(std::nullopt); // a thousand have come since
        });
}

/// A numbering that has fallen behind what the node has seen is over, as one that is not there.
void NatsChannels::tellWhereItStands(const std::string &channel, const StreamPosition &expected,
    const BrokerLine::Answer<BrokerLine::Numbered> &answer)
{
    askTop(
        channel, [this, channel, expected, answer](bool answered, const std::optional<Top> &top) {
            if (!answered)
                return answer(std::nullopt);
            StreamPosition position = top ? top->position : StreamPosition();
            if (!top || !top->known
                || (position.epoch == expected.epoch && position.seq + 1 < expected.seq)) {
                position = {drawnName(), 0};
                remember(channel, {position, top ? top->sequence : 0});
            }
            answer(BrokerLine::Numbered {BrokerLine::Numbering::stands, position});
        });
}

void NatsChannels::read(
    const std::string &channel, const StreamPosition &known, BrokerLine::Answer<Stock> answer)
{
    readOn(std::make_shared<Read>(Read {channel, known, std::move(answer), 0, {}, {}, 0}));
}

void NatsChannels::readOn(const std::shared_ptr<Read> &read)
{
    if (++read->attempts > kMostAttempts)
        return read->answer(std::nullopt);
    askTop(read->channel, [this, read](bool answered, const std::optional<Top> &top) {
        if (!answered)
            return read->answer(std::nullopt);
        const StreamPosition &known = read->known;
        if (!top || !top->known
            || (top->position.epoch == known.epoch && top->position.seq < known.seq))
            return bear(read, top ? top->sequence : 0);
        if (top->position == known || top->position.seq == 0)
            return read->answer(Stock {top->position, {}});
        readHistory(read);
    });
}

/// A numbering begins, where the newest of the channel is still `sequence`.
void NatsChannels::bear(const std::shared_ptr<Read> &read, uint64_t sequence)
{
    const StreamPosition begins {drawnName(), 0};
    const std::string subject = m_names.stored(read->channel);
    JetStream::Message message {subject, {}, {}, sequence, {}};
    message.headers.emplace_back(kPosition, textOf(begins));
    m_jetStream.put(message, [this, read, begins](const JetStream::Put &put) {
        if (put.outcome == JetStream::Outcome::behind)
            return readOn(read);
        if (put.outcome != JetStream::Outcome::stored) {
            read->answer(std::nullopt);
            if (put.outcome == JetStream::Outcome::refused)
                m_events.complain(put.text);
            else if (put.outcome == JetStream::Outcome::gone)
                m_events.lost("it has forgotten the stream " + m_names.channelStream());
            return;
        }
        remember(read->channel, {begins, put.sequence});
        read->answer(Stock {begins, {}});
    });
}

void NatsChannels::readHistory(const std::shared_ptr<Read> &read)
{
    read->top = {};
    read->found.clear();
    read->bytes = 0;
    JetStream::Reading reading;
    reading.each = [this, read](const NatsFrame &message, uint64_t) {
        auto position = readBrokerPosition(message.header(kPosition));
        if (!position)
            return;
        if (position->epoch != read->top.epoch || position->seq == 0) {
            read->found.clear();
            read->bytes = 0;
        }
        read->top = *position;
        if (position->seq == 0
            || (position->epoch == read->known.epoch && position->seq <= read->known.seq))
            return;
        read->bytes += message.data.size();
        read->found.push_back(
            {std::move(position->epoch), position->seq, std::string(message.data)});
        while (read->found.size() > m_limits.publications
            || (read->found.size() > 1 && read->bytes > m_limits.bytes)) {
            read->bytes -= read->found.front().envelope.size();
            read->found.pop_front();
        }
    };
    reading.done = [this, read](bool whole) {
        if (!whole)
            return read->answer(std::nullopt);
        if (read->top.epoch.empty())
            return readOn(read); // they have gone meanwhile
        read->answer(Stock {read->top,
            {std::make_move_iterator(read->found.begin()),
                std::make_move_iterator(read->found.end())}});
    };
    m_jetStream.readAll(m_names.channelStream(), m_names.stored(read->channel), std::move(reading));
}

void NatsChannels::stand(const std::string &channel, BrokerLine::Answer<StreamPosition> answer)
{
    askTop(channel, [answer = std::move(answer)](bool answered, const std::optional<Top> &top) {
        if (answered)
            answer(top ? top->position : StreamPosition());
        else
            answer(std::nullopt);
    });
}

void NatsChannels::subscribe(const std::string &channel)
{
    if (!m_subscriptions.contains(channel))
        m_subscriptions[channel] = m_connection.subscribe(
            m_names.sent(channel), [this](const NatsFrame &message) { onMessage(message); });
    // The server takes what it is told in order.
    m_events.line.subscribed(channel);
}

void NatsChannels::unsubscribe(const std::string &channel, bool unborn)
{
    if (const auto found = m_subscriptions.find(channel); found != m_subscriptions.end()) {
        m_connection.unsubscribe(found->second);
        m_subscriptions.erase(found);
    }
    // Nobody has published under that epoch: it need not be kept.
    if (const auto top = m_tops.find(channel);
        unborn && top != m_tops.end() && top->second.position.seq == 0) {
        m_jetStream.purge(
            m_names.channelStream(), m_names.stored(channel), top->second.sequence + 1);
        m_tops.erase(top);
    }
}

void NatsChannels::subscribePrefix(const std::string &prefix)
{
    if (!m_prefixes.contains(prefix))
        m_prefixes[prefix] = m_connection.subscribe(
            m_names.sentUnder(prefix), [this](const NatsFrame &message) { onMessage(message); });
    m_events.line.prefixSubscribed(prefix);
}

void NatsChannels::unsubscribePrefix(const std::string &prefix)
{
    if (const auto found = m_prefixes.find(prefix); found != m_prefixes.end()) {
        m_connection.unsubscribe(found->second);
        m_prefixes.erase(found);
    }
}

void NatsChannels::onMessage(const NatsFrame &message)
{
    const auto channel = m_names.channelOf(message.subject);
    auto position = readBrokerPosition(message.header(kPosition));
    if (!channel || !position)
        return m_events.line.garbled();
    if (position->seq == 0)
        return; // a numbering begins
    uint64_t sequence = 0;
    if (const auto top = m_tops.find(*channel); top != m_tops.end()
        && readBrokerNumber(message.header(JetStream::kSequence), sequence)
        && sequence > top->second.sequence)
        top->second = {*position, sequence};
    m_events.line.arrived(
        *channel, {std::move(position->epoch), position->seq, std::string(message.data)});
}

void NatsChannels::knownChannels(
    const std::string &prefix, size_t most, BrokerLine::Answer<KnownChannels> answer)
{
    const auto known = std::make_shared<KnownChannels>();
    JetStream::Reading reading;
    reading.each = [this, known, most](const NatsFrame &message, uint64_t) {
        auto position = readBrokerPosition(message.header(kPosition));
        auto name = m_names.channelOf(message.subject);
        if (position && name && position->seq > 0 && known->size() < most)
            known->push_back({std::move(*name), std::move(*position)});
    };
    reading.done = [known, answer = std::move(answer)](bool whole) {
        if (!whole)
            return answer(std::nullopt);
        std::sort(known->begin(), known->end(),
            [](const KnownChannel &a, const KnownChannel &b) { return a.name < b.name; });
        answer(std::move(*known));
    };
    m_jetStream.readNewest(
        m_names.channelStream(), m_names.storedUnder(prefix), true, std::move(reading));
}

} // namespace wavetape::cluster
