// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ConnectionTable.h"

#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"
#include "viewmodels/QueueMarks.h"
#include "viewmodels/TransportName.h"

#include <QHash>
#include <QJsonArray>

#include <algorithm>
#include <cmath>
#include <utility>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {

// A listing that a slow link loses is not asked for again and again.
constexpr int kAskAgainMs = 30'000;
// A connection's age, told with each change, wavers by what the server needed to gather it.
constexpr double kAgeWaversMs = 1000;
// A reader is losing for so long after a loss, and behind for so long after that.
constexpr double kLosingMs = 5'000;
constexpr double kRecoveringMs = 60'000;
// What waits longer is old.
constexpr double kOldMs = 1'000;
constexpr double kVeryOldMs = 5'000;

ConnectionTable::Row readRow(const QJsonObject &o, double time)
{
    return {.id = textOf(o, "id"_L1, 32),
        .session = textOf(o, "session"_L1, 64),
        .address = textOf(o, "address"_L1, 64),
        .path = textOf(o, "path"_L1, 160),
        .dialect = textOf(o, "dialect"_L1, 16),
        .transport = textOf(o, "transport"_L1, 16),
        .origin = textOf(o, "origin"_L1, 160),
        .agent = textOf(o, "agent"_L1, 200),
        .user = textOf(o, "user"_L1, 64),
        .state = textOf(o, "state"_L1, 16),
        .lag = textOf(o, "lag"_L1, 16),
        .policy = textOf(o, "policy"_L1, 24),
        .faults = textOf(o, "faults"_L1, 1024),
        .keptBy = textOf(o.value("affinity"_L1).toObject(), "by"_L1, 64),
        .keptOn = textOf(o.value("affinity"_L1).toObject(), "node"_L1, 64),
        .tls = o.value("tls"_L1).toBool(),
        .rttMs = numberOrNaN(o, "rttMs"_L1),
        .outPerSecond = numberOr(o, "outPerSecond"_L1),
        .inPerSecond = numberOr(o, "inPerSecond"_L1),
        .bytesOut = numberOr(o, "bytesOut"_L1),
        .bytesIn = numberOr(o, "bytesIn"_L1),
        .messagesOut = numberOr(o, "messagesOut"_L1),
        .messagesIn = numberOr(o, "messagesIn"_L1),
        .queueBytes = numberOr(o, "queueBytes"_L1),
        .queueMessages = numberOr(o, "queueMessages"_L1),
        .oldestMs = numberOr(o, "oldestMs"_L1),
        .dropped = numberOr(o, "dropped"_L1),
        .conflated = numberOr(o, "conflated"_L1),
        .laggedNotices = numberOr(o, "laggedNotices"_L1),
        .channels = numberOr(o, "channels"_L1),
        .bufferedAmount = numberOrNaN(o, "bufferedAmount"_L1),
        .clientLagMs = numberOrNaN(o, "lagMs"_L1),
        .readPauses = numberOr(o, "readPauses"_L1),
        .readPaused = o.value("readPaused"_L1).toBool(),
        .closingAt = time - numberOrNaN(o, "closingMs"_L1),
        .openedAt = time - numberOr(o, "sinceMs"_L1)};
}

// An agent string is long; its last product says what it is.
QString shortAgent(const QString &agent)
{
    for (const auto name : {"Edg/"_L1, "Firefox/"_L1, "Chrome/"_L1, "Chromium/"_L1, "Safari/"_L1}) {
        if (const qsizetype at = agent.indexOf(name); at >= 0) {
            const qsizetype end = agent.indexOf(u'.', at);
            return agent.mid(at, end < 0 ? -1 : end - at).replace(u'/', u' ');
        }
    }
    return agent.left(80);
}

int compare(double a, double b)
{
    const bool aKnown = !std::isnan(a);
    const bool bKnown = !std::isnan(b);
    if (aKnown != bKnown)
        return aKnown ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
}

const QHash<QString, ConnectionTable::Comparison> &comparisons()
{
    using Row = ConnectionTable::Row;
    static const QHash<QString, ConnectionTable::Comparison> table {
        {u"address"_s, [](const Row &a, const Row &b) { return a.address.compare(b.address); }},
        {u"agent"_s,
            [](const Row &a, const Row &b) {
                return a.agent.compare(b.agent, Qt::CaseInsensitive);
            }},
        {u"dialect"_s, [](const Row &a, const Row &b) { return a.dialect.compare(b.dialect); }},
        {u"transport"_s,
            [](const Row &a, const Row &b) { return a.transport.compare(b.transport); }},
        {u"path"_s, [](const Row &a, const Row &b) { return a.path.compare(b.path); }},
        {u"user"_s, [](const Row &a, const Row &b) { return a.user.compare(b.user); }},
        {u"state"_s,
            [](const Row &a, const Row &b) {
                return a.lag != b.lag ? a.lag.compare(b.lag) : a.state.compare(b.state);
            }},
        {u"rtt"_s, [](const Row &a, const Row &b) { return compare(a.rttMs, b.rttMs); }},
        {u"outRate"_s,
            [](const Row &a, const Row &b) { return compare(a.outPerSecond, b.outPerSecond); }},
        {u"inRate"_s,
            [](const Row &a, const Row &b) { return compare(a.inPerSecond, b.inPerSecond); }},
        {u"queue"_s,
            [](const Row &a, const Row &b) { return compare(a.queueBytes, b.queueBytes); }},
        {u"dropped"_s, [](const Row &a, const Row &b) { return compare(a.dropped, b.dropped); }},
        {u"channels"_s, [](const Row &a, const Row &b) { return compare(a.channels, b.channels); }},
        {u"policy"_s, [](const Row &a, const Row &b) { return a.policy.compare(b.policy); }},
        {u"age"_s, [](const Row &a, const Row &b) { return compare(b.openedAt, a.openedAt); }},
    };
    return table;
}

} // namespace

ConnectionTable::ConnectionTable(client::FeedClient &client, QObject *parent)
    : QAbstractListModel(parent)
    , m_client(client)
    , m_compare(comparisons().value(m_sortKey))
{
}

void ConnectionTable::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active) {
        // Listings come in pages and as differences: none of them may stand in for another.
        client::SubscribeOptions options;
        options.policy = u"drop-oldest"_s;
        m_subscription = m_client.subscribe(u"sys.connections"_s, options,
            [this](const std::vector<client::FeedMessage> &messages) {
                bool lost = false;
                for (const auto &message : messages) {
                    lost = lost || message.kind == client::FeedMessage::Kind::Lagged;
                    if (const auto *value = message.as<QJsonValue>(); value && value->isObject())
                        apply(value->toObject());
                }
                if (lost && m_mayAskAgain.hasExpired()) {
                    m_mayAskAgain.setRemainingTime(kAskAgainMs);
                    m_client.resync(u"sys.connections"_s);
                }
                arrange();
            });
    } else {
        m_subscription.reset();
    }
    Q_EMIT activeChanged();
}

void ConnectionTable::apply(const QJsonObject &listing)
{
    const bool full = listing.value("full"_L1).toBool();
    const int page = int(numberOr(listing, "page"_L1));
    const int pages = std::max(1, int(numberOr(listing, "pages"_L1, 1)));
    m_time = numberOr(listing, "time"_L1, m_time);
    if (full && page == 0) {
        ++m_listing;
        m_nextPage = 0;
    }
    if (full)
        m_nextPage = page == m_nextPage ? page + 1 : -1;
    const QJsonArray rows = listing.value("rows"_L1).toArray();
    for (const QJsonValue value : rows)
        insert(readRow(value.toObject(), m_time));
    const QJsonArray removed = listing.value("removed"_L1).toArray();
    for (const QJsonValue id : removed) {
        if (const auto it = m_rows.find(id.toString()); it != m_rows.end())
            remove(it->second);
    }
    if (full && m_nextPage == pages) {
        for (auto &[id, row] : m_rows) {
            if (row.seen != m_listing)
                remove(row);
        }
    }
    m_known = true;
}

void ConnectionTable::insert(Row row)
{
    if (row.id.isEmpty() || (total() >= kLimit && !m_rows.contains(row.id)))
        return;
    row.seen = m_listing;
    const auto [it, isNew] = m_rows.try_emplace(row.id);
    Row &kept = it->second;
    if (kept.gone)
        --m_gone;
    else if (!isNew && std::abs(kept.openedAt - row.openedAt) < kAgeWaversMs)
        row.openedAt = kept.openedAt;
    row.lostAt = isNew || kept.gone ? -1 : row.dropped > kept.dropped ? m_time : kept.lostAt;
    row.health = kept.health;
    row.moved = true;
    if (!kept.moved)
        m_moved.push_back(&kept);
    kept = std::move(row);
}

void ConnectionTable::remove(Row &row)
{
    if (row.gone)
        return;
    row.gone = true;
    ++m_gone;
}

bool ConnectionTable::matches(const Row &row) const
{
    if (m_filter.isEmpty())
        return true;
    for (const QString *text :
        {&row.id, &row.address, &row.agent, &row.user, &row.path, &row.dialect, &row.transport,
            &row.origin, &row.state, &row.lag, &row.policy, &row.faults}) {
        if (text->contains(m_filter, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

bool ConnectionTable::precedes(const Row *a, const Row *b) const
{
    if (a->health != b->health)
        return a->health > b->health;
    if (const int way = m_compare ? m_compare(*a, *b) : 0; way != 0)
        return m_descending ? way > 0 : way < 0;
    // "c9" before "c12": ids count up.
    return a->id.size() != b->id.size() ? a->id.size() < b->id.size() : a->id < b->id;
}

void ConnectionTable::arrange()
{
    const auto before = [this](const Row *a, const Row *b) { return precedes(a, b); };
    // Those who fared badly recover with time, also when nothing is told of them.
    for (int i = 0; i < m_ailing; ++i) {
        if (Row *row = m_order[size_t(i)]; !row->moved && healthOf(*row) != row->health) {
            row->moved = true;
            m_moved.push_back(row);
        }
    }
    std::erase_if(m_order, [](const Row *row) { return row->moved || row->gone; });
    const auto kept = std::ptrdiff_t(m_order.size());
    for (Row *row : m_moved) {
        row->moved = false;
        row->health = healthOf(*row);
        if (!row->gone && matches(*row))
            m_order.push_back(row);
    }
    m_moved.clear();
    m_ailing = 0;
    if (std::exchange(m_gone, 0) > 0)
        std::erase_if(m_rows, [](const auto &entry) { return entry.second.gone; });
    std::sort(m_order.begin() + kept, m_order.end(), before);
    std::inplace_merge(m_order.begin(), m_order.begin() + kept, m_order.end(), before);
    m_ailing = int(std::partition_point(m_order.begin(), m_order.end(), [](const Row *row) {
        return row->health != Keeping;
    }) - m_order.begin());
    show();
}

void ConnectionTable::rearrange()
{
    m_order.clear();
    m_moved.clear();
    m_ailing = 0;
    for (auto &[id, row] : m_rows) {
        row.moved = true;
        m_moved.push_back(&row);
    }
    arrange();
}

void ConnectionTable::show()
{
    const int before = m_shownRows;
    const int after = int(m_order.size());
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_shownRows = after;
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_shownRows = after;
        endRemoveRows();
    }
    if (after > 0)
        Q_EMIT dataChanged(index(0), index(after - 1));
    Q_EMIT updated();
}

void ConnectionTable::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    Q_EMIT viewChanged();
    rearrange();
}

void ConnectionTable::sortBy(const QString &role)
{
    if (!comparisons().contains(role))
        return;
    m_descending = role == m_sortKey ? !m_descending : false;
    m_sortKey = role;
    m_compare = comparisons().value(role);
    Q_EMIT viewChanged();
    rearrange();
}

QString ConnectionTable::keyAt(int row) const
{
    return row >= 0 && size_t(row) < m_order.size() ? m_order[size_t(row)]->id : QString();
}

int ConnectionTable::indexOfKey(const QString &id) const
{
    const auto it = std::find_if(
        m_order.begin(), m_order.end(), [&](const Row *row) { return row->id == id; });
    return it == m_order.end() ? -1 : int(it - m_order.begin());
}

const ConnectionTable::Row *ConnectionTable::find(const QString &id) const
{
    const auto it = m_rows.find(id);
    return it == m_rows.cend() || it->second.gone ? nullptr : &it->second;
}

bool ConnectionTable::isOwn(const Row &row) const
{
    return !row.session.isEmpty() && row.session == m_client.session();
}

int ConnectionTable::others() const
{
    const bool own = std::any_of(m_rows.begin(), m_rows.end(),
        [this](const auto &entry) { return !entry.second.gone && isOwn(entry.second); });
    return total() - own;
}

ConnectionTable::Health ConnectionTable::healthOf(const Row &row) const
{
    const double sinceLoss = row.lostAt < 0 ? kRecoveringMs : m_time - row.lostAt;
    if (sinceLoss < kLosingMs || row.oldestMs > kVeryOldMs)
        return Losing;
    if (sinceLoss < kRecoveringMs || row.oldestMs > kOldMs || row.lag == u"lagging")
        return Behind;
    return Keeping;
}

int ConnectionTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_shownRows;
}

QString ConnectionTable::stateText(const QString &state)
{
    return state == u"open" ? tr("open") : state == u"closing" ? tr("closing") : state;
}

QVariant ConnectionTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    // A view still asks for rows while they are being taken away.
    static const Row kNone;
    const Row &row = size_t(index.row()) < m_order.size() ? *m_order[size_t(index.row())] : kNone;
    switch (role) {
    case Id:
        return row.id;
    case Address:
        return row.address;
    case Agent:
        return !row.agent.isEmpty() ? shortAgent(row.agent)
            : isOwn(row)            ? tr("Wavetape")
                                    : tr("unknown");
    case Dialect:
        return row.dialect;
    case Transport:
        return transportMark(row.transport);
    case Path:
        return row.path;
    case Origin:
        return row.origin;
    case User:
        return row.user;
    case State:
        return row.health == Losing ? tr("losing")
            : row.health == Behind  ? tr("behind")
                                    : stateText(row.state);
    case Open:
        return row.state == u"open";
    case Fares:
        return row.health;
    case Lagging:
        return row.lag == u"lagging";
    case Rtt:
        return std::isnan(row.rttMs) ? u"–"_s : Format::micros(row.rttMs * 1000);
    case OutRate:
        return Format::si(row.outPerSecond);
    case InRate:
        return Format::si(row.inPerSecond);
    case Queue:
        return Format::bytes(row.queueBytes);
    case QueueShare:
        return row.queueBytes / QueueMarks::of(m_client).hard;
    case Oldest:
        return row.oldestMs > 0 ? Format::span(row.oldestMs) : QString();
    case Dropped:
        return Format::count(row.dropped);
    case Conflated:
        return Format::count(row.conflated);
    case Channels:
        return Format::count(row.channels);
    case Policy:
        return row.policy;
    case Age:
        return Format::elapsed(ageOf(row));
    case Own:
        return isOwn(row);
    default:
        return {};
    }
}

QHash<int, QByteArray> ConnectionTable::roleNames() const
{
    return {{Id, "key"}, {Address, "address"}, {Agent, "agent"}, {Dialect, "dialect"},
        {Transport, "transport"}, {Path, "path"}, {Origin, "origin"}, {User, "user"},
        {State, "state"}, {Lagging, "lagging"}, {Rtt, "rtt"}, {OutRate, "outRate"},
        {InRate, "inRate"}, {Queue, "queue"}, {QueueShare, "queueShare"}, {Oldest, "oldest"},
        {Dropped, "dropped"}, {Conflated, "conflated"}, {Channels, "channels"}, {Policy, "policy"},
        {Age, "age"}, {Own, "own"}, {Fares, "fares"}, {Open, "open"}};
}

} // namespace wavetape::viewmodels
