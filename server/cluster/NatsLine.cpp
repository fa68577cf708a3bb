// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsLine.h"

#include "cluster/BrokerUrl.h"
#include "protocol/Command.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr std::string_view kProof = "proof", kAllNodes = "node.*";
constexpr uint64_t kStateMs = 60'000; // what nobody says again is gone
constexpr uint64_t kProofEveryMs = 20'000;
constexpr uint64_t kClaimEveryMs = 250;
constexpr uint64_t kMostState = 32 << 20;
constexpr size_t kMostNodes = 256, kMostWanted = 4'096;
constexpr size_t kMostSaid = 64 << 10; // bytes that a node says of itself, or of a channel
constexpr char kAnew = '!'; // before a channel of which somebody has said nothing
static_assert(kProofEveryMs < kStateMs);

/// Up to a space, which goes too.
std::string_view word(std::string_view &text)
{
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view found = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return found;
}
} // namespace

NatsLine::NatsLine(uv_loop_t &loop, const BrokerUrl &url, Identity identity, Events events)
    : BrokerLine(url.place(), std::move(identity), std::move(events))
    , m_names(m_identity.cluster)
    , m_ownNode(m_names.seen(m_names.node(m_identity.node)))
    , m_connection(loop, url, m_identity.node, connectionEvents())
    , m_jetStream(m_connection)
    , m_channels(m_connection, m_jetStream, m_names, m_identity.history, channelEvents())
    , m_feed(m_connection, m_jetStream, m_names, {m_life, kLeaseMs, kBeatMs, kCheckpointMs})
{
}

NatsConnection::Events NatsLine::connectionEvents()
{
    return {[this] { setUp(); },
        [this](const std::string &sentence, bool fatal) { lose(sentence, fatal); },
        [this](const std::string &sentence) {
            if (isUp())
                complain(sentence);
            else
                lose(sentence, true); // what a node needs is not this user's
        }};
}

NatsChannels::Events NatsLine::channelEvents()
{
    return {m_events, [this](std::string_view sentence) { complain(sentence); },
        [this](const std::string &sentence) { lose(m_place + ": " + sentence, false); }};
}

void NatsLine::connect()
{
    m_connection.open();
}

void NatsLine::disconnect()
{
    m_claiming = false;
    m_connection.close();
    m_jetStream.close();
    m_channels.close();
    m_feed.close();
    m_nodes.clear();
    m_asked.clear();
}

JetStream::Stream NatsLine::stateStream() const
{
    JetStream::Stream stream;
    stream.name = m_names.stateStream();
    stream.subjects = m_names.state(">");
    stream.republished = m_names.seen(">");
    stream.inMemory = true;
    stream.mostBytes = kMostState;
    stream.ageMs = kStateMs;
    return stream;
}

void NatsLine::setUp()
{
    if (!m_connection.info().jetStream)
        return lose(m_place + ": JetStream is off there (nats-server -js turns it on)", true);
    m_connection.subscribe(m_names.probe(m_life), [this](const NatsFrame &) { echoed(); });
    m_connection.subscribe(
        m_names.asked(), [this](const NatsFrame &message) { onAsked(message.data); });
    m_connection.subscribe(m_names.seen(kAllNodes),
        [this](const NatsFrame &message) { onNode(message.subject, message.data, 0); });
    m_feed.begin();
    makeStreams({m_feed.stream(), stateStream(), m_channels.stream()});
}

void NatsLine::makeStreams(std::vector<JetStream::Stream> streams)
{
    if (streams.empty())
        return claimKey();
    const JetStream::Stream next = std::move(streams.back());
    streams.pop_back();
    m_jetStream.make(next, [this, streams](const std::string &trouble, bool fatal) {
        if (trouble.empty())
            makeStreams(streams);
        else
            lose(m_place + ": " + trouble, fatal);
    });
}

void NatsLine::claimKey()
{
    m_jetStream.last(m_names.stateStream(), m_names.state(kProof),
        [this](bool answered, const std::optional<JetStream::Stored> &message) {
            if (!answered)
                return lose(m_place + ": JetStream does not answer", false);
            if (message)
                return message->data == m_identity.proof ? claimName()
                                                         : lose(sentenceOfKey(), true);
            const std::string subject = m_names.state(kProof);
            m_proofMs = m_nowMs;
            m_jetStream.put(
                {subject, m_identity.proof, {}, 0, {}}, [this](const JetStream::Put &put) {
                    if (put.outcome == JetStream::Outcome::stored)
                        claimName();
                    else if (put.outcome == JetStream::Outcome::behind)
                        claimKey(); // another node was faster
                    else
                        lose(m_place + ": JetStream does not store (" + put.text + ")", false);
                });
        });
}

/// Whoever has the name has it while he says so, which is every second.
void NatsLine::claimName()
{
    m_claimMs = m_nowMs;
    m_claiming = false;
    m_jetStream.last(m_names.stateStream(), m_names.state(m_names.node(m_identity.node)),
        [this](bool answered, const std::optional<JetStream::Stored> &message) {
            if (!answered)
                return lose(m_place + ": JetStream does not answer", false);
            std::string_view rest = message ? std::string_view(message->data) : std::string_view();
            const std::string_view life = word(rest);
            if (life.empty() || life == m_life)
                return takeName(message ? message->sequence : 0);
            const bool lives = m_nameSeenMs != 0 && message->sequence != m_nameSequence;
            if (m_nameSeenMs == 0 || lives)
                m_nameSeenMs = m_nowMs;
            m_nameSequence = message->sequence;
            if (lives)
                return loseName(true);
            if (m_nowMs - m_nameSeenMs > kNodeMs)
                return takeName(message->sequence);
            waitForName();
            m_claiming = true;
        });
}

void NatsLine::takeName(uint64_t expected)
{
    const std::string subject = m_names.state(m_names.node(m_identity.node)),
                      text = m_life + ' ' + m_events.status();
    m_jetStream.put({subject, text, {}, expected, {}}, [this](const JetStream::Put &put) {
        if (put.outcome == JetStream::Outcome::stored) {
            m_nameSequence = put.sequence;
            m_nameSeenMs = 0;
            readNodes();
        } else if (put.outcome == JetStream::Outcome::behind) {
            claimName();
        } else {
            lose(m_place + ": JetStream does not store (" + put.text + ")", false);
        }
    });
}

/// Those that are there already. This node's own message has been stored now, and tells how old
/// the others' are.
void NatsLine::readNodes()
{
    struct Row {
        std::string subject, data;
        uint64_t timeNanos;
    };
    const auto rows = std::make_shared<std::deque<Row>>();
    m_jetStream.readNewest(m_names.stateStream(), m_names.state(kAllNodes), false,
        {[rows](const NatsFrame &message, uint64_t timeNanos) {
             if (message.data.size() > kMostSaid)
                 return;
             rows->push_back({std::string(message.subject), std::string(message.data), timeNanos});
             if (rows->size() > kMostNodes)
                 rows->pop_front();
         },
            [this, rows](bool whole) {
                if (!whole)
                    return lose(m_place + ": JetStream does not answer", false);
                uint64_t now = 0;
                for (const Row &row : *rows)
                    now = std::max(now, row.timeNanos);
                const std::string given = m_names.state(""), sent = m_names.seen("");
                for (const Row &row : *rows)
                    onNode(sent + row.subject.substr(given.size()), row.data,
                        (now - row.timeNanos) / 1'000'000);
                begin();
            }});
}

void NatsLine::probe()
{
    m_connection.publish(m_names.probe(m_life), {});
}

void NatsLine::present()
{
    if (m_nowMs - m_proofMs >= kProofEveryMs) {
        m_proofMs = m_nowMs;
        const std::string subject = m_names.state(kProof);
        m_jetStream.put({subject, m_identity.proof, {}, std::nullopt, {}}, [](const auto &) {});
    }
    const std::string subject = m_names.state(m_names.node(m_identity.node)),
                      text = m_life + ' ' + m_events.status();
    m_jetStream.put({subject, text, {}, m_nameSequence, {}}, [this](const JetStream::Put &put) {
        if (put.outcome == JetStream::Outcome::stored) {
            m_nameSequence = put.sequence;
            noteName(true);
        } else if (put.outcome == JetStream::Outcome::behind) {
            keepName();
        } else if (put.outcome == JetStream::Outcome::gone) {
            lose(m_place + ": it has forgotten the stream " + m_names.stateStream(), false);
        }
    });
}

/// This node's own message is not the newest: it has gone, or there is another node of that name.
void NatsLine::keepName()
{
    m_jetStream.last(m_names.stateStream(), m_names.state(m_names.node(m_identity.node)),
        [this](bool answered, const std::optional<JetStream::Stored> &message) {
            if (!answered)
                return;
            std::string_view rest = message ? std::string_view(message->data) : std::string_view();
            const std::string_view life = word(rest);
            if (life.empty() || life == m_life)
                m_nameSequence = message ? message->sequence : 0;
            else
                noteName(false);
        });
}

void NatsLine::farewell()
{
    m_feed.leave();
    const std::string subject = m_names.state(m_names.node(m_identity.node));
    m_jetStream.put({subject, {}, {}, m_nameSequence, {}}, [](const auto &) {});
}

void NatsLine::onTick()
{
    m_connection.tick(m_nowMs);
    m_jetStream.tick(m_nowMs);
    if (m_claiming && m_nowMs - m_claimMs >= kClaimEveryMs)
        claimName();
    std::erase_if(m_nodes, [&](const auto &node) { return m_nowMs - node.second.atMs > kNodeMs; });
    std::erase_if(m_wanted, [&](const auto &wanted) { return wanted.second < m_nowMs; });
    for (auto asked = m_asked.begin(); asked != m_asked.end();) {
        const auto here = asked++;
        if (m_nowMs - here->second.askedMs > kAskedMs) {
            m_connection.unsubscribe(here->second.subscription);
            m_asked.erase(here);
        }
    }
}

// Nodes, and who reads a channel on them.

void NatsLine::onNode(std::string_view subject, std::string_view data, uint64_t ageMs)
{
    std::string_view envelope = data;
    const std::string_view life = word(envelope);
    if (life.empty() || ageMs > kNodeMs) {
        if (const auto gone = m_nodes.find(subject); gone != m_nodes.end())
            m_nodes.erase(gone);
    } else if (data.size() <= kMostSaid
        && (m_nodes.size() < kMostNodes || m_nodes.contains(subject))) {
        m_nodes.insert_or_assign(std::string(subject),
            NodeSaid {
                std::string(life), std::string(envelope), m_nowMs - std::min(ageMs, m_nowMs)});
    }
}

void NatsLine::nodes(Answer<std::vector<std::string>> answer)
{
    std::vector<std::string> envelopes;
    for (const auto &[subject, node] : m_nodes)
        envelopes.push_back(node.envelope);
    answer(std::move(envelopes));
}

void NatsLine::ask(
    const std::vector<std::string> &channels, Answer<std::vector<BrokerLine::Said>> answer)
{
    std::vector<Said> all;
    std::string question = m_life;
    for (const std::string &channel : channels) {
        const auto [found, anew] = m_asked.try_emplace(channel);
        Asked &asked = found->second;
        if (anew)
            asked.subscription = m_connection.subscribe(m_names.said(channel),
                [this, channel](const NatsFrame &message) { onSaid(channel, message.data); });
        asked.askedMs = m_nowMs;
        std::erase_if(
            asked.said, [&](const auto &said) { return m_nowMs - said.second.atMs > kSaidMs; });
        Said told;
        for (const auto &[subject, node] : m_nodes) {
            if (subject == m_ownNode)
                continue;
            const auto said = asked.said.find(subject);
            if (said != asked.said.end() && said->second.life == node.life)
                told.envelopes.push_back(said->second.envelope);
            else
                ++told.silent;
        }
        question.push_back(' ');
        if (told.silent > 0)
            question.push_back(kAnew);
        question.append(channel);
        all.push_back(std::move(told));
    }
    m_connection.publish(m_names.asked(), question);
    answer(std::move(all));
}

void NatsLine::onAsked(std::string_view text)
{
    if (word(text) == m_life || !isUp())
        return;
    for (size_t count = 0; count < kAskedAtOnce && !text.empty(); ++count) {
        std::string_view name = word(text);
        const bool anew = name.starts_with(kAnew);
        name.remove_prefix(anew ? 1 : 0);
        if (!protocol::isValidChannelName(name))
            continue;
        const auto found = m_wanted.find(name);
        if (found == m_wanted.end() && m_wanted.size() >= kMostWanted)
            continue;
        const bool known = found != m_wanted.end();
        m_wanted.insert_or_assign(std::string(name), m_nowMs + kAskedMs);
        if (anew || !known)
            m_events.asked(std::string(name));
    }
}

void NatsLine::asked(Answer<std::vector<std::string>> answer)
{
    std::vector<std::string> names;
    for (const auto &[name, until] : m_wanted)
        names.push_back(name);
    answer(std::move(names));
}

void NatsLine::say(const std::string &channel, const std::string &envelope)
{
    m_connection.publish(m_names.said(channel), m_ownNode + ' ' + m_life + ' ' + envelope);
}

void NatsLine::onSaid(const std::string &channel, std::string_view text)
{
    const auto found = m_asked.find(channel);
    const std::string_view subject = word(text), life = word(text);
    if (found == m_asked.end() || subject == m_ownNode || text.size() > kMostSaid)
        return;
    Nodes &said = found->second.said;
    if (said.size() < kMostNodes || said.contains(subject))
        said.insert_or_assign(
            std::string(subject), NodeSaid {std::string(life), std::string(text), m_nowMs});
}

// What NatsChannels and NatsFeed do.

void NatsLine::publish(const Publication &publication, Answer<Numbered> answer)
{
    m_channels.publish(publication, std::move(answer));
}

void NatsLine::read(
    const std::string &channel, const protocol::StreamPosition &known, Answer<Stock> answer)
{
    m_channels.read(channel, known, std::move(answer));
}

void NatsLine::stand(const std::string &channel, bool, Answer<protocol::StreamPosition> answer)
{
    m_channels.stand(channel, std::move(answer));
}

void NatsLine::subscribe(const std::string &channel)
{
    m_channels.subscribe(channel);
}

void NatsLine::unsubscribe(const std::string &channel, bool unborn)
{
    m_channels.unsubscribe(channel, unborn);
}

void NatsLine::subscribePrefix(const std::string &prefix)
{
    m_channels.subscribePrefix(prefix);
}

void NatsLine::unsubscribePrefix(const std::string &prefix)
{
    m_channels.unsubscribePrefix(prefix);
}

void NatsLine::knownChannels(const std::string &prefix, size_t most, Answer<KnownChannels> answer)
{
    m_channels.knownChannels(prefix, most, std::move(answer));
}

void NatsLine::lead(const FeedBeat &beat, const std::string &envelope, Answer<Led> answer)
{
    m_feed.lead(beat, envelope, std::move(answer));
}

void NatsLine::storeCheckpoint(const std::string &life, const std::string &envelope)
{
    m_feed.storeCheckpoint(life, envelope);
}

void NatsLine::checkpoints(Answer<std::vector<std::string>> answer)
{
    m_feed.checkpoints(std::move(answer));
}

} // namespace wavetape::cluster
