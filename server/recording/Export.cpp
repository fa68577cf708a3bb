// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Export.h"

#include "protocol/JsonWriter.h"
#include "protocol/NearestName.h"
#include "recording/JsonMembers.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

namespace wavetape::recording {

namespace {

constexpr size_t kPiece = 64 << 10;
constexpr size_t kMostColumns = 256; // what follows stands in none

bool answersTo(std::string_view name, std::string_view wanted)
{
    return wanted.ends_with(".*") ? name.starts_with(wanted.substr(0, wanted.size() - 1))
                                  : name == wanted;
}

bool isChosen(const ExportOptions &options, std::string_view name)
{
    return options.channels.empty()
        || std::any_of(options.channels.begin(), options.channels.end(),
            [&](const std::string &wanted) { return answersTo(name, wanted); });
}

bool isText(const RecordedMessage &message)
{
    return message.channel->kind == RecordedKind::text;
}

/// ms with up to three decimals, exactly.
void appendMillis(std::string &out, int64_t micros)
{
    out += std::to_string(micros / 1000);
    std::string fraction = std::to_string(1000 + micros % 1000).substr(1);
    while (!fraction.empty() && fraction.back() == '0')
        fraction.pop_back();
    if (!fraction.empty())
        out.append(".").append(fraction);
}

float sampleAt(std::string_view samples, size_t index)
{
    float value = 0;
    std::memcpy(&value, samples.data() + index * sizeof value, sizeof value);
    return value;
}

void appendNumber(std::string &out, double value)
{
    protocol::appendJsonNumber(out, value);
}

void appendLine(std::string &out, const RecordedMessage &message)
{
    out += "{";
    if (message.channel->kind == RecordedKind::snapshot)
        out += R"("type":"snapshot",)";
    out.append(R"("channel":")").append(message.channel->name).append(R"(","epoch":)");
    protocol::appendJsonString(out, message.channel->epoch);
    out.append(R"(,"seq":)").append(std::to_string(message.seq)).append(R"(,"ts":)");
    appendMillis(out, message.timeMicros);
    switch (message.channel->kind) {
    case RecordedKind::text:
    case RecordedKind::snapshot:
        out.append(R"(,"data":)").append(message.data);
        break;
    case RecordedKind::float32: {
        out += R"(,"first":)";
        appendMillis(out, static_cast<int64_t>(message.block.timeMicros));
        out += R"(,"rate":)";
        appendNumber(out, message.block.rate);
        out.append(R"(,"lanes":)").append(std::to_string(message.block.lanes));
        out += R"(,"samples":[)";
        for (size_t i = 0; i < message.data.size() / sizeof(float); ++i) {
            if (i > 0)
                out += ',';
            appendNumber(out, static_cast<double>(sampleAt(message.data, i)));
        }
        out += ']';
        break;
    }
    case RecordedKind::bytes: {
        out += R"(,"bytes":[)";
        for (size_t i = 0; i < message.data.size(); ++i) {
            if (i > 0)
                out += ',';
            out += std::to_string(static_cast<uint8_t>(message.data[i]));
        }
        out += ']';
        break;
    }
    }
    // A line break between two tokens of somebody's JSON would be the end of the line.
    std::replace(out.begin(), out.end(), '\n', ' ');
    std::replace(out.begin(), out.end(), '\r', ' ');
    out += "}\n";
}

void appendCell(std::string &out, std::string_view value)
{
    const bool quoted = value.find_first_of(",\"\r\n") != std::string_view::npos;
    if (!quoted) {
        out += value;
        return;
    }
    out += '"';
    for (const char c : value) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

/// A value of a member: a text without its quotes where it has no escapes, else as JSON.
void appendJsonCell(std::string &out, std::string_view json)
{
    if (json.size() >= 2 && json.front() == '"' && json.find('\\') == std::string_view::npos)
        json = json.substr(1, json.size() - 2);
    if (json != "null")
        appendCell(out, json);
}

bool isIn(const std::vector<std::string> &names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

class CsvTable {
public:
    void look(const RecordedMessage &message)
    {
        if (isText(message)) {
            m_text = true;
            for (const auto &[name, value] : jsonMembers(message.data)) {
                if (m_columns.size() < kMostColumns && !isIn(m_columns, name))
                    m_columns.emplace_back(name);
            }
        } else if (message.channel->kind == RecordedKind::float32) {
            m_lanes = std::max<size_t>(m_lanes, message.block.lanes);
        }
    }
    std::string head() const
    {
        std::vector<std::string> taken {"channel", "epoch", "seq", "time"};
        std::string out = "channel,epoch,seq,time";
        if (!m_text) {
            for (size_t lane = 0; lane < m_lanes; ++lane)
                out.append(",lane").append(std::to_string(lane));
        } else if (m_columns.empty()) {
            out += ",data";
        }
        for (const std::string &column : m_text ? m_columns : std::vector<std::string>()) {
            std::string name = column;
            while (isIn(taken, name) || (name != column && isIn(m_columns, name)))
                name.insert(0, "data.");
            out += ',';
            appendCell(out, name);
            taken.push_back(std::move(name));
        }
        return out + "\r\n";
    }
    /// False where it has no row.
    bool append(std::string &out, const RecordedMessage &message) const
    {
        if (m_text != isText(message))
            return false;
        if (!m_text)
            return appendSamples(out, message);
        appendPlace(out, message);
        out += std::to_string(message.timeMicros / 1000);
        out.append(".").append(std::to_string(1000 + message.timeMicros % 1000).substr(1));
        const auto members = jsonMembers(message.data);
        if (m_columns.empty()) {
            out += ',';
            appendJsonCell(out, message.data);
        }
        for (const std::string &column : m_columns) {
            out += ',';
            const auto it = std::find_if(members.begin(), members.end(),
                [&](const auto &member) { return member.first == column; });
            if (it != members.end())
                appendJsonCell(out, it->second);
        }
        out += "\r\n";
        return true;
    }

private:
    static void appendPlace(std::string &out, const RecordedMessage &message)
    {
        out.append(message.channel->name).append(",");
        appendCell(out, message.channel->epoch);
        out.append(",").append(std::to_string(message.seq)).append(",");
    }
    bool appendSamples(std::string &out, const RecordedMessage &message) const
    {
        if (message.channel->kind != RecordedKind::float32)
            return false;
        const size_t lanes = message.block.lanes;
        const size_t moments = message.data.size() / sizeof(float) / lanes;
        for (size_t i = 0; i < moments; ++i) {
            appendPlace(out, message);
            const double offset
                = message.block.rate > 0 ? static_cast<double>(i) * 1e6 / message.block.rate : 0;
            appendNumber(out, (static_cast<double>(message.block.timeMicros) + offset) / 1000);
            for (size_t lane = 0; lane < m_lanes; ++lane) {
                out += ',';
                if (lane < lanes)
                    appendNumber(
                        out, static_cast<double>(sampleAt(message.data, i * lanes + lane)));
            }
            out += "\r\n";
        }
        return true;
    }

    std::vector<std::string> m_columns;
    size_t m_lanes = 0;
    bool m_text = false;
};

} // namespace

std::string unanswered(const RecordingReader &reader, const ExportOptions &options)
{
    const auto &channels = reader.channels();
    for (const std::string &wanted : options.channels) {
        if (std::none_of(channels.begin(), channels.end(), [&](const auto &channel) {
                return answersTo(channel.second.name, wanted) && !isWire(channel.second.name);
            }))
            return wanted;
    }
    return {};
}

std::vector<std::string> namesNear(const RecordingReader &reader, std::string_view name)
{
    std::set<std::string> sorted;
    for (const auto &[id, channel] : reader.channels()) {
        if (!isWire(channel.name))
            sorted.insert(channel.name);
    }
    std::vector<std::pair<size_t, std::string>> names;
    names.reserve(sorted.size());
    for (const std::string &each : sorted)
        names.emplace_back(protocol::lettersBetween(name, each), each);
    std::sort(names.begin(), names.end());
    std::vector<std::string> result;
    result.reserve(names.size());
    for (auto &[letters, each] : names)
        result.push_back(std::move(each));
    return result;
}

uint64_t exportRecording(RecordingReader &reader, const ExportOptions &options,
    const std::function<void(std::string_view)> &write)
{
    const bool csv = options.format == ExportFormat::csv;
    const auto visit = [&](auto each) {
        for (size_t i = 0; i < reader.contents().chunks.size(); ++i) {
            for (const RecordedMessage &message : reader.chunk(i)) {
                const bool isState = message.channel->kind == RecordedKind::snapshot;
                if (isChosen(options, message.channel->name) && !isWire(message.channel->name)
                    && (!isState || (options.snapshots && !csv)))
                    each(message);
            }
        }
    };
    CsvTable table;
    std::string out;
    if (csv) {
        visit([&](const RecordedMessage &message) { table.look(message); });
        out = table.head();
    }
    uint64_t count = 0;
    std::string line;
    visit([&](const RecordedMessage &message) {
        line.clear();
        if (!csv)
            appendLine(line, message);
        else if (!table.append(line, message))
            return;
        ++count;
        out += line;
        if (out.size() >= kPiece) {
            write(out);
            out.clear();
        }
    });
    write(out);
    return count;
}

} // namespace wavetape::recording
