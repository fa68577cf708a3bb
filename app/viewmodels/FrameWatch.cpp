// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/FrameWatch.h"

#include "viewmodels/Format.h"
#include "viewmodels/JsonRead.h"

#include <QPointer>

namespace wavetape::viewmodels {

using namespace Qt::StringLiterals;

namespace {
constexpr int kTapMs = 120'000;
constexpr qsizetype kPreview = 120;

QString kindOf(int opcode)
{
    switch (opcode) {
    case 0:
        return u"continuation"_s;
    case 1:
        return u"text"_s;
    case 2:
        return u"binary"_s;
    case 8:
        return u"close"_s;
    case 9:
        return u"ping"_s;
    case 10:
        return u"pong"_s;
    default:
        return u"opcode %1"_s.arg(opcode);
    }
}

QString hexOf(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex(' '));
}

QString payloadOf(const FrameWatch::Frame &frame)
{
    if (frame.hidden)
        return FrameWatch::tr("not recorded: it may carry a token");
    if (frame.opcode == 1 && !(frame.rsv & 4))
        return QString::fromUtf8(frame.payload);
    if (frame.opcode == 8 && frame.payload.size() >= 2) {
        const int code = uint8_t(frame.payload[0]) << 8 | uint8_t(frame.payload[1]);
        return u"%1 %2"_s.arg(code).arg(QString::fromUtf8(frame.payload.mid(2))).trimmed();
    }
    return hexOf(frame.payload);
}
} // namespace

FrameWatch::FrameWatch(client::FeedClient &client, QObject *parent)
    : QAbstractListModel(parent)
    , m_client(client)
{
    m_renewal.setInterval(kTapMs / 2);
    connect(&m_renewal, &QTimer::timeout, this, &FrameWatch::renew);
}

void FrameWatch::start(const QString &connection)
{
    clear();
    m_connection = connection;
    // The channel is there once the tap is; until then nothing may be subscribed.
    m_client.request({{u"type"_s, u"admin"_s}, {u"action"_s, u"tap"_s},
                         {u"connection"_s, connection}, {u"ms"_s, kTapMs}},
        [self = QPointer(this), connection](const client::Reply &reply) {
            if (!self || self->m_connection != connection)
                return;
            if (!reply.ok) {
                self->stop(reply.error.isEmpty() ? tr("No answer from the server")
                                                 : reply.error.left(200));
                return;
            }
            self->m_subscription = self->m_client.subscribe(u"sys.frames."_s + connection, {},
                [self](const std::vector<client::FeedMessage> &messages) {
                    for (const auto &message : messages) {
                        if (message.kind == client::FeedMessage::Kind::Refused)
                            self->stop(message.text.left(200));
                        else if (const auto *value = message.as<QJsonValue>())
                            self->add(value->toObject());
                    }
                    self->show();
                });
            self->m_renewal.start();
            Q_EMIT self->changed();
        });
}

void FrameWatch::renew()
{
    m_client.request({{u"type"_s, u"admin"_s}, {u"action"_s, u"tap"_s},
        {u"connection"_s, m_connection}, {u"ms"_s, kTapMs}});
}

void FrameWatch::stop(const QString &note)
{
    if (m_subscription) {
        m_client.request({{u"type"_s, u"admin"_s}, {u"action"_s, u"tap"_s},
            {u"connection"_s, m_connection}, {u"enabled"_s, false}});
    }
    m_subscription.reset();
    m_renewal.stop();
    m_connection.clear();
    m_note = note;
    show();
    Q_EMIT changed();
}

void FrameWatch::clear()
{
    stop();
    m_frames.clear();
    m_skipped = 0;
    show();
}

FrameWatch::Frame FrameWatch::read(const QJsonObject &object)
{
    const auto bytes = [&object](QLatin1StringView key) {
        return QByteArray::fromHex(textOf(object, key, 1024).toLatin1());
    };
    return {.time = numberOr(object, "time"_L1),
        .in = object.value("direction"_L1).toString() == "in"_L1,
        .fin = object.value("fin"_L1).toBool(true),
        .masked = object.value("masked"_L1).toBool(),
        .hidden = object.value("hidden"_L1).toBool(),
        .rsv = int(numberOr(object, "rsv"_L1)) & 7,
        .opcode = int(numberOr(object, "opcode"_L1)) & 15,
        .lengthBits = int(numberOr(object, "lengthBits"_L1, 7)),
        .bytes = numberOr(object, "bytes"_L1),
        .header = bytes("header"_L1),
        .key = bytes("key"_L1),
        .payload = bytes("payload"_L1)};
}

void FrameWatch::add(const QJsonObject &object)
{
    m_skipped += numberOr(object, "skipped"_L1);
    if (object.contains("ended"_L1)) {
        m_subscription.reset(); // there is no tap any more to be ended
        stop(tr("The server stopped: %1").arg(textOf(object, "ended"_L1)));
        return;
    }
    m_frames.push_front(read(object));
    m_frames.front().number = ++m_seen;
    if (m_frames.size() > kLimit)
        m_frames.pop_back();
}

// Rows are positional: new frames move the texts, and only growth makes rows.
void FrameWatch::show()
{
    if (m_frames.size() > m_rows) {
        beginInsertRows({}, int(m_rows), int(m_frames.size()) - 1);
        m_rows = m_frames.size();
        endInsertRows();
    } else if (m_frames.size() < m_rows) {
        beginRemoveRows({}, int(m_frames.size()), int(m_rows) - 1);
        m_rows = m_frames.size();
        endRemoveRows();
    }
    if (m_rows > 0)
        Q_EMIT dataChanged(index(0), index(int(m_rows) - 1));
    Q_EMIT changed();
}

double FrameWatch::keyAt(int row) const
{
    return data(index(row), Number).toDouble();
}

int FrameWatch::indexOfKey(double number) const
{
    const double row = m_frames.empty() ? -1 : double(m_frames.front().number) - number;
    return row >= 0 && row < double(m_rows) ? int(row) : -1;
}

int FrameWatch::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows);
}

QVariant FrameWatch::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || size_t(index.row()) >= m_frames.size())
        return {};
    const Frame &frame = m_frames[size_t(index.row())];
    switch (role) {
    case Number:
        return double(frame.number);
    case TimeText:
        return Format::clock(frame.time, true);
    case In:
        return frame.in;
    case Kind:
        return kindOf(frame.opcode);
    case Flags: {
        QStringList flags;
        if (frame.fin)
            flags << u"FIN"_s;
        for (int bit = 0; bit < 3; ++bit) {
            if (frame.rsv & (4 >> bit))
                flags << u"RSV%1"_s.arg(bit + 1);
        }
        return flags.isEmpty() ? u"–"_s : flags.join(u' ');
    }
    case Size:
        return Format::bytes(frame.bytes);
    case Preview:
        return payloadOf(frame).left(kPreview).simplified();
    case Header:
        return frame.masked ? tr("%1  (%2 bytes: %3-bit length, key %4)")
                                  .arg(hexOf(frame.header))
                                  .arg(frame.header.size())
                                  .arg(frame.lengthBits)
                                  .arg(hexOf(frame.key))
                            : tr("%1  (%2 bytes: %3-bit length, not masked)")
                                  .arg(hexOf(frame.header))
                                  .arg(frame.header.size())
                                  .arg(frame.lengthBits);
    case Payload:
        return double(frame.payload.size()) < frame.bytes && !frame.hidden
            ? tr("%1 … (%2 not recorded)")
                  .arg(payloadOf(frame), Format::bytes(frame.bytes - double(frame.payload.size())))
            : payloadOf(frame);
    default:
        return {};
    }
}

QHash<int, QByteArray> FrameWatch::roleNames() const
{
    return {{Number, "number"}, {TimeText, "timeText"}, {In, "inward"}, {Kind, "kind"},
        {Flags, "flags"}, {Size, "size"}, {Preview, "preview"}, {Header, "header"},
        {Payload, "payload"}};
}

} // namespace wavetape::viewmodels
