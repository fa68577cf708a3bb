// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/LogExport.h"

#include "recording/Har.h"
#include "recording/Pcapng.h"
#include "websocket/Utf8.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <string_view>

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

LogFormat logFormatOf(const QString &path)
{
    if (path.endsWith(u".har"_s, Qt::CaseInsensitive))
        return LogFormat::Har;
    return path.endsWith(u".pcapng"_s, Qt::CaseInsensitive) ? LogFormat::Pcapng : LogFormat::Ndjson;
}

namespace {

// A log's lines in one of the formats, as bytes for a file.
class LogWriter {
public:
    LogWriter(LogFormat format, bool secure)
        : m_format(format)
        , m_secure(secure)
    {
    }

    void begin()
    {
        if (m_format == LogFormat::Har)
            m_har.begin(m_out, kCreator, kCreatorVersion);
        else if (m_format == LogFormat::Pcapng)
            recording::PcapngWriter::begin(m_out, kCreator);
    }
    // False: the line has no place in it.
    bool add(uint64_t number, const LogEntry &entry)
    {
        m_lastMicros = std::llround(entry.timeMs * 1000);
        if (m_format == LogFormat::Ndjson) {
            m_out += exportLine(number, entry).toStdString();
            return true;
        }
        if (entry.kind == LogEntry::Kind::Request) {
            leave();
            m_request = entry;
            return true;
        }
        if (entry.kind == LogEntry::Kind::Response)
            return answered(entry);
        return m_open && entry.hasFrame() && message(entry);
    }
    void finish()
    {
        leave();
        if (m_format == LogFormat::Har)
            m_har.finish(m_out);
    }
    std::string &out() { return m_out; }

private:
    static constexpr std::string_view kCreator = "Wavetape Inspector", kCreatorVersion = "1";
    static constexpr uint16_t kFirstPort = 49152, kPorts = 16384; // of those that nobody owns

    static std::string_view word(std::string_view line, int which)
    {
        line = line.substr(0, line.find_first_of("\r\n"));
        for (; which > 0; --which)
            line.remove_prefix(std::min(line.size(), line.find(' ') + 1));
        return line.substr(0, line.find(' '));
    }
    static std::string hostOf(std::string_view head)
    {
        const QByteArray text = QByteArray::fromRawData(head.data(), qsizetype(head.size()));
        for (const QByteArray &line : text.split('\n')) {
            if (line.size() > 5 && line.left(5).compare("host:", Qt::CaseInsensitive) == 0)
                return line.sliced(5).trimmed().toStdString();
        }
        return "unknown";
    }
    bool answered(const LogEntry &entry)
    {
        const std::string &head = m_request.payload;
        if (head.empty() || word(entry.payload, 1) != "101")
            return false; // no WebSocket came of it
        m_open = true;
        const auto micros = int64_t(std::llround(m_request.timeMs * 1000));
        const std::string host = hostOf(head);
        if (m_format == LogFormat::Har) {
            const std::string url
                = (m_secure ? "wss://" : "ws://") + host + std::string(word(head, 1));
            m_har.open(m_out, {url, head, entry.payload, micros, m_lastMicros, {}});
            return true;
        }
        ++m_connections;
        recording::WireEnds ends;
        ends.clientPort = uint16_t(kFirstPort + m_connections % kPorts);
        m_pcapng.open(m_out, m_connections, ends, micros,
            "Made by Wavetape of the Inspector's log: addresses and TCP are invented; Host: "
                + host);
        m_pcapng.bytes(m_out, m_connections, true, micros, whole(head));
        m_pcapng.bytes(m_out, m_connections, false, m_lastMicros, whole(entry.payload));
        return true;
    }
    // A head as it travels: with its lines' ends, and the empty one after it.
    static std::string whole(std::string_view head)
    {
        std::string text;
        for (const char c : head) {
            if (c == '\n')
                text += text.ends_with('\r') ? "\n" : "\r\n";
            else
                text += c;
        }
        while (!text.ends_with("\r\n\r\n"))
            text += "\r\n";
        return text;
    }
    bool message(const LogEntry &entry)
    {
        const bool control = websocket::isControl(entry.frame.opcode);
        if (m_format == LogFormat::Har) {
            m_har.message(m_out, entry.outgoing, m_lastMicros, entry.frame.opcode, entry.payload);
            return !control;
        }
        websocket::FrameInfo frame = entry.frame;
        frame.fin = true;
        frame.rsv1 = false; // it is inflated
        std::string payload = entry.payload;
        if (entry.kind == LogEntry::Kind::Close) {
            payload.clear();
            if (entry.closeCode != 0)
                websocket::appendClosePayload(payload, entry.closeCode, entry.payload);
        }
        m_pcapng.frame(m_out, m_connections, entry.outgoing, m_lastMicros, frame, payload);
        return true;
    }
    void leave()
    {
        if (m_open && m_format == LogFormat::Pcapng)
            m_pcapng.close(m_out, m_connections, m_lastMicros);
        m_open = false;
        m_request = {};
    }

    const LogFormat m_format;
    const bool m_secure;
    recording::HarWriter m_har;
    recording::PcapngWriter m_pcapng;
    LogEntry m_request; // that has no answer yet
    uint64_t m_connections = 0;
    int64_t m_lastMicros = 0;
    bool m_open = false;
    std::string m_out;
};

} // namespace

int64_t exportLog(const MessageLog &log, QIODevice &device, LogFormat format, bool secure)
{
    const MessageLog::Extent extent = log.extent();
    int64_t written = 0;
    std::vector<std::pair<uint64_t, LogEntry>> slice;
    LogWriter writer(format, secure);
    const auto flush = [&] {
        const auto size = qint64(writer.out().size());
        const bool good = device.write(writer.out().data(), size) == size;
        writer.out().clear();
        return good;
    };
    writer.begin();
    for (uint64_t at = extent.first; at < extent.end;) {
        slice.clear();
        at = std::max(at + 1,
            log.visit(at, std::min(at + kExported, extent.end),
                [&](uint64_t number, const LogEntry &entry) {
                    slice.emplace_back(number, entry);
                    return true;
                }));
        for (const auto &[number, entry] : slice)
            written += writer.add(number, entry) ? 1 : 0;
        if (!flush())
            return -1;
    }
    writer.finish();
    return flush() ? written : -1;
}

} // namespace wavetape::inspector
