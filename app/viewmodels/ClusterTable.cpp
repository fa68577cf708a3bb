// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/ClusterTable.h"

#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"

#include <QJsonArray>

#include <algorithm>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
constexpr int kForbidden = 103; // protocol.md, *Errors*
constexpr qsizetype kMostName = 64;

QString partOf(const QString &role)
{
    if (role == "leader"_L1)
        return ClusterTable::tr("leads the feed");
    if (role == "follower"_L1)
        return ClusterTable::tr("follows");
    if (role == "alone"_L1)
        return ClusterTable::tr("feed of its own");
    return role == "none"_L1 ? ClusterTable::tr("no feed") : QString();
}
} // namespace

ClusterTable::ClusterTable(QObject *parent)
    : ReplacedListModel(parent)
{
}

void ClusterTable::setDashboard(Dashboard *dashboard)
{
    if (!dashboard || m_dashboard)
        return;
    m_dashboard = dashboard;
    // Another server follows, or the same one with other settings.
    connect(&dashboard->client(), &client::FeedClient::welcomed, this, [this] {
        m_standing = Unknown;
        m_asked.clear();
        Q_EMIT changed();
    });
    follow();
}

void ClusterTable::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    follow();
    Q_EMIT activeChanged();
}

void ClusterTable::follow()
{
    m_subscription.reset();
    if (!m_active || !m_dashboard)
        return;
    m_subscription = m_dashboard->client().subscribe(
        u"sys.cluster"_s, {}, [this](const std::vector<client::FeedMessage> &messages) {
            for (const auto &message : messages) {
                if (message.kind == client::FeedMessage::Kind::Refused)
                    refuse(message.code);
                else if (const auto *value = message.as<QJsonValue>(); value && value->isObject())
                    apply(value->toObject());
            }
        });
}

ClusterTable::Row ClusterTable::read(const QJsonObject &node)
{
    const QString role = textOf(node, "role"_L1, kMostName);
    Row row;
    row.node = textOf(node, "node"_L1, kMostName);
    row.part = partOf(role);
    row.leads = role == "leader"_L1;
    row.draining = node.value("draining"_L1).toBool();
    row.connections = numberOr(node, "connections"_L1, -1);
    row.inPerSecond = numberOr(node, "messagesInPerSecond"_L1, -1);
    row.outPerSecond = numberOr(node, "messagesOutPerSecond"_L1, -1);
    row.hopMs = numberOr(node.value("hopMs"_L1).toObject(), "p99"_L1, -1);
    row.uptimeMs = numberOr(node, "uptimeMs"_L1, -1);
    return row;
}

void ClusterTable::apply(const QJsonObject &cluster)
{
    const QString node = textOf(cluster, "node"_L1, kMostName);
    if (node != m_node) {
        for (TimeSeries *series : {&m_probe, &m_hopP50, &m_hopP99})
            series->clear();
    }
    m_standing = Member;
    m_node = node;
    m_cluster = textOf(cluster, "cluster"_L1, kMostName);
    const double time = numberOr(cluster, "time"_L1) / 1000;

    const QJsonObject broker = cluster.value("broker"_L1).toObject();
    m_brokerUp = broker.value("state"_L1).toString() != "away"_L1;
    m_trouble = textOf(broker, "trouble"_L1);
    m_losses = numberOr(broker, "losses"_L1);
    m_followed = numberOr(broker, "followed"_L1);
    const QJsonObject hop = broker.value("hopMs"_L1).toObject();
    // Nothing went round: no point, rather than one at zero.
    const auto append = [time](TimeSeries &series, double ms) {
        if (ms > 0)
            series.append(time, ms * 1000);
    };
    append(m_probe, numberOr(broker, "probeMs"_L1));
    append(m_hopP50, numberOr(hop, "p50"_L1));
    append(m_hopP99, numberOr(hop, "p99"_L1));

    const QJsonObject feed = cluster.value("feed"_L1).toObject();
    m_role = partOf(textOf(feed, "role"_L1, kMostName));
    m_leader = textOf(feed, "leader"_L1, kMostName);
    m_leaders = numberOr(feed, "leaders"_L1);
    m_beats = numberOr(feed, "beats"_L1);
    m_leaseMs = numberOr(feed, "leaseMs"_L1);

    m_rows.clear();
    const QJsonArray nodes = cluster.value("nodes"_L1).toArray();
    for (qsizetype i = 0; i < std::min(nodes.size(), kMostNodes); ++i)
        m_rows.push_back(read(nodes.at(i).toObject()));
    if (const Row *row = rowOf(m_asked); row && row->draining)
        m_asked.clear();
    tellReplaced(int(m_rows.size()));
    Q_EMIT changed();
}

void ClusterTable::refuse(int code)
{
    m_standing = code == kForbidden ? Forbidden : Alone;
    m_rows.clear();
    tellReplaced(0);
    Q_EMIT changed();
}

const ClusterTable::Row *ClusterTable::rowOf(const QString &node) const
{
    const int row = indexOfKey(node);
    return row < 0 ? nullptr : &m_rows[size_t(row)];
}

QString ClusterTable::target() const
{
    return rowOf(m_target) ? m_target : m_node; // who has gone is not meant any more
}

void ClusterTable::setTarget(const QString &node)
{
    if (node == m_target)
        return;
    m_target = node;
    m_problem.clear();
    Q_EMIT changed();
}

bool ClusterTable::isDraining() const
{
    const Row *row = rowOf(target());
    return (row && row->draining) || (!m_asked.isEmpty() && m_asked == target());
}

void ClusterTable::drain()
{
    if (!m_dashboard)
        return;
    m_asked = target();
    m_problem.clear();
    QJsonObject order {{u"type"_s, u"admin"_s}, {u"action"_s, u"drain"_s}};
    if (m_asked != m_node)
        order.insert(u"node"_s, m_asked);
    m_dashboard->client().request(order, [self = QPointer(this)](const client::Reply &reply) {
        // This window is told to go like everybody, perhaps before it has seen the answer.
        if (!self || reply.ok || (reply.code == 0 && self->m_asked == self->m_node))
            return;
        self->m_asked.clear();
        self->m_problem = visibleText(reply.error.left(256));
        Q_EMIT self->changed();
    });
    Q_EMIT changed();
}

QVariant ClusterTable::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_rows.size())
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const auto told
        = [](double value, auto write) { return value < 0 ? QStringLiteral("–") : write(value); };
    switch (role) {
    case Node:
        return row.node;
    case Here:
        return row.node == m_node;
    case Leads:
        return row.leads;
    case Draining:
        return row.draining;
    case Part:
        return row.part;
    case Connections:
        return told(row.connections, [](double value) { return Format::count(value); });
    case InRate:
        return told(row.inPerSecond, [](double value) { return Format::si(value); });
    case OutRate:
        return told(row.outPerSecond, [](double value) { return Format::si(value); });
    case Hop:
        return told(row.hopMs, [](double value) { return Format::micros(value * 1000); });
    case Uptime:
        return told(row.uptimeMs, [](double value) { return Format::elapsed(value); });
    default:
        return {};
    }
}

QHash<int, QByteArray> ClusterTable::roleNames() const
{
    return {{Node, "node"}, {Here, "here"}, {Leads, "leads"}, {Draining, "draining"},
        {Part, "part"}, {Connections, "connections"}, {InRate, "inRate"}, {OutRate, "outRate"},
        {Hop, "hop"}, {Uptime, "uptime"}};
}

QString ClusterTable::keyAt(int row) const
{
    return row >= 0 && size_t(row) < m_rows.size() ? m_rows[size_t(row)].node : QString();
}

int ClusterTable::indexOfKey(const QString &key) const
{
    const auto found = std::find_if(
        m_rows.begin(), m_rows.end(), [&](const Row &row) { return row.node == key; });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

} // namespace wavetape::viewmodels
