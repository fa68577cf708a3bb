// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/NewsFeed.h"

#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

NewsFeed::NewsFeed(client::FeedClient &client, QObject *parent)
    : ReplacedListModel(parent)
    , m_client(client)
{
    connect(&m_flush, &BeatTimer::timeout, this, &NewsFeed::flush);
}

void NewsFeed::setActive(bool active)
{
    if (!active) {
        m_news.reset();
        m_alerts.reset();
        return;
    }
    const auto follow = [this](const QString &channel, bool alert) {
        return m_client.subscribe(
            channel, {}, [this, alert](const std::vector<client::FeedMessage> &messages) {
                for (const auto &message : messages) {
                    if (const auto *value = message.as<QJsonValue>())
                        apply(*value, alert);
                }
            });
    };
    m_news = follow(u"news"_s, false);
    m_alerts = follow(u"alerts"_s, true);
}

void NewsFeed::clear()
{
    m_items.clear();
    flush();
}

void NewsFeed::apply(const QJsonValue &value, bool alert)
{
    const QJsonArray array = value.toArray();
    for (const QJsonValue item : array)
        put(item.toObject(), alert);
    if (value.isObject())
        put(value.toObject(), alert);
    m_flush.arm();
}

void NewsFeed::put(const QJsonObject &object, bool alert)
{
    const Item item {numberOr(object, "time"_L1), textOf(object, "symbol"_L1, 16),
        textOf(object, "text"_L1), alert};
    // A snapshot tells again what is known already.
    if (item.text.isEmpty() || std::find(m_items.begin(), m_items.end(), item) != m_items.end())
        return;
    m_items.insert(std::find_if(m_items.begin(), m_items.end(),
                       [&](const Item &other) { return other.time <= item.time; }),
        item);
    if (m_items.size() > kLimit)
        m_items.pop_back();
}

void NewsFeed::flush()
{
    tellReplaced(int(m_items.size()));
    Q_EMIT changed();
}

QString NewsFeed::latest() const
{
    return m_items.empty() ? QString() : m_items.front().text;
}

QVariant NewsFeed::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_items.size())
        return {};
    const Item &item = m_items[size_t(index.row())];
    switch (role) {
    case TimeText:
        return Format::clock(item.time);
    case Symbol:
        return item.symbol;
    case Text:
        return item.text;
    case Alert:
        return item.alert;
    case Spoken:
        return (item.alert ? tr("alert at %1: %2") : tr("news at %1: %2"))
            .arg(Format::clock(item.time), item.text);
    default:
        return {};
    }
}

QHash<int, QByteArray> NewsFeed::roleNames() const
{
    return {{TimeText, "timeText"}, {Symbol, "symbol"}, {Text, "text"}, {Alert, "alert"},
        {Spoken, "spoken"}};
}

} // namespace wavetape::viewmodels
