// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/AuctionLot.h"

#include "demos/DemoText.h"
#include "viewmodels/Format.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace wavetape::demos {

using namespace Qt::StringLiterals;

namespace {
const QString kAuction = u"auction.lamp"_s;
constexpr qsizetype kNewest = 8;
constexpr qsizetype kMostMine = 1000;
constexpr int kTickMs = 100;
constexpr double kMostAmount = 1e9;
constexpr int kUnknownChannel = 104; // protocol.md, *Errors*

AuctionLot::Phase phaseOf(const QString &name)
{
    if (name == "waiting"_L1)
        return AuctionLot::Waiting;
    if (name == "open"_L1)
        return AuctionLot::Open;
    if (name == "sold"_L1)
        return AuctionLot::Sold;
    return name == "unsold"_L1 ? AuctionLot::Unsold : AuctionLot::Unknown;
}
} // namespace

AuctionLot::AuctionLot(QObject *parent)
    : DemoModel(kAuction, parent)
{
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (leftMs() == 0)
            m_tick.stop();
        Q_EMIT leftChanged();
    });
    connect(this, &DemoModel::activeChanged, this, [this] {
        if (!isActive())
            m_tick.stop();
    });
}

void AuctionLot::clear()
{
    m_phase = Unknown;
    m_title.clear();
    m_round = m_least = m_told = m_longest = 0;
    m_newest.clear();
    m_tick.stop();
    Q_EMIT leftChanged();
}

void AuctionLot::begin()
{
    follow(kAuction);
}

void AuctionLot::bid(double amount)
{
    if (!visitor() || !(amount >= 1 && amount <= kMostAmount) || amount != std::floor(amount))
        return;
    const QJsonObject offer {{u"name"_s, visitor()->name()}, {u"amount"_s, amount}};
    publishTyped(kAuction + u".bid"_s, offer,
        tr("%1 was not taken: %2").arg(dollars(qint64(amount)), u"%1"_s),
        [this, offer, amount](const client::Reply &reply) {
            if (!reply.ok)
                return;
            if (m_mine.size() >= kMostMine)
                m_mine.clear();
            const auto seq = qint64(reply.message.value("seq"_L1).toDouble());
            m_mine.insert(seq, {seq, qint64(amount), nameOf(offer, tr("somebody"))});
            touch();
        });
}

void AuctionLot::take(const client::FeedMessage &message)
{
    if (message.kind == client::FeedMessage::Kind::Refused) {
        if (message.code == kUnknownChannel)
            m_phase = Absent;
        touch();
        return;
    }
    const auto *value = dataOf(message);
    if (!value || !value->isObject())
        return;
    const QJsonObject data = value->toObject();
    const Phase phase = phaseOf(data.value("phase"_L1).toString());
    const auto round = wholeOf(data, "round"_L1), least = wholeOf(data, "least"_L1),
               left = wholeOf(data, "leftMs"_L1);
    if (phase == Unknown || !round || !least || !left)
        return;
    m_longest = *round == m_round && phase == m_phase ? std::max(m_longest, *left) : *left;
    m_phase = phase;
    m_round = *round;
    m_least = *least;
    m_told = *left;
    m_since.start();
    m_title = viewmodels::textOf(data, "title"_L1, 80);
    m_newest.clear();
    const QJsonArray newest = data.value("newest"_L1).toArray();
    for (qsizetype i = 0; i < std::min(newest.size(), kNewest); ++i) {
        const QJsonObject one = newest.at(i).toObject();
        const auto seq = wholeOf(one, "seq"_L1), amount = wholeOf(one, "amount"_L1);
        if (seq && amount)
            m_newest.push_back({*seq, *amount, nameOf(one, tr("somebody"))});
    }
    if (isActive())
        m_tick.start();
    touch();
}

bool AuctionLot::isMine() const
{
    if (m_newest.empty())
        return false;
    const auto own = m_mine.constFind(m_newest.front().seq);
    return own != m_mine.constEnd() && *own == m_newest.front();
}

QString AuctionLot::dollars(qint64 amount)
{
    return u'$' + viewmodels::Format::count(double(amount));
}

qint64 AuctionLot::leftMs() const
{
    return m_since.isValid() ? std::max<qint64>(0, m_told - m_since.elapsed()) : 0;
}

double AuctionLot::leftShare() const
{
    return m_longest > 0 ? double(leftMs()) / double(m_longest) : 0;
}

QString AuctionLot::roundText() const
{
    switch (m_phase) {
    case Waiting:
        return tr("Round %1, about to begin").arg(m_round);
    case Open:
        return tr("Round %1, open").arg(m_round);
    case Sold:
        return tr("Round %1, sold").arg(m_round);
    case Unsold:
        return tr("Round %1, not sold").arg(m_round);
    default:
        return {};
    }
}

QString AuctionLot::price() const
{
    if (m_phase == Unknown || m_phase == Absent)
        return {};
    return m_newest.empty() ? tr("from %1").arg(dollars(m_least))
                            : dollars(m_newest.front().amount);
}

QString AuctionLot::leader() const
{
    if (m_phase == Unknown || m_phase == Absent)
        return {};
    if (m_newest.empty())
        return tr("Nobody has bid yet.");
    if (m_phase == Sold)
        return isMine() ? tr("You have it.") : tr("%1 has it.").arg(m_newest.front().name);
    return isMine() ? tr("You lead.") : tr("%1 leads.").arg(m_newest.front().name);
}

QString AuctionLot::leftText() const
{
    const double seconds = double(leftMs()) / 1000;
    if (m_phase == Open)
        return tr("%1 s left; a late bid leaves the others 10 s")
            .arg(viewmodels::Format::fixed(seconds, 1));
    if (m_phase == Unknown || m_phase == Absent)
        return {};
    return tr("the next round in %1 s").arg(viewmodels::Format::fixed(seconds, 0));
}

QVariant AuctionLot::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_newest.size())
        return {};
    const Bid &bid = m_newest[size_t(index.row())];
    switch (role) {
    case Name:
        return bid.name;
    case Amount:
        return dollars(bid.amount);
    case Number:
        return u'#' + QString::number(bid.seq);
    case Hue:
        return hueOf(bid.name);
    default:
        return {};
    }
}

QHash<int, QByteArray> AuctionLot::roleNames() const
{
    return {{Name, "name"}, {Amount, "amount"}, {Number, "number"}, {Hue, "hue"}};
}

} // namespace wavetape::demos
