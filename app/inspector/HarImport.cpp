// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/HarImport.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <cmath>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {

constexpr double kLastMs = 8.64e15; // that a date can be

struct HarTexts {
    Q_DECLARE_TR_FUNCTIONS(HarImport)
};

double momentOf(double ms)
{
    return std::isfinite(ms) && ms >= 0 && ms <= kLastMs ? ms : 0;
}

// On one line: a line's end within would begin another header.
QByteArray wordOf(const QJsonValue &value)
{
    QByteArray text = value.toString().toUtf8();
    text.replace('\r', ' ').replace('\n', ' ');
    return text;
}

QByteArray headOf(const QByteArray &first, const QJsonObject &part)
{
    QByteArray head = first + "\r\n";
    const QJsonArray headers = part.value("headers"_L1).toArray();
    for (const QJsonValue header : headers) {
        const QJsonObject pair = header.toObject();
        const QByteArray name = wordOf(pair.value("name"_L1));
        // How Chromium tells HTTP/2 in HTTP/1's place.
        if (!name.startsWith(':'))
            head += name + ": " + wordOf(pair.value("value"_L1)) + "\r\n";
    }
    return head;
}

LogEntry message(const QJsonObject &told)
{
    LogEntry entry;
    const auto opcode = websocket::Opcode(told.value("opcode"_L1).toInt(1) & 15);
    const QString data = told.value("data"_L1).toString();
    const QByteArray payload = opcode == websocket::Opcode::text
        ? data.toUtf8()
        : QByteArray::fromBase64(data.toLatin1());
    entry.timeMs = momentOf(told.value("time"_L1).toDouble() * 1000);
    entry.outgoing = told.value("type"_L1).toString() == "send"_L1;
    entry.payload = payload.toStdString();
    entry.frames = 1;
    entry.frame.fin = true;
    entry.frame.opcode = opcode;
    entry.frame.payload = entry.payload.size();
    entry.frame.headerSize = uint8_t(websocket::serverHeaderSize(entry.payload.size()));
    entry.wireBytes = entry.payload.size() + entry.frame.headerSize;
    switch (opcode) {
    case websocket::Opcode::close:
        entry.kind = LogEntry::Kind::Close;
        break;
    case websocket::Opcode::ping:
        entry.kind = LogEntry::Kind::Ping;
        break;
    case websocket::Opcode::pong:
        entry.kind = LogEntry::Kind::Pong;
        break;
    default:
        entry.kind
            = opcode == websocket::Opcode::text ? LogEntry::Kind::Text : LogEntry::Kind::Binary;
    }
    return entry;
}

} // namespace

tl::expected<std::vector<LogEntry>, QString> entriesOfHar(const QByteArray &har)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(har, &problem);
    if (problem.error != QJsonParseError::NoError)
        return tl::unexpected(
            HarTexts::tr("no JSON: %1, at byte %2").arg(problem.errorString()).arg(problem.offset));
    const QJsonValue entries = document.object().value("log"_L1).toObject().value("entries"_L1);
    if (!entries.isArray())
        return tl::unexpected(HarTexts::tr("no HAR: it has no log.entries"));
    std::vector<LogEntry> log;
    const QJsonArray list = entries.toArray();
    for (const QJsonValue value : list) {
        const QJsonObject entry = value.toObject();
        if (!entry.value("_webSocketMessages"_L1).isArray())
            continue;
        const QJsonObject request = entry.value("request"_L1).toObject();
        const QJsonObject response = entry.value("response"_L1).toObject();
        const QUrl url(request.value("url"_L1).toString());
        const QByteArray target
            = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
        const double beganMs = momentOf(double(
            QDateTime::fromString(entry.value("startedDateTime"_L1).toString(), Qt::ISODateWithMs)
                .toMSecsSinceEpoch()));
        LogEntry head;
        head.timeMs = beganMs;
        head.kind = LogEntry::Kind::Request;
        head.outgoing = true;
        head.payload
            = headOf("GET " + (target.isEmpty() ? QByteArray("/") : target) + " HTTP/1.1", request)
                  .toStdString();
        log.push_back(head);
        head.timeMs = beganMs
            + std::max(0.0, entry.value("timings"_L1).toObject().value("wait"_L1).toDouble());
        head.kind = LogEntry::Kind::Response;
        head.outgoing = false;
        head.payload = headOf("HTTP/1.1 " + QByteArray::number(response.value("status"_L1).toInt())
                + ' ' + wordOf(response.value("statusText"_L1)),
            response)
                           .toStdString();
        log.push_back(head);
        const QJsonArray messages = entry.value("_webSocketMessages"_L1).toArray();
        for (const QJsonValue told : messages)
            log.push_back(message(told.toObject()));
    }
    if (log.empty())
        return tl::unexpected(HarTexts::tr("there is no WebSocket in it"));
    return log;
}

} // namespace wavetape::inspector
