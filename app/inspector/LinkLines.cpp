// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LinkLines.h"

#include "viewmodels/JsonRead.h"

#include <QCoreApplication>

#include <algorithm>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;
using viewmodels::numberOr;
using viewmodels::textOf;
using websocket::Opcode;

namespace {

struct LinkTexts {
    Q_DECLARE_TR_FUNCTIONS(LinkLines)
};

constexpr qsizetype kMostHead = 16 * 1024, kMostHex = 2 << 20; // letters

LogEntry note(double timeMs, const QString &text)
{
    LogEntry entry;
    entry.timeMs = timeMs;
    entry.payload = text.toStdString();
    return entry;
}

QByteArray bytesOf(const QJsonObject &told, QLatin1StringView key)
{
    return QByteArray::fromHex(told.value(key).toString().left(kMostHex).toLatin1());
}

websocket::FrameInfo frameOf(const QJsonObject &told)
{
    websocket::FrameInfo frame;
    frame.fin = told.value("fin"_L1).toBool(true);
    const int rsv = told.value("rsv"_L1).toInt();
    frame.rsv1 = rsv & 4;
    frame.rsv2 = rsv & 2;
    frame.rsv3 = rsv & 1;
    frame.opcode = Opcode(told.value("opcode"_L1).toInt() & 15);
    frame.masked = told.value("masked"_L1).toBool();
    frame.headerSize = uint8_t(std::min<qsizetype>(bytesOf(told, "header"_L1).size(), 14));
    const QByteArray key = bytesOf(told, "key"_L1);
    std::copy_n(key.begin(), std::min(size_t(key.size()), frame.key.size()), frame.key.begin());
    frame.payload = uint64_t(std::clamp(numberOr(told, "bytes"_L1), 0.0, 9e15));
    return frame;
}

LogEntry control(const websocket::FrameInfo &frame, const QByteArray &payload)
{
    LogEntry entry;
    entry.frames = 1;
    entry.frame = frame;
    entry.wireBytes = frame.headerSize + frame.payload;
    entry.kind = frame.opcode == Opcode::ping ? LogEntry::Kind::Ping
        : frame.opcode == Opcode::pong        ? LogEntry::Kind::Pong
                                              : LogEntry::Kind::Close;
    entry.payload = payload.toStdString();
    if (entry.kind == LogEntry::Kind::Close && payload.size() >= 2) {
        entry.closeCode = uint16_t(uint8_t(payload[0]) << 8 | uint8_t(payload[1]));
        entry.payload.erase(0, 2);
    }
    return entry;
}

} // namespace

void LinkLines::begin(const QJsonObject &told, double timeMs, std::vector<LogEntry> &lines)
{
    const QString request = told.value("request"_L1).toString().left(kMostHead);
    const QString response = told.value("response"_L1).toString().left(kMostHead);
    const double openedMs = numberOr(told, "openedMs"_L1, timeMs);
    LogEntry head;
    head.kind = LogEntry::Kind::Request;
    head.outgoing = true;
    head.timeMs = openedMs - std::max(0.0, numberOr(told, "handshakeMs"_L1));
    head.payload = request.toStdString();
    lines.push_back(head);
    head.kind = LogEntry::Kind::Response;
    head.outgoing = false;
    head.timeMs = openedMs;
    head.payload = response.toStdString();
    lines.push_back(head);
    m_ways = {};
    m_path = request.section(u' ', 1, 1).section(u'?', 0, 0);
    m_subprotocol.clear();
    constexpr auto kName = "sec-websocket-protocol:"_L1;
    for (const QString &line : response.split(u'\n')) {
        if (line.startsWith(kName, Qt::CaseInsensitive))
            m_subprotocol = line.mid(kName.size()).trimmed();
    }
}

void LinkLines::forget()
{
    m_ways = {};
}

void LinkLines::take(const QJsonObject &told, std::vector<LogEntry> &lines)
{
    const double timeMs = numberOr(told, "time"_L1, m_lastMs);
    m_lastMs = timeMs;
    if (told.contains("request"_L1)) {
        begin(told, timeMs, lines);
        return;
    }
    if (told.contains("ended"_L1)) {
        lines.push_back(note(timeMs, textOf(told, "ended"_L1)));
        return;
    }
    if (!told.contains("opcode"_L1))
        return;
    const bool outgoing = told.value("direction"_L1).toString() == "in"_L1;
    const websocket::FrameInfo frame = frameOf(told);
    const QByteArray payload = bytesOf(told, "payload"_L1);
    Way &way = m_ways[outgoing];
    if (websocket::isControl(frame.opcode)) {
        lines.push_back(control(frame, payload));
        lines.back().timeMs = timeMs;
        lines.back().outgoing = outgoing;
        return;
    }
    if (frame.opcode != Opcode::continuation) {
        way.first = frame;
        way.wire = way.frames = 0;
    }
    way.wire += frame.headerSize + frame.payload;
    ++way.frames;
    if (told.value("hidden"_L1).toBool()) {
        lines.push_back(note(timeMs,
            LinkTexts::tr("%Ln byte(s) of the client, not told: they may carry a token", nullptr,
                int(std::min<uint64_t>(frame.payload, 1 << 30)))));
        lines.back().outgoing = true;
        return;
    }
    const auto message = way.joiner.take(frame, {payload.constData(), size_t(payload.size())});
    if (!frame.fin)
        return;
    if (!message || uint64_t(payload.size()) < frame.payload) {
        lines.push_back(note(timeMs,
            LinkTexts::tr("A message that is too large, or whose compression began before it was "
                          "looked at")));
        return;
    }
    LogEntry entry;
    entry.timeMs = timeMs;
    entry.outgoing = outgoing;
    entry.frames = way.frames;
    entry.frame = way.first;
    entry.wireBytes = way.wire;
    entry.kind
        = way.joiner.opcode() == Opcode::text ? LogEntry::Kind::Text : LogEntry::Kind::Binary;
    entry.payload = *message;
    lines.push_back(std::move(entry));
}

} // namespace wavetape::inspector
