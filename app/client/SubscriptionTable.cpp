// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/SubscriptionTable.h"

#include "protocol/ChannelFamily.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace wavetape::client {

namespace {

constexpr int kNamesPerMessage = 64;
constexpr qsizetype kLongestName = 128;
constexpr double kLargestExact = 9007199254740992.0; // 2^53

bool matches(const QString &prefix, const QString &channel)
{
    return channel.startsWith(QStringView(prefix).chopped(1));
}

const protocol::ChannelFamily &familyNamed(const QString &name)
{
    return protocol::familyOf(name.toLatin1().toStdString());
}

} // namespace

uint64_t SubscriptionTable::countOf(const QJsonValue &value)
{
    const double n = value.toDouble(0);
    return n >= 1 && n <= kLargestExact ? static_cast<uint64_t>(n) : 0;
}

bool SubscriptionTable::validName(const QString &name)
{
    if (name.isEmpty() || name.size() > kLongestName)
        return false;
    return std::all_of(name.begin(), name.end(), [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9')
            || c == u'.' || c == u'_' || c == u':' || c == u'-';
    });
}

void SubscriptionTable::want(Interest interest)
{
    const QString name = interest.name;
    m_interests.insert(name, std::move(interest));
    if (m_interests[name].isPrefix())
        return;
    if (Channel *channel = learn(name))
        channel->decoder.setSinks(m_interests[name].sinks);
}

void SubscriptionTable::forget(const QString &name)
{
    m_interests.remove(name);
    for (auto it = m_channels.begin(); it != m_channels.end();) {
        if (wanted(it.key())) {
            if (it.key() == name)
                (*it)->decoder.setSinks({});
            ++it;
            continue;
        }
        m_ids.remove((*it)->channelId);
        it = m_channels.erase(it);
    }
}

bool SubscriptionTable::wanted(const QString &channel) const
{
    if (m_interests.contains(channel))
        return true;
    return std::any_of(m_interests.cbegin(), m_interests.cend(),
        [&](const Interest &i) { return i.isPrefix() && matches(i.name, channel); });
}

QStringList SubscriptionTable::receivers(const QString &channel) const
{
    QStringList names;
    if (m_interests.contains(channel))
        names.append(channel);
    for (const Interest &interest : m_interests) {
        if (interest.isPrefix() && matches(interest.name, channel))
            names.append(interest.name);
    }
    return names;
}

SubscriptionTable::Channel *SubscriptionTable::find(const QString &channel)
{
    return m_channels.value(channel).get();
}

SubscriptionTable::Channel *SubscriptionTable::find(uint32_t channelId)
{
    const auto name = m_ids.constFind(channelId);
    return name == m_ids.cend() ? nullptr : find(*name);
}

SubscriptionTable::Channel *SubscriptionTable::learn(const QString &name)
{
    if (Channel *known = find(name))
        return known;
    if (!validName(name) || !wanted(name) || m_channels.size() >= m_channelLimit)
        return nullptr;
    auto channel = std::make_shared<Channel>();
    channel->name = name;
    channel->conflating = familyNamed(name).conflates();
    m_channels.insert(name, channel);
    return channel.get();
}

QJsonObject SubscriptionTable::message(const Interest &interest)
{
    QJsonObject message {{QStringLiteral("type"), QStringLiteral("subscribe")}};
    if (!interest.policy.isEmpty())
        message.insert(QStringLiteral("policy"), interest.policy);
    if (interest.maxRate > 0)
        message.insert(QStringLiteral("maxRate"), interest.maxRate);
    if (!interest.snapshot)
        message.insert(QStringLiteral("snapshot"), false);
    return message;
}

QJsonObject SubscriptionTable::subscribeOne(const QString &name, bool resume) const
{
    QJsonObject request = message(m_interests.value(name));
    request.insert(QStringLiteral("channel"), name);
    const auto channel = m_channels.value(name);
    if (resume && channel && channel->numbered && !channel->conflating
        && !channel->epoch.isEmpty()) {
        request.insert(QStringLiteral("since"),
            QJsonObject {{QStringLiteral("epoch"), channel->epoch},
                {QStringLiteral("seq"), static_cast<double>(channel->seq)}});
    }
    return request;
}

std::vector<QJsonObject> SubscriptionTable::subscribeAll() const
{
    std::vector<QJsonObject> result;
    std::vector<std::pair<QJsonObject, QStringList>> groups; // equal options, no `since`
    for (const Interest &interest : m_interests) {
        QJsonObject one = subscribeOne(interest.name, true);
        if (one.contains(QStringLiteral("since"))) {
            result.push_back(std::move(one));
            continue;
        }
        const QJsonObject options = message(interest);
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto &g) {
            return g.first == options && g.second.size() < kNamesPerMessage;
        });
        if (group != groups.end())
            group->second.append(interest.name);
        else
            groups.emplace_back(options, QStringList {interest.name});
    }
    for (auto &[request, names] : groups) {
        names.sort(); // the same order each time
        if (names.size() == 1)
            request.insert(QStringLiteral("channel"), names.front());
        else
            request.insert(QStringLiteral("channels"), QJsonArray::fromStringList(names));
        result.push_back(request);
    }
    return result;
}

void SubscriptionTable::disconnected()
{
    m_ids.clear();
    for (const auto &channel : m_channels) {
        channel->channelId = 0;
        channel->kseq = 0;
    }
}

SubscriptionTable::Channel *SubscriptionTable::acknowledged(const QJsonObject &ack)
{
    Channel *channel = learn(ack.value(QLatin1String("channel")).toString());
    if (!channel)
        return nullptr;
    const QString epoch = ack.value(QLatin1String("epoch")).toString();
    const bool sameEpoch = channel->numbered && channel->epoch == epoch;
    const bool recovered = ack.value(QLatin1String("recovered")).toBool();
    const QString policy = ack.value(QLatin1String("policy")).toString();
    if (!policy.isEmpty())
        channel->conflating = policy == QLatin1String("conflate");
    if (!sameEpoch)
        channel->begun = countOf(ack.value(QLatin1String("seq")));
    channel->epoch = epoch;
    channel->kseq = 0;
    // Recovered: what was missed comes now, from where we were. Else live starts behind the ack.
    if (!(recovered && sameEpoch))
        channel->seq = countOf(ack.value(QLatin1String("seq")));
    channel->numbered = true;
    if (const auto id = countOf(ack.value(QLatin1String("channelId"))); id && id <= UINT32_MAX) {
        m_ids.remove(channel->channelId);
        channel->channelId = static_cast<uint32_t>(id);
        m_ids.insert(channel->channelId, channel->name);
    }
    if (ack.contains(QLatin1String("rate")) || ack.contains(QLatin1String("lanes"))) {
        const double rate = ack.value(QLatin1String("rate")).toDouble(0);
        const auto lanes = static_cast<unsigned>(std::clamp(
            ack.value(QLatin1String("lanes")).toInt(1), 1, int(StreamDecoder::kMaxLanes)));
        if (!sameEpoch || channel->decoder.lastSeq() == 0 || rate != channel->decoder.rateHz())
            channel->decoder.begin(rate, lanes);
    }
    return channel;
}

// True where the step from the last seq is not the one that it should be.
bool SubscriptionTable::advance(Channel &channel, uint64_t seq)
{
    const bool wrong = channel.numbered && seq != channel.seq + 1;
    channel.seq = seq;
    channel.numbered = true;
    return wrong;
}

SubscriptionTable::Verdict SubscriptionTable::published(const FeedMessage &message)
{
    Verdict verdict;
    verdict.channel = learn(message.channel);
    if (!verdict.channel)
        return verdict;
    Channel &channel = *verdict.channel;
    if (message.kseq > 0) {
        // Per key; several keys share a candle channel, so only single-key channels can be counted.
        if (!message.as<Candle>()) {
            if (channel.kseq > 0 && message.kseq > channel.kseq)
                verdict.conflated = message.kseq - channel.kseq - 1;
            channel.kseq = message.kseq;
        }
        channel.seq = std::max(channel.seq, message.seq);
    } else if (channel.conflating) {
        channel.seq = std::max(channel.seq, message.seq);
    } else {
        verdict.unexplained = advance(channel, message.seq);
    }
    return verdict;
}

SubscriptionTable::Verdict SubscriptionTable::block(uint32_t channelId, uint64_t seq)
{
    Verdict verdict;
    verdict.channel = find(channelId);
    if (verdict.channel)
        verdict.unexplained = advance(*verdict.channel, seq) && !verdict.channel->conflating;
    return verdict;
}

void SubscriptionTable::snapshot(const FeedMessage &message, const QString &epoch)
{
    Channel *channel = learn(message.channel);
    if (!channel)
        return;
    const bool another = !epoch.isEmpty() && epoch != channel->epoch;
    channel->seq = another ? message.seq : std::max(message.seq, channel->seq);
    if (another)
        channel->epoch = epoch;
    channel->numbered = true;
}

uint64_t SubscriptionTable::lagged(const QString &name, uint64_t from, uint64_t to)
{
    if (from == 0 || to < from)
        return 0;
    if (Channel *channel = find(name)) {
        channel->seq = std::max(channel->seq, to);
        from = std::max(from, channel->begun + 1);
    }
    return to < from ? 0 : to - from + 1;
}

} // namespace wavetape::client
