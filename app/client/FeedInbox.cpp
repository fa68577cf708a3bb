// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/FeedInbox.h"

#include "protocol/ChannelFamily.h"

#include <algorithm>

namespace wavetape::client {

void FeedInbox::open(const QString &name, int limit, bool conflate)
{
    const std::lock_guard lock(m_mutex);
    Box &box = m_boxes[name];
    box.limit = static_cast<std::size_t>(std::max(limit, 1));
    box.conflate = conflate;
}

void FeedInbox::close(const QString &name)
{
    const std::lock_guard lock(m_mutex);
    m_boxes.remove(name);
}

QString FeedInbox::keyOf(const FeedMessage &message, bool conflate)
{
    if (message.kind != FeedMessage::Kind::Publication)
        return {};
    if (const Candle *candle = message.as<Candle>())
        return message.channel + u'@' + QString::number(candle->start, 'f', 0);
    const auto &family = protocol::familyOf(message.channel.toLatin1().toStdString());
    // Of which part of the channel it tells is not said; the server has conflated by it.
    if (family.key == protocol::ConflationKey::part)
        return {};
    // Of what says everything each time only the newest counts.
    if (conflate || family.snapshot == protocol::SnapshotForm::latest)
        return message.channel;
    return {};
}

bool FeedInbox::wake(int64_t nowMs)
{
    if (m_since != 0)
        return false;
    m_since = nowMs;
    return true;
}

bool FeedInbox::push(const QString &name, FeedMessage message, int64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_boxes.find(name);
    if (found == m_boxes.end())
        return false;
    Box &box = *found;
    const QString key = keyOf(message, box.conflate);
    if (!key.isEmpty()) {
        const auto pending = box.keys.constFind(key);
        if (pending != box.keys.cend() && *pending >= box.base) {
            FeedMessage &older = box.messages[*pending - box.base];
            message.conflated += older.conflated;
            older = std::move(message);
            ++m_counters.localConflated;
            return false;
        }
    } else {
        // What comes after a snapshot or an ack must not move in front of it.
        box.keys.clear();
    }
    while (box.messages.size() >= box.limit)
        dropOldest(box);
    box.messages.push_back(std::move(message));
    if (!key.isEmpty())
        box.keys.insert(key, box.base + box.messages.size() - 1);
    return wake(nowMs);
}

void FeedInbox::dropOldest(Box &box)
{
    const FeedMessage &oldest = box.messages.front();
    if (box.lost++ == 0)
        box.lostFrom = oldest.seq;
    box.lostTo = oldest.seq;
    ++m_counters.localDropped;
    box.messages.pop_front();
    ++box.base;
}

bool FeedInbox::push(Answer answer, int64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    m_answers.push_back(std::move(answer));
    return wake(nowMs);
}

double FeedInbox::takeLag(int64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    const int64_t waiting = m_since ? nowMs - m_since : 0;
    return static_cast<double>(std::max(waiting, std::exchange(m_worstLag, 0)));
}

FeedInbox::Batch FeedInbox::take(int64_t nowMs)
{
    Batch batch;
    const std::lock_guard lock(m_mutex);
    for (auto it = m_boxes.begin(); it != m_boxes.end(); ++it) {
        Box &box = *it;
        if (box.messages.empty())
            continue;
        std::vector<FeedMessage> messages;
        messages.reserve(box.messages.size() + 1);
        if (box.lost > 0) {
            FeedMessage lagged;
            lagged.kind = FeedMessage::Kind::Lagged;
            lagged.channel = it.key();
            const bool one = !it.key().endsWith(QLatin1String(".*"));
            lagged.from = one ? box.lostFrom : 1;
            lagged.to = one ? box.lostTo : box.lost;
            lagged.text = QStringLiteral("client");
            messages.push_back(std::move(lagged));
        }
        std::move(box.messages.begin(), box.messages.end(), std::back_inserter(messages));
        box.messages.clear();
        box.keys.clear();
        box.base = box.lost = 0;
        batch.messages.emplace_back(it.key(), std::move(messages));
    }
    batch.answers.swap(m_answers);
    if (m_since)
        m_worstLag = std::max(m_worstLag, nowMs - m_since);
    m_since = 0;
    return batch;
}

FeedCounters FeedInbox::counters(int64_t nowMs) const
{
    const std::lock_guard lock(m_mutex);
    FeedCounters counters = m_counters;
    counters.lagMs = m_since ? static_cast<double>(nowMs - m_since) : 0;
    return counters;
}

} // namespace wavetape::client
