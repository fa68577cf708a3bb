// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LogExport.h"

#include "websocket/Utf8.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {
constexpr uint64_t kExported = 500;
}

QByteArray exportLine(uint64_t number, const LogEntry &entry)
{
    QJsonObject line {{"n"_L1, qint64(number)},
        {"time"_L1,
            QDateTime::fromMSecsSinceEpoch(qint64(entry.timeMs), Qt::UTC)
                .toString(Qt::ISODateWithMs)},
        {"kind"_L1, QLatin1String(kindName(entry.kind))},
        {"direction"_L1, entry.outgoing ? u"out"_s : u"in"_s}};
    if (entry.hasFrame()) {
        const websocket::FrameInfo &frame = entry.frame;
        line["fin"_L1] = frame.fin;
        line["rsv"_L1] = int(frame.rsv1) * 4 + int(frame.rsv2) * 2 + int(frame.rsv3);
        line["opcode"_L1] = int(frame.opcode);
        line["header"_L1] = int(frame.headerSize);
        line["length"_L1] = qint64(frame.payload);
        line["wire"_L1] = qint64(entry.wireBytes);
        if (entry.frames > 1)
            line["frames"_L1] = qint64(entry.frames);
        if (frame.masked)
            line["key"_L1] = QString::fromLatin1(
                QByteArray(reinterpret_cast<const char *>(frame.key.data()), 4).toHex());
    }
    if (entry.kind == LogEntry::Kind::Close)
        line["code"_L1] = entry.closeCode == 0 ? 1005 : int(entry.closeCode);
    const QByteArray payload
        = QByteArray::fromRawData(entry.payload.data(), qsizetype(entry.payload.size()));
    if (entry.kind != LogEntry::Kind::Binary && websocket::isValidUtf8(entry.payload))
        line["text"_L1] = QString::fromUtf8(payload);
    else
        line["base64"_L1] = QString::fromLatin1(payload.toBase64());
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

int64_t exportLog(const MessageLog &log, QIODevice &device)
{
    const MessageLog::Extent extent = log.extent();
    int64_t written = 0;
    std::vector<std::pair<uint64_t, LogEntry>> slice;
    for (uint64_t at = extent.first; at < extent.end;) {
        slice.clear();
        at = std::max(at + 1,
            log.visit(at, std::min(at + kExported, extent.end),
                [&](uint64_t number, const LogEntry &entry) {
                    slice.emplace_back(number, entry);
                    return true;
                }));
        for (const auto &[number, entry] : slice) {
            const QByteArray line = exportLine(number, entry);
            if (device.write(line) != line.size())
                return -1;
            ++written;
        }
    }
    return written;
}

} // namespace wavetape::inspector
