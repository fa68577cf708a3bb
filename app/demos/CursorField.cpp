// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/CursorField.h"

#include "demos/DemoText.h"
#include "viewmodels/Format.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace wavetape::demos {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {
const QString kPrefix = u"game.cursors."_s;
constexpr int kPaceMs = 16; // 60 places a second
constexpr int kRestMs = 2000; // who rests says so, for those who come later
constexpr int kGoneMs = 6000;

client::SubscribeOptions newestOfEach()
{
    client::SubscribeOptions options;
    options.policy = u"conflate"_s;
    options.maxRate = 30;
    return options;
}

double within(double share)
{
    return std::round(std::clamp(share, 0.0, 1.0) * 10000) / 10000;
}
} // namespace

CursorField::CursorField(QObject *parent)
    : RatedDemo(kPrefix + u'*', newestOfEach(), parent)
{
    m_clock.start();
    m_pace.setSingleShot(true);
    m_pace.setInterval(kPaceMs);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (m_due)
            send();
    });
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        forgetTheGone();
        if (m_here)
            send();
    });
    connect(this, &DemoModel::activeChanged, this, [this] {
        if (!isActive())
            m_rest.stop();
    });
}

void CursorField::clear()
{
    m_pointers.clear();
    m_here = m_due = m_sending = false;
    m_came = m_bytes = m_saved = 0;
}

void CursorField::begin()
{
    RatedDemo::begin();
    m_rest.start();
}

void CursorField::move(double across, double down)
{
    if (!visitor() || !isActive())
        return;
    m_across = within(across);
    m_down = within(down);
    m_here = true;
    show(visitor()->id(), visitor()->name(), m_across, m_down);
    m_due = true;
    if (!m_pace.isActive())
        send();
}

void CursorField::step(double across, double down)
{
    move(m_across + across, m_down + down);
}

// One on its way at a time: where the server is slow the next place says more than this one.
void CursorField::send()
{
    if (m_sending || !isActive() || !visitor())
        return;
    m_due = false;
    m_sending = true;
    m_pace.start();
    publish(kPrefix + visitor()->id(),
        {{u"x"_s, m_across}, {u"y"_s, m_down}, {u"name"_s, visitor()->name()}},
        [this](const client::Reply &) {
            m_sending = false;
            if (m_due && !m_pace.isActive())
                send();
        });
}

void CursorField::take(const client::FeedMessage &message)
{
    const auto *value = dataOf(message);
    m_saved += double(message.conflated);
    if (!value || !value->isObject() || !message.channel.startsWith(kPrefix) || !visitor())
        return;
    const QJsonObject data = value->toObject();
    ++m_came;
    m_bytes += double(QJsonDocument(data).toJson(QJsonDocument::Compact).size());
    touch();
    const QString id = message.channel.mid(kPrefix.size());
    const double across = data.value("x"_L1).toDouble(-1), down = data.value("y"_L1).toDouble(-1);
    const auto isShare = [](double share) { return share >= 0 && share <= 1; };
    if (id != visitor()->id() && isShare(across) && isShare(down))
        show(id, nameOf(data, viewmodels::visibleText(id.left(kNameLength))), across, down);
}

void CursorField::show(const QString &id, const QString &name, double across, double down)
{
    auto pointer = std::find_if(
        m_pointers.begin(), m_pointers.end(), [&](const Pointer &one) { return one.id == id; });
    if (pointer == m_pointers.end()) {
        if (m_pointers.size() >= kMost)
            return;
        pointer = m_pointers.insert(pointer, Pointer {id, {}, 0, 0, 0});
    }
    *pointer = {id, name, across, down, m_clock.elapsed()};
    const int row = int(pointer - m_pointers.begin());
    // At the pace of the hand, not of the beat.
    if (row < rowCount())
        Q_EMIT dataChanged(index(row), index(row));
    else
        touch();
}

void CursorField::forgetTheGone()
{
    const qint64 now = m_clock.elapsed();
    std::erase_if(m_pointers, [&](const Pointer &one) {
        return now - one.atMs > kGoneMs && !(visitor() && one.id == visitor()->id());
    });
    touch();
}

QString CursorField::figures() const
{
    const double bytes = m_came > 0 ? m_saved * m_bytes / m_came : 0;
    return tr("%1 here · %2 places came · %3 never sent · %4 saved")
        .arg(Format::count(double(m_pointers.size())), Format::count(m_came),
            Format::count(m_saved), Format::bytes(bytes));
}

QVariant CursorField::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_pointers.size())
        return {};
    const Pointer &pointer = m_pointers[size_t(index.row())];
    const bool own = visitor() && pointer.id == visitor()->id();
    switch (role) {
    case Name:
        return own ? tr("%1 (you)").arg(visitor()->name()) : pointer.name;
    case Across:
        return pointer.across;
    case Down:
        return pointer.down;
    case Hue:
        return hueOf(pointer.id);
    case Own:
        return own;
    default:
        return {};
    }
}

QHash<int, QByteArray> CursorField::roleNames() const
{
    return {{Name, "name"}, {Across, "across"}, {Down, "down"}, {Hue, "hue"}, {Own, "own"}};
}

} // namespace wavetape::demos
