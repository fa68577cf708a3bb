// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/RedisLine.h"

#include "channels/PublicationKeys.h"
#include "cluster/BrokerPosition.h"
#include "cluster/BrokerUrl.h"
#include "cluster/RedisScripts.h"
#include "protocol/Command.h"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace wavetape::cluster {

using protocol::StreamPosition;

namespace {
constexpr std::string_view kMetaMs = "86400000"; // outlives the stream
constexpr std::string_view kInterestMs = "600000"; // an epoch that nobody has published under
constexpr std::string_view kMostAsked = "1000";
constexpr size_t kPage = 500;
} // namespace

RedisLine::RedisLine(uv_loop_t &loop, const BrokerUrl &url, Identity identity, Events events)
    : BrokerLine(url.place(), std::move(identity), std::move(events))
    // One slot, should it be a Redis Cluster.
    , m_base("wt:{" + m_identity.cluster + "}:")
    , m_probe(m_base + "probe:" + m_life)
    , m_subjects(m_base + "c:")
    , m_askedSubject(m_base + "asked")
    , m_commands(loop, url, connectionEvents())
    , m_pushes(loop, url, connectionEvents())
{
    m_pushes.onPushed = [this](const redisReply &reply) { onPushed(reply); };
}

RedisConnection::Events RedisLine::connectionEvents()
{
    return {[this] {
                if (m_commands.isReady() && m_pushes.isReady())
                    loadScripts();
            },
        [this](const std::string &sentence, bool fatal) { lose(sentence, fatal); }};
}

std::string RedisLine::key(std::string_view kind, std::string_view name) const
{
    std::string text = m_base;
    return text.append(kind).append(name);
}

void RedisLine::connect()
{
    m_commands.open();
    if (isOpening())
        m_pushes.open();
}

void RedisLine::disconnect()
{
    m_commands.close();
    m_pushes.close();
}

void RedisLine::loadScripts()
{
    constexpr std::pair<Script, std::string_view> kAll[]
        = {{Script::publish, scripts::kPublish}, {Script::read, scripts::kRead},
            {Script::lead, scripts::kLead}, {Script::checkpoint, scripts::kCheckpoint},
            {Script::absent, scripts::kAbsent}, {Script::nodes, scripts::kNodes},
            {Script::ask, scripts::kAsk}, {Script::asked, scripts::kAsked},
            {Script::names, scripts::kNames}, {Script::present, scripts::kPresent}};
    for (const auto &[script, text] : kAll) {
        m_commands.command(
            {"SCRIPT", "LOAD", text}, [this, script = script](const redisReply *reply) {
                if (!reply || !m_commands.isReady())
                    return;
                if (reply->type != REDIS_REPLY_STRING) {
                    lose(m_place + ": scripts are refused (" + std::string(textOf(*reply)) + ")",
                        true);
                    return;
                }
                m_shas[static_cast<size_t>(script)] = textOf(*reply);
                if (script == Script::present)
                    present(true);
            });
        if (!isOpening())
            return;
    }
}

void RedisLine::present(bool first)
{
    const std::string proofMs = std::to_string(kProofMs), nameMs = std::to_string(kNodeMs),
                      proofKey = key("proof", ""), nameKey = key("node:", m_identity.node),
                      nodesKey = key("nodes", ""), status = m_events.status();
    run(Script::present, {proofKey, nameKey, nodesKey},
        {m_identity.proof, m_life, proofMs, nameMs, m_identity.node, status},
        [this, first](const redisReply *reply) {
            if (!reply || !m_commands.isReady())
                return;
            const std::string_view said = textOf(*reply);
            if (said == "ok") {
                if (!first)
                    return noteName(true);
                m_pushes.subscription("SUBSCRIBE", m_probe);
                m_pushes.subscription("SUBSCRIBE", m_askedSubject);
                begin();
            } else if (said == "key") {
                lose(sentenceOfKey(), true);
            } else if (said == "name" && !first) {
                noteName(false);
            } else if (said == "name") {
                loseName(m_nowMs - m_startedMs > kNodeMs + 1'000);
            } else {
                lose(m_place + ": " + std::string(said), false);
            }
        });
}

void RedisLine::probe()
{
    m_commands.command({"PUBLISH", m_probe, "?"}, [](const redisReply *) {});
}

void RedisLine::farewell()
{
    run(Script::absent, {key("node:", m_identity.node), key("nodes", ""), key("lease", "")},
        {m_life, m_identity.node}, [](const redisReply *) {});
}

void RedisLine::run(Script script, const std::vector<std::string_view> &keys,
    const std::vector<std::string_view> &words, RedisConnection::Answer answer)
{
    const std::string count = std::to_string(keys.size());
    std::vector<std::string_view> all {"EVALSHA", m_shas[static_cast<size_t>(script)], count};
    all.insert(all.end(), keys.begin(), keys.end());
    all.insert(all.end(), words.begin(), words.end());
    m_commands.command(all, [this, answer = std::move(answer)](const redisReply *reply) {
        // Somebody has emptied it of them: whoever comes again loads them again.
        const bool forgotten
            = reply && reply->type == REDIS_REPLY_ERROR && textOf(*reply).starts_with("NOSCRIPT");
        answer(forgotten ? nullptr : reply);
        if (forgotten)
            lose(m_place + ": it has forgotten the scripts", false);
    });
}

// Channels.

void RedisLine::publish(const Publication &publication, Answer<Numbered> answer)
{
    const std::string channel(publication.channel),
        meta = key("m:", channel), stream = key("s:", channel), names = key("names", ""),
        subject = m_subjects + channel,
        known = key("k:", channel + "/" + std::string(publication.key)), epoch = drawnName(),
        most = std::to_string(m_identity.history.publications),
        mostBytes = std::to_string(m_identity.history.bytes),
        streamMs = std::to_string(m_identity.history.ageMicros / 1000),
        keyMs = std::to_string(channels::PublicationKeys::kKeptNanos / 1'000'000),
        seq = std::to_string(publication.position.seq);
    std::vector<std::string_view> keys {meta, stream, names};
    if (!publication.key.empty())
        keys.push_back(known);
    run(Script::publish, keys,
        {epoch, publication.envelope, subject, channel, most, mostBytes, streamMs, kMetaMs, keyMs,
            publication.position.epoch, seq},
        [this, answer = std::move(answer)](const redisReply *reply) {
            auto position = reply && reply->type == REDIS_REPLY_ARRAY && reply->elements == 2
                    && reply->element[1]->type == REDIS_REPLY_INTEGER
                ? readBrokerPosition(textOf(*reply->element[0]))
                : std::nullopt;
            if (!position) {
                if (reply && reply->type == REDIS_REPLY_ERROR)
                    complain(textOf(*reply)); // out of memory, read only
                answer(std::nullopt);
                return;
            }
            const auto result = reply->element[1]->integer;
            answer(Numbered {result == 1 ? Numbering::repeated
                    : result == 2        ? Numbering::stands
                                         : Numbering::numbered,
                std::move(*position)});
        });
}

void RedisLine::read(const std::string &channel, const StreamPosition &known, Answer<Stock> answer)
{
    const std::string meta = key("m:", channel), stream = key("s:", channel),
                      names = key("names", ""), epoch = drawnName(),
                      seq = std::to_string(known.seq),
                      most = std::to_string(m_identity.history.publications),
                      mostBytes = std::to_string(m_identity.history.bytes);
    run(Script::read, {meta, stream, names},
        {epoch, known.epoch, seq, most, mostBytes, kInterestMs, channel},
        [this, answer = std::move(answer)](const redisReply *reply) {
            Stock stock;
            if (!reply || reply->type != REDIS_REPLY_ARRAY || reply->elements < 2
                || reply->elements % 2
                || !readBrokerNumber(textOf(*reply->element[1]), stock.top.seq)) {
                if (reply)
                    complain(textOf(*reply));
                answer(std::nullopt);
                return;
            }
            stock.top.epoch = textOf(*reply->element[0]);
            // The newest comes first.
            for (size_t i = reply->elements; i > 2; i -= 2) {
                Arrival arrival {stock.top.epoch, 0, std::string(textOf(*reply->element[i - 1]))};
                if (readBrokerNumber(textOf(*reply->element[i - 2]), arrival.seq))
                    stock.publications.push_back(std::move(arrival));
            }
            answer(std::move(stock));
        });
}

void RedisLine::stand(const std::string &channel, bool unborn, Answer<StreamPosition> answer)
{
    const std::string meta = key("m:", channel);
    if (unborn)
        m_commands.command({"PEXPIRE", meta, kInterestMs}, [](const redisReply *) {});
    m_commands.command(
        {"HMGET", meta, "e", "s"}, [answer = std::move(answer)](const redisReply *reply) {
            if (!reply || reply->type != REDIS_REPLY_ARRAY || reply->elements != 2) {
                answer(std::nullopt);
                return;
            }
            StreamPosition top {std::string(textOf(*reply->element[0])), 0};
            readBrokerNumber(textOf(*reply->element[1]), top.seq);
            answer(std::move(top));
        });
}

void RedisLine::subscribe(const std::string &channel)
{
    m_pushes.subscription("SUBSCRIBE", m_subjects + channel);
}

void RedisLine::unsubscribe(const std::string &channel, bool)
{
    m_pushes.subscription("UNSUBSCRIBE", m_subjects + channel);
}

void RedisLine::subscribePrefix(const std::string &prefix)
{
    m_pushes.subscription("PSUBSCRIBE", m_subjects + prefix + "*");
}

void RedisLine::unsubscribePrefix(const std::string &prefix)
{
    m_pushes.subscription("PUNSUBSCRIBE", m_subjects + prefix + "*");
}

void RedisLine::onPushed(const redisReply &reply)
{
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements < 3)
        return;
    const std::string_view kind = textOf(*reply.element[0]), subject = textOf(*reply.element[1]);
    if (kind == "message" && subject == m_probe) {
        echoed();
    } else if (kind == "message" && subject == m_askedSubject) {
        const std::string_view channel = textOf(*reply.element[2]);
        if (isUp() && protocol::isValidChannelName(channel))
            m_events.asked(std::string(channel));
    } else if (kind == "message") {
        onMessage(subject, textOf(*reply.element[2]));
    } else if (kind == "pmessage" && reply.elements == 4) {
        onMessage(textOf(*reply.element[2]), textOf(*reply.element[3]));
    } else if (kind == "subscribe" && subject.starts_with(m_subjects)) {
        m_events.subscribed(std::string(subject.substr(m_subjects.size())));
    } else if (kind == "psubscribe" && subject.starts_with(m_subjects) && subject.ends_with('*')) {
        m_events.prefixSubscribed(
            std::string(subject.substr(m_subjects.size(), subject.size() - m_subjects.size() - 1)));
    }
}

void RedisLine::onMessage(std::string_view subject, std::string_view payload)
{
    if (!subject.starts_with(m_subjects))
        return;
    const size_t first = payload.find(' '),
                 second = first == payload.npos ? first : payload.find(' ', first + 1);
    const auto position
        = second == payload.npos ? std::nullopt : readBrokerPosition(payload.substr(0, second));
    if (!position || position->seq == 0)
        m_events.garbled();
    else
        m_events.arrived(subject.substr(m_subjects.size()),
            {position->epoch, position->seq, std::string(payload.substr(second + 1))});
}

void RedisLine::knownChannels(const std::string &prefix, size_t most, Answer<KnownChannels> answer)
{
    const auto names = std::make_shared<Names>(Names {prefix, most, {}, std::move(answer)});
    page(names, prefix.empty() ? "-" : "[" + prefix);
}

void RedisLine::page(const std::shared_ptr<Names> &names, const std::string &from)
{
    const std::string to = names->prefix.empty() ? "+" : "(" + names->prefix + "\xff",
                      most = std::to_string(kPage);
    run(Script::names, {key("names", "")}, {m_base, from, to, most},
        [this, names](const redisReply *reply) { onPage(names, reply); });
}

/// `reply`: how many names were looked at and the last of them, then name, epoch and number of each
/// that has a numbering.
void RedisLine::onPage(const std::shared_ptr<Names> &names, const redisReply *reply)
{
    if (!reply || reply->type != REDIS_REPLY_ARRAY || !isUp() || reply->elements < 2
        || reply->element[0]->type != REDIS_REPLY_INTEGER) {
        names->answer(std::nullopt);
        return;
    }
    for (size_t i = 2; i + 2 < reply->elements; i += 3) {
        std::string place(textOf(*reply->element[i + 1]));
        place.append(" ").append(textOf(*reply->element[i + 2]));
        if (auto position = readBrokerPosition(place); position && position->seq > 0)
            names->found.push_back({std::string(textOf(*reply->element[i])), std::move(*position)});
    }
    if (reply->element[0]->integer == static_cast<long long>(kPage)
        && names->found.size() < names->most)
        page(names, '(' + std::string(textOf(*reply->element[1])));
    else
        names->answer(std::move(names->found));
}

// Nodes, and who reads a channel on them.

void RedisLine::nodes(Answer<std::vector<std::string>> answer)
{
    run(Script::nodes, {key("nodes", "")}, {std::to_string(kNodeMs)},
        [answer = std::move(answer)](
            const redisReply *reply) { answer(reply ? textsOf(*reply) : std::nullopt); });
}

void RedisLine::ask(const std::vector<std::string> &channels, Answer<std::vector<Said>> answer)
{
    std::vector<std::string> names {m_askedSubject, key("nodes", "")};
    for (const std::string &channel : channels)
        names.push_back(key("p:", channel));
    const std::vector<std::string_view> keys(names.begin(), names.end());
    const std::string askedMs = std::to_string(kAskedMs);
    std::vector<std::string_view> words {m_base, m_identity.node, askedMs};
    words.insert(words.end(), channels.begin(), channels.end());
    run(Script::ask, keys, words,
        [this, count = channels.size(), answer = std::move(answer)](const redisReply *reply) {
            if (!reply || reply->type != REDIS_REPLY_ARRAY || !isUp() || reply->elements != count) {
                answer(std::nullopt);
                return;
            }
            std::vector<Said> all(count);
            for (size_t i = 0; i < count; ++i) {
                const redisReply &row = *reply->element[i];
                if (row.type != REDIS_REPLY_ARRAY || row.elements < 1)
                    continue;
                all[i].silent = static_cast<uint64_t>(row.element[0]->integer);
                for (size_t k = 1; k < row.elements; ++k)
                    all[i].envelopes.emplace_back(textOf(*row.element[k]));
            }
            answer(std::move(all));
        });
}

void RedisLine::asked(Answer<std::vector<std::string>> answer)
{
    run(Script::asked, {m_askedSubject}, {kMostAsked},
        [this, answer = std::move(answer)](
            const redisReply *reply) { answer(reply && isUp() ? textsOf(*reply) : std::nullopt); });
}

void RedisLine::say(const std::string &channel, const std::string &envelope)
{
    const std::string name = key("p:", channel), text = m_life + ' ' + envelope,
                      saidMs = std::to_string(kSaidMs);
    m_commands.command({"HSET", name, m_identity.node, text}, [](const redisReply *) {});
    m_commands.command({"PEXPIRE", name, saidMs}, [](const redisReply *) {});
}

// The feed.

void RedisLine::lead(const FeedBeat &beat, const std::string &envelope, Answer<Led> answer)
{
    const std::string number = std::to_string(beat.number), leaseMs = std::to_string(kLeaseMs),
                      beatMs = std::to_string(kBeatMs);
    run(Script::lead, {key("lease", ""), key("beat", ""), key("checkpoint", "")},
        {m_life, leaseMs, beatMs, beat.life, number, envelope},
        [answer = std::move(answer)](const redisReply *reply) {
            if (!reply || reply->type != REDIS_REPLY_ARRAY || reply->elements != 3) {
                answer(std::nullopt);
                return;
            }
            const std::string_view said = textOf(*reply->element[0]);
            uint64_t age = 0; // one in the future is none
            readBrokerNumber(textOf(*reply->element[2]), age);
            answer(Led {said == "taken" ? BeatAnswer::taken
                    : said == "led"     ? BeatAnswer::led
                                        : BeatAnswer::behind,
                std::string(textOf(*reply->element[1])), static_cast<int64_t>(age)});
        });
}

void RedisLine::storeCheckpoint(const std::string &life, const std::string &envelope)
{
    run(Script::checkpoint,
        {key("lease", ""), key("beat", ""), key("checkpoint", ""), key("checkpoint-before", "")},
        {m_life, life, envelope, std::to_string(kCheckpointMs)}, [](const redisReply *) {});
}

void RedisLine::checkpoints(Answer<std::vector<std::string>> answer)
{
    m_commands.command({"MGET", key("checkpoint-before", ""), key("checkpoint", "")},
        [answer = std::move(answer)](
            const redisReply *reply) { answer(reply ? textsOf(*reply) : std::nullopt); });
}

} // namespace wavetape::cluster
