// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/StreamRack.h"

#include "client/ChannelFamilies.h"
#include "viewmodels/JsonRead.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QPointer>
#include <QRegularExpression>
#include <QStandardPaths>

#include <algorithm>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;
using client::kUplinkFamily;
using client::kWaveFamily;

namespace {
constexpr size_t kMaxRows = 200;
constexpr qsizetype kMostName = 128;
// What an empty oscilloscope starts with.
const QString kFirstChannel = u"wave.sine1"_s;
const QString kSecondChannel = u"wave.ecg"_s;
} // namespace

StreamRack::StreamRack(client::FeedClient &client, QObject *parent)
    : QAbstractListModel(parent)
    , m_client(client)
{
    for (int i = 0; i < kSlots; ++i)
        m_slots.append(new StreamSlot(client, i, this));
    m_measure.setInterval(250);
    connect(&m_measure, &QTimer::timeout, this, &StreamRack::tick);
    m_list.setInterval(2000);
    connect(&m_list, &QTimer::timeout, this, &StreamRack::askAll);
    connect(&client, &client::FeedClient::welcomed, this, [this] {
        if (m_active)
            askAll();
    });
}

void StreamRack::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    for (StreamSlot *slot : std::as_const(m_slots))
        slot->setActive(active);
    if (active) {
        askAll();
        m_sinceMeasure.start();
        m_measure.start();
        m_list.start();
    } else {
        m_measure.stop();
        m_list.stop();
    }
    Q_EMIT activeChanged();
}

QString StreamRack::fileFor(const QString &label, const QString &ending)
{
    QString name = label;
    name.remove(QRegularExpression(u"[^A-Za-z0-9_-]"_s));
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    for (int number = 1; number < 10'000; ++number) {
        QString file = folder.filePath(u"%1-%2.%3"_s.arg(name).arg(number).arg(ending));
        if (!QFile::exists(file))
            return file;
    }
    return {};
}

void StreamRack::askAll()
{
    ask(kWaveFamily);
    ask(kUplinkFamily);
}

void StreamRack::ask(const QString &prefix)
{
    m_client.request({{u"type"_s, u"list"_s}, {u"prefix"_s, prefix}},
        [self = QPointer(this), prefix](const client::Reply &reply) {
            if (self && reply.ok)
                self->take(prefix, reply.message);
        });
}

void StreamRack::take(const QString &prefix, const QJsonObject &list)
{
    std::vector<Row> rows;
    for (const Row &row : m_rows) {
        // A stream that is shown keeps its row after it has ended.
        if (!row.channel.startsWith(prefix) || slotOf(row.channel) >= 0)
            rows.push_back(row);
    }
    const QJsonArray channels = list.value("channels"_L1).toArray();
    for (const QJsonValue value : channels) {
        const QJsonObject channel = value.toObject();
        const QString name = textOf(channel, "channel"_L1, 128);
        if (!name.startsWith(prefix) || textOf(channel, "kind"_L1, 8) != u"binary"
            || rows.size() >= kMaxRows)
            continue;
        const int subscribers = int(numberOr(channel, "subscribers"_L1));
        const QJsonObject described = channel.value("signal"_L1).toObject();
        const QString unit = textOf(described, "unit"_L1, 16);
        QString signal = textOf(described, "name"_L1, 64);
        if (!signal.isEmpty() && !unit.isEmpty())
            signal += u", "_s + unit;
        const auto known = std::find_if(
            rows.begin(), rows.end(), [&](const Row &row) { return row.channel == name; });
        if (known != rows.end())
            *known = {name, subscribers, signal};
        else
            rows.push_back({name, subscribers, signal});
    }
    // Generators first, then uplinks, each by name.
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        const bool aWave = a.channel.startsWith(kWaveFamily);
        const bool bWave = b.channel.startsWith(kWaveFamily);
        return aWave != bWave ? aWave : a.channel < b.channel;
    });

    const bool same = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
        [](const Row &a, const Row &b) { return a.channel == b.channel; });
    if (same) {
        m_rows = std::move(rows);
        if (!m_rows.empty())
            Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1));
    } else {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        Q_EMIT countChanged();
    }
    nameSlots();
    if (!m_chosenOnce && prefix == kWaveFamily && !m_rows.empty()) {
        m_chosenOnce = true;
        for (const QString &channel : {kFirstChannel, kSecondChannel}) {
            if (std::any_of(m_rows.begin(), m_rows.end(),
                    [&](const Row &row) { return row.channel == channel; }))
                toggle(channel);
        }
    }
}

void StreamRack::nameSlots()
{
    for (const Row &row : m_rows) {
        if (const int number = slotOf(row.channel); number >= 0)
            m_slots[number]->setSignal(row.signal);
    }
}

int StreamRack::slotOf(const QString &channel) const
{
    for (const StreamSlot *slot : m_slots) {
        if (slot->channel() == channel)
            return slot->number();
    }
    return -1;
}

int StreamRack::indexOfKey(const QString &channel) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
        [&channel](const Row &row) { return row.channel == channel; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

bool StreamRack::toggle(const QString &channel)
{
    int number = slotOf(channel);
    if (number >= 0) {
        m_slots[number]->setChannel({});
    } else {
        number = slotOf({});
        if (number < 0 || channel.isEmpty())
            return false;
        m_slots[number]->setChannel(channel);
    }
    m_chosenOnce = true;
    nameSlots();
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(int(m_rows.size()) - 1), {Slot});
    Q_EMIT usedChanged();
    return true;
}

QStringList StreamRack::shown() const
{
    QStringList channels;
    for (const StreamSlot *slot : m_slots) {
        if (slot->isUsed())
            channels << slot->channel();
    }
    return channels;
}

void StreamRack::show(const QStringList &channels)
{
    for (const QString &channel : shown()) {
        if (!channels.contains(channel))
            toggle(channel);
    }
    for (const QString &channel : channels) {
        if (channel.size() <= kMostName && slotOf(channel) < 0)
            toggle(channel);
    }
}

void StreamRack::tick()
{
    const double seconds = double(m_sinceMeasure.restart()) / 1000;
    for (StreamSlot *slot : std::as_const(m_slots))
        slot->measure(seconds);
    Q_EMIT measured();
}

int StreamRack::used() const
{
    return int(std::count_if(
        m_slots.begin(), m_slots.end(), [](const StreamSlot *slot) { return slot->isUsed(); }));
}

double StreamRack::lost() const
{
    double sum = 0;
    for (const StreamSlot *slot : m_slots)
        sum += slot->lost();
    return sum;
}

double StreamRack::totalHz() const
{
    double sum = 0;
    for (const StreamSlot *slot : m_slots)
        sum += slot->arrivingHz();
    return sum;
}

int StreamRack::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant StreamRack::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_rows.size())
        return {};
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case Channel:
        return row.channel;
    case Label:
        return row.signal.isEmpty() ? StreamSlot::labelOf(row.channel) : row.signal;
    case Uplink:
        return row.channel.startsWith(kUplinkFamily);
    case Slot:
        return slotOf(row.channel);
    case Subscribers:
        return row.subscribers;
    default:
        return {};
    }
}

QHash<int, QByteArray> StreamRack::roleNames() const
{
    return {{Channel, "channel"}, {Label, "label"}, {Uplink, "uplink"}, {Slot, "slotNumber"},
        {Subscribers, "subscribers"}};
}

} // namespace wavetape::viewmodels
