// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsFeed.h"

#include "cluster/BrokerPosition.h"

#include <uv.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr std::string_view kBeat = "beat";
constexpr std::string_view kHolder = "Wt-Holder", kLife = "Wt-Life", kNumber = "Wt-Number",
                           kNewer = "Wt-Checkpoint", kOlder = "Wt-Checkpoint-Before";
constexpr uint64_t kMostStored = 128 << 20;
constexpr size_t kPart = 512 << 10;
constexpr size_t kMostFetched = 48 << 20; // of one checkpoint

uint64_t nowMicros()
{
    return uv_hrtime() / 1'000;
}
} // namespace

NatsFeed::NatsFeed(
    NatsConnection &connection, JetStream &jetStream, const NatsNames &names, Terms terms)
    : m_connection(connection)
    , m_jetStream(jetStream)
    , m_names(names)
    , m_terms(std::move(terms))
{
}

JetStream::Stream NatsFeed::stream() const
{
    JetStream::Stream stream;
    stream.name = m_names.feedStream();
    stream.subjects = m_names.feed(">");
    stream.inMemory = true;
    stream.mostBytes = kMostStored;
    stream.ageMs = m_terms.checkpointMs;
    return stream;
}

void NatsFeed::begin()
{
    m_connection.subscribe(m_names.seen(kBeat), [this](const NatsFrame &message) {
        uint64_t sequence = 0;
        if (readBrokerNumber(message.header(JetStream::kSequence), sequence)
            && (!m_beat || sequence > m_beat->sequence))
            see(sequence, message.headers, message.data);
    });
}

void NatsFeed::close()
{
    m_loaded = false;
    m_beat.reset();
    m_kept.clear();
}

void NatsFeed::see(uint64_t sequence, std::string_view headers, std::string_view envelope)
{
    Beat beat;
    beat.sequence = sequence;
    beat.holder = natsHeader(headers, kHolder);
    beat.life = natsHeader(headers, kLife);
    readBrokerNumber(natsHeader(headers, kNumber), beat.number);
    beat.newer = natsHeader(headers, kNewer);
    beat.older = natsHeader(headers, kOlder);
    beat.envelope = envelope;
    beat.seenMicros = nowMicros();
    m_beat = std::move(beat);
    m_loaded = true;
}

void NatsFeed::load(std::function<void(bool)> then)
{
    m_jetStream.last(m_names.stateStream(), m_names.state(kBeat),
        [this, then = std::move(then)](
            bool answered, const std::optional<JetStream::Stored> &message) {
            m_loaded = answered;
            if (!answered)
                return then(false);
            if (!message)
                m_beat.reset();
            // What has been seen already has been since then.
            else if (!m_beat || m_beat->sequence != message->sequence)
                see(message->sequence, message->headers, message->data);
            then(true);
        });
}

void NatsFeed::give(
    const Beat &beat, uint64_t expected, std::function<void(const JetStream::Put &)> then)
{
    const std::string subject = m_names.state(kBeat);
    JetStream::Message message {subject, beat.envelope, {}, expected, {}};
    message.headers = {{kHolder, beat.holder}, {kLife, beat.life},
        {kNumber, std::to_string(beat.number)}, {kNewer, beat.newer}, {kOlder, beat.older}};
    m_jetStream.put(message, std::move(then));
}

void NatsFeed::lead(
    const FeedBeat &beat, const std::string &envelope, BrokerLine::Answer<BrokerLine::Led> answer)
{
    if (m_loaded && (!m_beat || nowMicros() - m_beat->seenMicros < m_terms.leaseMs * 1'000))
        return decide(beat, envelope, answer);
    // Nothing is known yet, or it may have gone there.
    load([this, beat, envelope, answer = std::move(answer)](bool answered) {
        if (answered)
            decide(beat, envelope, answer);
        else
            answer(std::nullopt);
    });
}

void NatsFeed::decide(const FeedBeat &beat, const std::string &envelope,
    const BrokerLine::Answer<BrokerLine::Led> &answer)
{
    const uint64_t now = nowMicros();
    const bool held
        = m_beat && !m_beat->holder.empty() && now - m_beat->seenMicros < m_terms.leaseMs * 1'000;
    const auto tell = [&](BeatAnswer said) {
        answer(BrokerLine::Led {
            said, m_beat->envelope, static_cast<int64_t>(now - m_beat->seenMicros)});
    };
    if (held && m_beat->holder != m_terms.node)
        return tell(BeatAnswer::led);
    const bool other = m_beat && m_beat->life != beat.life;
    if ((other && (held || !m_beat->newer.empty()))
        || (m_beat && !other && m_beat->number + 1 != beat.number))
        return tell(BeatAnswer::behind);
    Beat next;
    next.holder = m_terms.node;
    next.life = beat.life;
    next.number = beat.number;
    next.envelope = envelope;
    if (m_beat && !other) {
        next.newer = m_beat->newer;
        next.older = m_beat->older;
    }
    if (!m_kept.empty() && m_keptLife == beat.life)
        next.older = std::exchange(next.newer, std::exchange(m_kept, {}));
    give(next, m_beat ? m_beat->sequence : 0,
        [this, next, answer](const JetStream::Put &put) mutable {
            if (put.outcome == JetStream::Outcome::stored) {
                next.sequence = put.sequence;
                next.seenMicros = nowMicros();
                if (!m_beat || m_beat->sequence <= put.sequence)
                    m_beat = std::move(next);
                return answer(BrokerLine::Led {BeatAnswer::taken, {}, 0});
            }
            if (put.outcome != JetStream::Outcome::behind)
                return answer(std::nullopt);
            // Another node was faster.
            load([this, answer](bool answered) {
                if (answered && m_beat)
                    answer(BrokerLine::Led {BeatAnswer::led, m_beat->envelope,
                        static_cast<int64_t>(nowMicros() - m_beat->seenMicros)});
                else
                    answer(std::nullopt);
            });
        });
}

void NatsFeed::leave()
{
    if (!m_beat || m_beat->holder != m_terms.node)
        return;
    Beat last = *m_beat;
    last.holder.clear();
    give(last, m_beat->sequence, [](const JetStream::Put &) {});
}

void NatsFeed::storeCheckpoint(const std::string &life, const std::string &envelope)
{
    const std::string name = drawnName();
    const size_t room = std::min<size_t>(kPart, m_connection.info().maxPayload / 2);
    const size_t parts = (envelope.size() + room - 1) / room;
    const auto stored = std::make_shared<size_t>(0);
    for (size_t i = 0; i < parts; ++i) {
        const std::string subject = m_names.feed(name + '.' + std::to_string(i));
        m_jetStream.put(
            {subject, std::string_view(envelope).substr(i * room, room), {}, std::nullopt, {}},
            [this, life, name, parts, stored](const JetStream::Put &put) {
                if (put.outcome != JetStream::Outcome::stored || ++*stored < parts)
                    return;
                m_kept = name + ' ' + std::to_string(parts);
                m_keptLife = life;
            });
    }
}

void NatsFeed::fetch(const std::string &checkpoint, std::function<void(std::string)> then)
{
    // As a position is written.
    const auto named = readBrokerPosition(checkpoint);
    if (!named || named->epoch.find_first_of(".*>") != std::string::npos)
        return then({});
    struct Parts {
        std::string all;
        uint64_t count = 0;
    };
    const auto parts = std::make_shared<Parts>();
    m_jetStream.readNewest(m_names.feedStream(), m_names.feed(named->epoch + ".*"), false,
        {[parts](const NatsFrame &message, uint64_t) {
             if (parts->all.size() + message.data.size() > kMostFetched)
                 return;
             parts->all.append(message.data);
             ++parts->count;
         },
            [parts, count = named->seq, then = std::move(then)](bool whole) {
                then(whole && parts->count == count ? std::move(parts->all) : std::string());
            }});
}

void NatsFeed::checkpoints(BrokerLine::Answer<std::vector<std::string>> answer)
{
    if (!m_beat)
        return answer(std::vector<std::string>());
    fetch(m_beat->older,
        [this, newer = m_beat->newer, answer = std::move(answer)](std::string older) {
            fetch(newer, [older = std::move(older), answer](std::string newest) {
                answer(std::vector<std::string> {older, std::move(newest)});
            });
        });
}

} // namespace wavetape::cluster
