// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/SessionStory.h"

#include "protocol/Command.h"
#include "recording/JsonMembers.h"
#include "recording/RecordingTape.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {

struct StoryTexts {
    Q_DECLARE_TR_FUNCTIONS(SessionStory)
};

constexpr uint64_t kSliceLines = 500;
constexpr qsizetype kMostToml = 240 << 10; // a scenario's file may have 256 KiB
constexpr double kPatienceMs = 2000; // beyond the time that it took here

// Every line, oldest first; none is held on to.
template <typename Each>
void visitAll(const MessageLog &log, Each each)
{
    const MessageLog::Extent extent = log.extent();
    std::vector<LogEntry> slice;
    for (uint64_t at = extent.first; at < extent.end;) {
        slice.clear();
        at = std::max(at + 1,
            log.visit(
                at, std::min(at + kSliceLines, extent.end), [&](uint64_t, const LogEntry &entry) {
                    slice.push_back(entry);
                    return true;
                }));
        for (const LogEntry &entry : slice)
            each(entry);
    }
}

// A basic string of TOML.
QByteArray tomlString(const QString &text)
{
    QByteArray out("\"");
    for (const char c : text.toUtf8()) {
        const auto byte = uint8_t(c);
        if (c == '"' || c == '\\')
            out += '\\';
        if (byte < 0x20 || byte == 0x7F)
            out += "\\u" + QByteArray::number(byte, 16).rightJustified(4, '0');
        else
            out += c;
    }
    return out + '"';
}

QByteArray millis(double ms)
{
    return '"' + QByteArray::number(qint64(std::max(0.0, ms))) + "ms\"";
}

// What one connection did, as far as it can be told again.
class Story {
public:
    void take(const LogEntry &entry)
    {
        if (entry.kind == LogEntry::Kind::Request)
            *this = Story(entry);
        if (entry.kind == LogEntry::Kind::Response && entry.payload.find(" 101") < 16) {
            m_openMs = entry.timeMs;
            const QString head = QString::fromUtf8(entry.payload.c_str()).toLower();
            m_v1 = head.contains("sec-websocket-protocol: wavetape.v1"_L1);
        }
        if (m_openMs == 0 || !entry.hasFrame())
            return;
        m_lastMs = entry.timeMs;
        if (entry.outgoing)
            said(entry);
        else if (entry.kind == LogEntry::Kind::Text || entry.kind == LogEntry::Kind::Binary)
            ++m_received;
    }
    bool isKnown() const { return m_openMs > 0; }

    QByteArray toml() const
    {
        QByteArray out;
        const auto line = [&out](const char *key, const QByteArray &value) {
            out += key + (" = " + value) + '\n';
        };
        line("title", tomlString(StoryTexts::tr("A session of the Inspector at %1").arg(m_path)));
        line("about",
            tomlString(
                StoryTexts::tr("Sends what was sent there, at the same times; %1 messages came.")
                    .arg(m_received)));
        out += "\n[server.feed]\n";
        line("profile", "\"calm\"");
        out += "\n[[clients]]\n";
        line("name", "\"session\"");
        line("dialect", m_v1 ? "\"wavetape.v1\"" : "\"raw\"");
        line("path", tomlString(m_path));
        if (!m_channels.isEmpty()) {
            QByteArray list;
            for (const QString &channel : m_channels)
                list += (list.isEmpty() ? "" : ", ") + tomlString(channel);
            line("subscribe", '[' + list + ']');
        }
        for (const QByteArray &step : m_steps)
            out += step;
        out += "\n[[expect]]\n";
        line("client", "\"session\"");
        line("state", "\"open\"");
        line("within", millis(m_lastMs - m_openMs + kPatienceMs));
        if (m_v1 && m_received > 0) {
            out += "\n[[expect]]\n";
            line("client", "\"session\"");
            line("count", "\"messages\"");
            line("at_least", "1");
            line("within", millis(m_lastMs - m_openMs + kPatienceMs));
            out += "\n[[expect]]\n";
            line("client", "\"session\"");
            line("count", "\"unexplained_gaps\"");
            line("equals", "0");
        }
        return out;
    }

    Story() = default;

private:
    explicit Story(const LogEntry &request)
    {
        const QString first
            = QString::fromUtf8(request.payload.data(), qsizetype(request.payload.find('\r')));
        m_path = first.section(u' ', 1, 1);
        if (!m_path.startsWith(u'/'))
            m_path = u"/"_s;
    }

    void said(const LogEntry &entry)
    {
        if (entry.kind == LogEntry::Kind::Text && m_v1 && subscribed(entry.payload))
            return;
        if (m_steps.size() >= kMostSteps || m_bytes > kMostToml)
            return;
        QByteArray what;
        const QString text
            = QString::fromUtf8(entry.payload.data(), qsizetype(entry.payload.size()));
        if (entry.kind == LogEntry::Kind::Text)
            what = "text = " + tomlString(text);
        else if (entry.kind == LogEntry::Kind::Ping)
            what = "ping = true";
        else
            return;
        m_steps.append("\n[[steps]]\nat = " + millis(entry.timeMs - m_openMs)
            + "\nsend = { client = \"session\", " + what + " }\n");
        m_bytes += m_steps.constLast().size();
    }
    // A scenario's client subscribes by itself, so that it knows what it has missed.
    bool subscribed(const std::string &text)
    {
        const QJsonObject message
            = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
        if (message.value("type"_L1).toString() != "subscribe"_L1)
            return false;
        QJsonArray wanted = message.value("channels"_L1).toArray();
        wanted.append(message.value("channel"_L1));
        for (const QJsonValue channel : wanted) {
            const std::string name = channel.toString().toStdString();
            if ((protocol::isValidChannelName(name) || protocol::isPrefix(name))
                && m_channels.size() < kMostSteps && !m_channels.contains(channel.toString()))
                m_channels.append(channel.toString());
        }
        return true;
    }

    QString m_path = u"/"_s;
    double m_openMs = 0, m_lastMs = 0;
    bool m_v1 = false;
    int m_received = 0;
    QStringList m_channels;
    QByteArrayList m_steps;
    qsizetype m_bytes = 0;
};

// `"trades.A"` without its quotes, where it is a channel's name.
std::string_view channelOf(std::string_view json)
{
    if (json.size() < 3 || json.front() != '"')
        return {};
    const std::string_view name = json.substr(1, json.size() - 2);
    return protocol::isValidChannelName(name) ? name : std::string_view();
}

} // namespace

tl::expected<QByteArray, QString> scenarioOf(const MessageLog &log)
{
    Story story;
    visitAll(log, [&story](const LogEntry &entry) { story.take(entry); });
    if (!story.isKnown())
        return tl::unexpected(StoryTexts::tr("no WebSocket was opened in this log"));
    return story.toml();
}

tl::expected<double, QString> saveFixture(const MessageLog &log, const QString &path)
{
    auto file = recording::RecordingFile::create(QFile::encodeName(path).toStdString());
    if (!file)
        return tl::unexpected(QString::fromStdString(file.error()));
    recording::RecordingTape tape(std::move(*file), ~uint64_t {0}, {{"from", "inspector"}});
    protocol::CommandParser json {64};
    std::map<std::string, uint16_t, std::less<>> numbers;
    double count = 0;
    std::string problem;
    visitAll(log, [&](const LogEntry &entry) {
        if (entry.outgoing || entry.kind != LogEntry::Kind::Text || !problem.empty()
            || entry.payload.find("\"seq\"") == std::string::npos
            || !json.isValidJson(entry.payload))
            return;
        const std::string_view channel = channelOf(recording::jsonMember(entry.payload, "channel"));
        const std::string_view data = recording::jsonMember(entry.payload, "data");
        const std::string_view seq = recording::jsonMember(entry.payload, "seq");
        const std::string_view type = recording::jsonMember(entry.payload, "type");
        if (channel.empty() || data.empty() || !type.empty())
            return;
        auto at = numbers.find(channel);
        if (at == numbers.end()) {
            const auto number
                = tape.channel({std::string(channel), recording::RecordedKind::text, {}, 0});
            if (!number)
                return;
            at = numbers.emplace(std::string(channel), *number).first;
        }
        recording::RecordingTape::Entry row;
        std::from_chars(seq.data(), seq.data() + seq.size(), row.seq);
        row.timeMicros = int64_t(entry.timeMs * 1000);
        row.head = data;
        if (tape.add(at->second, row, 0))
            ++count;
        if (tape.due(0))
            problem = tape.write(false).problem;
    });
    if (problem.empty())
        problem = tape.write(true).problem;
    if (!problem.empty())
        return tl::unexpected(QString::fromStdString(problem));
    return count;
}

} // namespace wavetape::inspector
