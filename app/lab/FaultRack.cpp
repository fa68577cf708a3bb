// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/FaultRack.h"

#include "viewmodels/Format.h"

#include <QJsonArray>
#include <QPointer>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace wavetape::lab {

using namespace Qt::StringLiterals;
using viewmodels::Format;

namespace {
constexpr int kAskMs = 1000;
constexpr int kSendMs = 120; // a slider that is dragged asks now and then
constexpr int kLaterMs = 3000;
constexpr int kTenth = 10;
constexpr auto kNameBegin = "lab-"_L1; // what the names of the rack's faults begin with

enum class FaultUnit { None, Ms, KilobytesPerSecond, Bytes, Count, Code };
const QVariantList kCloseCodes {1000, 1001, 1008, 1011, 1012, 1013};
const QVariantList kStatuses {401, 403, 429, 500, 503};

QString amountText(FaultUnit unit, double amount)
{
    switch (unit) {
    case FaultUnit::None:
        break;
    case FaultUnit::Ms:
        return Format::span(amount);
    case FaultUnit::KilobytesPerSecond:
        return Format::si(amount * 1000, u"B/s"_s);
    case FaultUnit::Bytes:
        return Format::bytes(amount);
    case FaultUnit::Count:
        return Format::count(amount);
    case FaultUnit::Code:
        return QString::number(int(amount));
    }
    return {};
}
} // namespace

struct FaultRack::Kind {
    const char *type;
    const char *attribute; // null: there is nothing to set
    FaultUnit unit;
    double least, most, preset;
    bool ofMessages; // a channel may choose, and the n-th message
    const char *title;
    const char *what;

    // clang-format off
    static constexpr auto all()
    {
        return std::to_array<Kind>({
            {"latency", "latency", FaultUnit::Ms, 10, 10'000, 200, false, QT_TR_NOOP("Latency"), QT_TR_NOOP("Everything comes so much later.")},
            {"bandwidth", "rate", FaultUnit::KilobytesPerSecond, 1, 10'000, 8, false, QT_TR_NOOP("Bandwidth"), QT_TR_NOOP("A thin line: so many bytes a second.")},
            {"stall", "ms", FaultUnit::Ms, 200, 60'000, 4000, false, QT_TR_NOOP("Stall"), QT_TR_NOOP("Nothing for so long, then all of it.")},
            {"slicer", "average_size", FaultUnit::Bytes, 1, 1000, 5, false, QT_TR_NOOP("Slicer"), QT_TR_NOOP("Small pieces: frames come cut anywhere.")},
            {"timeout", nullptr, FaultUnit::None, 0, 0, 0, false, QT_TR_NOOP("Silence"), QT_TR_NOOP("Nothing comes any more, and nobody says so.")},
            {"blackhole", nullptr, FaultUnit::None, 0, 0, 0, false, QT_TR_NOOP("Blackhole"), QT_TR_NOOP("Nothing passes either way.")},
            {"half_close", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Half close"), QT_TR_NOOP("The server's side ends, and it reads on.")},
            {"corrupt", "bits", FaultUnit::Count, 1, 64, 1, false, QT_TR_NOOP("Corrupt"), QT_TR_NOOP("So many bits of every KiB are flipped.")},
            {"limit_data", "bytes", FaultUnit::Bytes, 100, 1'000'000, 10'000, false, QT_TR_NOOP("End after bytes"), QT_TR_NOOP("The connection ends after so many.")},
            {"reset_peer", "timeout", FaultUnit::Ms, 1, 10'000, 1000, false, QT_TR_NOOP("Reset"), QT_TR_NOOP("TCP is reset after so long.")},
            {"slow_close", "delay", FaultUnit::Ms, 100, 10'000, 2000, false, QT_TR_NOOP("Slow close"), QT_TR_NOOP("The end comes so much later.")},
            {"handshake", "status", FaultUnit::Code, 0, 0, 503, false, QT_TR_NOOP("Refused"), QT_TR_NOOP("Handshakes are answered with this status.")},
            {"ws_close", "code", FaultUnit::Code, 0, 0, 1012, true, QT_TR_NOOP("Close"), QT_TR_NOOP("A close frame with this code, out of the blue.")},
            {"ws_cut", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Cut"), QT_TR_NOOP("The end without a close frame: 1006.")},
            {"ws_mute_pong", nullptr, FaultUnit::None, 0, 0, 0, false, QT_TR_NOOP("Muted pongs"), QT_TR_NOOP("The client's pings are not answered.")},
            {"ws_fragment", "size", FaultUnit::Bytes, 1, 1000, 16, true, QT_TR_NOOP("Fragments"), QT_TR_NOOP("Messages come in frames of so many bytes.")},
            {"ws_rsv", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Reserved bit"), QT_TR_NOOP("A bit is set that nobody agreed on: 1002.")},
            {"ws_bad_utf8", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Bad UTF-8"), QT_TR_NOOP("A text that is none: 1007.")},
            {"msg_gap", "n", FaultUnit::Count, 1, 100, 3, true, QT_TR_NOOP("Gap"), QT_TR_NOOP("So many messages in a row are left out.")},
            {"msg_drop", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Drop"), QT_TR_NOOP("Each message is left out by its own draw.")},
            {"msg_duplicate", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Duplicate"), QT_TR_NOOP("Messages come twice.")},
            {"msg_reorder", "n", FaultUnit::Count, 1, 100, 1, true, QT_TR_NOOP("Reorder"), QT_TR_NOOP("A message comes after so many later ones.")},
            {"msg_delay", "ms", FaultUnit::Ms, 10, 10'000, 500, true, QT_TR_NOOP("Delay"), QT_TR_NOOP("A message comes later, others overtake it.")},
            {"book_bad_crc", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Wrong checksum"), QT_TR_NOOP("An order book's checksum is not its own.")},
            {"clock_skew", "ms", FaultUnit::Ms, 10, 600'000, 5000, true, QT_TR_NOOP("Clock skew"), QT_TR_NOOP("The server's clock is ahead by so much.")},
            {"msg_truncate_json", nullptr, FaultUnit::None, 0, 0, 0, true, QT_TR_NOOP("Spoilt JSON"), QT_TR_NOOP("A message's JSON ends in the middle.")},
        });
    }
    // clang-format on
};

FaultRack::FaultRack(QObject *parent)
    : QAbstractListModel(parent)
{
    static constexpr auto kinds = Kind::all();
    for (const Kind &kind : kinds)
        m_rows.push_back({&kind, kind.preset});
    m_asking.setInterval(kAskMs);
    connect(&m_asking, &QTimer::timeout, this, &FaultRack::ask);
    m_sending.setSingleShot(true);
    m_sending.setInterval(kSendMs);
    connect(&m_sending, &QTimer::timeout, this, [this] {
        for (Row &row : m_rows) {
            if (row.dirty && row.on)
                send(row);
        }
    });
}

FaultRack::~FaultRack() = default;

void FaultRack::setDashboard(viewmodels::Dashboard *dashboard)
{
    if (m_dashboard)
        disconnect(m_dashboard->link(), nullptr, this, nullptr);
    m_dashboard = dashboard;
    // Another server, or the same one begun anew, has none of them.
    if (dashboard)
        connect(dashboard->link(), &viewmodels::LinkStatus::changed, this, &FaultRack::ask);
}

void FaultRack::setActive(bool active)
{
    m_active = active;
    if (!active) {
        m_asking.stop();
        return;
    }
    ask();
    m_asking.start();
}

QVariantList FaultRack::choicesOf(const Kind &kind)
{
    if (kind.unit != FaultUnit::Code)
        return {};
    return kind.type == "ws_close"_L1 ? kCloseCodes : kStatuses;
}

int FaultRack::onCount() const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.on; }));
}

int FaultRack::rowOf(const QString &type) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
        [&](const Row &row) { return type == QLatin1StringView(row.kind->type); });
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

void FaultRack::request(QJsonObject message)
{
    if (!m_dashboard)
        return;
    ++m_asked;
    message.insert(u"type"_s, u"admin"_s);
    m_dashboard->client().request(
        std::move(message), [rack = QPointer<FaultRack>(this)](const client::Reply &reply) {
            if (!rack)
                return;
            --rack->m_asked;
            rack->m_outcome = reply.ok ? QString() : reply.error;
            Q_EMIT rack->changed();
            rack->ask();
        });
}

void FaultRack::ask()
{
    if (!m_dashboard || !m_active || !m_dashboard->link()->isLive())
        return;
    m_dashboard->client().request({{u"type"_s, u"admin"_s}, {u"action"_s, u"faults"_s}},
        [rack = QPointer<FaultRack>(this)](const client::Reply &reply) {
            if (!rack || rack->m_asked > 0)
                return;
            rack->m_supported = reply.ok || reply.code == 0;
            QStringList there;
            const QJsonArray toxics = reply.message.value("toxics"_L1).toArray();
            for (const QJsonValue toxic : toxics)
                there << toxic["name"_L1].toString();
            for (Row &row : rack->m_rows)
                row.on = there.removeOne(kNameBegin + QLatin1StringView(row.kind->type));
            rack->m_foreign = int(there.size());
            Q_EMIT rack->dataChanged(rack->index(0), rack->index(rack->count() - 1));
            Q_EMIT rack->changed();
        });
}

void FaultRack::send(Row &row)
{
    row.dirty = false;
    QJsonObject attributes = row.story ? row.more : aim(row);
    if (row.kind->attribute)
        attributes.insert(QLatin1StringView(row.kind->attribute), std::round(row.amount));
    request({{u"action"_s, u"fault"_s},
        {u"toxic"_s,
            QJsonObject {{u"name"_s, kNameBegin + QLatin1StringView(row.kind->type)},
                {u"type"_s, QLatin1StringView(row.kind->type)},
                {u"stream"_s, row.upstream ? u"upstream"_s : u"downstream"_s},
                {u"attributes"_s, attributes}}}});
}

void FaultRack::rowChanged(const Row &row)
{
    const QModelIndex at = index(int(&row - m_rows.data()));
    Q_EMIT dataChanged(at, at);
    Q_EMIT changed();
}

void FaultRack::setOn(int row, bool on)
{
    if (row < 0 || row >= count() || m_rows[size_t(row)].on == on)
        return;
    Row &at = m_rows[size_t(row)];
    at.on = on;
    at.story = at.upstream = false;
    if (on)
        send(at);
    else
        request(
            {{u"action"_s, u"heal"_s}, {u"name"_s, kNameBegin + QLatin1StringView(at.kind->type)}});
    rowChanged(at);
}

void FaultRack::setAmount(int row, double amount)
{
    if (row < 0 || row >= count())
        return;
    Row &at = m_rows[size_t(row)];
    at.amount = at.kind->most > 0 ? std::clamp(amount, at.kind->least, at.kind->most) : amount;
    at.dirty = at.on;
    if (at.dirty && !m_sending.isActive())
        m_sending.start();
    rowChanged(at);
}

void FaultRack::toggle(int row)
{
    if (row >= 0 && row < count())
        setOn(row, !m_rows[size_t(row)].on);
}

void FaultRack::turn(int row, int by)
{
    if (row < 0 || row >= count())
        return;
    const Row &at = m_rows[size_t(row)];
    const QVariantList choices = choicesOf(*at.kind);
    if (!choices.isEmpty()) {
        const auto next
            = std::clamp<qsizetype>(choices.indexOf(int(at.amount)) + by, 0, choices.size() - 1);
        setAmount(row, choices[next].toDouble());
    } else if (at.kind->most > 0) {
        const double factor = std::pow(10.0, by / 10.0);
        setAmount(row,
            by > 0 ? std::max(at.amount + 1, at.amount * factor)
                   : std::min(at.amount - 1, at.amount * factor));
    }
}

void FaultRack::heal()
{
    for (Row &row : m_rows)
        row.on = row.dirty = false;
    request({{u"action"_s, u"heal"_s}});
    Q_EMIT dataChanged(index(0), index(count() - 1));
    Q_EMIT changed();
}

void FaultRack::put(const QString &type, double amount, const QJsonObject &more, bool upstream)
{
    const int row = rowOf(type);
    if (row < 0)
        return;
    Row &at = m_rows[size_t(row)];
    at.on = at.story = true;
    at.upstream = upstream;
    at.more = more;
    at.amount = amount;
    send(at);
    rowChanged(at);
}

void FaultRack::take(const QString &type)
{
    setOn(rowOf(type), false);
}

void FaultRack::takeAll()
{
    for (int row = 0; row < count(); ++row)
        setOn(row, false);
}

QJsonObject FaultRack::aim(const Row &row) const
{
    static const QStringList transports {
        {}, u"websocket"_s, u"sse"_s, u"longpoll"_s}; // as in the control port's `match`
    QJsonObject match, when, attributes;
    if (m_whom == ThisWindow && m_dashboard)
        match.insert(u"connection"_s, u'c' + m_dashboard->link()->session().mid(1));
    else if (m_whom == Clients)
        match.insert(u"connection"_s, m_clientName.isEmpty() ? u"lab-*"_s : m_clientName);
    if (m_transport > 0 && m_transport < transports.size())
        match.insert(u"transport"_s, transports[m_transport]);
    if (row.kind->ofMessages && !m_channel.isEmpty())
        match.insert(u"channel"_s, m_channel);
    if (m_moment == Later)
        when.insert(u"after_ms"_s, kLaterMs);
    else if (m_moment == EveryTenth && row.kind->ofMessages)
        when.insert(u"every"_s, kTenth);
    if (!match.isEmpty())
        attributes.insert(u"match"_s, match);
    if (!when.isEmpty())
        attributes.insert(u"when"_s, when);
    if (m_share < 1)
        attributes.insert(u"probability"_s, m_share);
    return attributes;
}

QString FaultRack::aimText(const QJsonObject &attributes) const
{
    const QJsonObject match = attributes.value("match"_L1).toObject();
    const QJsonObject when = attributes.value("when"_L1).toObject();
    QStringList parts;
    const QString connection = match.value("connection"_L1).toString();
    parts << (connection.isEmpty()           ? tr("everybody but this window")
            : connection.startsWith(u"lab-") ? connection
                                             : tr("this window"));
    for (const auto &key : {"channel"_L1, "transport"_L1}) {
        if (match.contains(key))
            parts << match.value(key).toString();
    }
    if (when.contains("after_ms"_L1))
        parts << tr("after %1").arg(Format::span(when.value("after_ms"_L1).toDouble()));
    if (when.contains("every"_L1))
        parts << tr("every %1th message").arg(when.value("every"_L1).toInt());
    if (attributes.contains("probability"_L1))
        parts << tr("%1 %").arg(std::round(attributes.value("probability"_L1).toDouble() * 100));
    return parts.join(u" · "_s);
}

void FaultRack::aimAnew()
{
    bool any = false;
    for (Row &row : m_rows)
        any = (row.dirty = row.on && !row.story) || any;
    if (any && !m_sending.isActive())
        m_sending.start();
    Q_EMIT dataChanged(index(0), index(count() - 1));
    Q_EMIT aimed();
}

void FaultRack::setWhom(Whom whom)
{
    m_whom = whom;
    aimAnew();
}

void FaultRack::setClient(const QString &pattern)
{
    m_clientName = pattern.trimmed();
    aimAnew();
}

void FaultRack::setChannel(const QString &pattern)
{
    m_channel = pattern.trimmed();
    aimAnew();
}

void FaultRack::setTransport(int transport)
{
    m_transport = transport;
    aimAnew();
}

void FaultRack::setMoment(int moment)
{
    m_moment = moment;
    aimAnew();
}

void FaultRack::setShare(double share)
{
    m_share = std::clamp(share, 0.01, 1.0);
    aimAnew();
}

int FaultRack::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant FaultRack::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= count())
        return {};
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case Type:
        return QString::fromLatin1(row.kind->type);
    case Title:
        return tr(row.kind->title);
    case What:
        return tr(row.kind->what);
    case On:
        return row.on;
    case Amount:
        return row.amount;
    case AmountText:
        return amountText(row.kind->unit, row.amount);
    case Least:
        return row.kind->least;
    case Most:
        return row.kind->most;
    case Choices:
        return choicesOf(*row.kind);
    case Aim:
        return row.on ? aimText(row.story ? row.more : aim(row)) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> FaultRack::roleNames() const
{
    return {{Type, "type"}, {Title, "title"}, {What, "what"}, {On, "on"}, {Amount, "amount"},
        {AmountText, "amountText"}, {Least, "least"}, {Most, "most"}, {Choices, "choices"},
        {Aim, "aim"}};
}

} // namespace wavetape::lab
