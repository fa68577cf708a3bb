// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Import.h"

#include "protocol/Command.h"
#include "protocol/JsonWriter.h"
#include "recording/ByteSource.h"
#include "recording/CsvRows.h"
#include "recording/JsonMembers.h"
#include "websocket/Utf8.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>

namespace wavetape::recording {

namespace {

constexpr size_t kImportPiece = 256 << 10;
constexpr size_t kMostLine = 1 << 20;
constexpr double kMostMicros = 9007199254740992; // 2^53, in the year 2255

/// A row's values by column. JSON values stand as they are written.
using Row = std::vector<std::pair<std::string_view, std::string_view>>;

std::optional<std::string_view> valueOf(const Row &row, std::string_view column)
{
    const auto it = std::find_if(
        row.begin(), row.end(), [&](const auto &cell) { return cell.first == column; });
    return it == row.end() ? std::nullopt : std::optional(it->second);
}

std::string_view withoutQuotes(std::string_view text)
{
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        return text.substr(1, text.size() - 2);
    return text;
}

/// By JSON's grammar, so that it can stand as it is written.
bool isJsonNumber(std::string_view text)
{
    size_t at = 0;
    const auto digits = [&] {
        const size_t begin = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9')
            ++at;
        return at - begin;
    };
    if (at < text.size() && text[at] == '-')
        ++at;
    const bool zero = at < text.size() && text[at] == '0';
    const size_t whole = digits();
    if (whole == 0 || (zero && whole > 1))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0)
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        if (digits() == 0)
            return false;
    }
    return at == text.size() && jsonNumber(text);
}

/// Says which columns there are: a wrong separator or name is seen at once.
std::string noColumn(const Row &row, std::string_view column)
{
    constexpr size_t kMostNamed = 160;
    std::string text = "has no column \"" + std::string(column) + "\"; it has ";
    std::string names;
    for (const auto &[name, value] : row) {
        if (names.size() + name.size() > kMostNamed) {
            names += names.empty() ? "…" : ", …";
            break;
        }
        names.append(names.empty() ? "\"" : ", \"").append(name).append("\"");
    }
    return text + (names.empty() ? "none" : names);
}

class Importer {
public:
    Importer(const ImportMapping &mapping, RecordingTape &tape)
        : m_mapping(mapping)
        , m_tape(tape)
    {
    }

    /// Empty where it was taken.
    std::string take(const Row &row, std::string_view whole)
    {
        const auto time = valueOf(row, m_mapping.time);
        if (!time)
            return noColumn(row, m_mapping.time);
        const auto number = jsonNumber(withoutQuotes(*time));
        const double micros = number ? std::floor(*number * m_mapping.microsPerUnit + 0.5) : -1;
        if (micros < 0 || micros > kMostMicros)
            return "its time is no number of that unit: " + std::string(time->substr(0, 40));
        std::string name;
        if (std::string problem = nameOf(row, name); !problem.empty())
            return problem;
        if (!m_mapping.json) { // an object may lack a member
            for (const auto &[member, column] : m_mapping.columns) {
                if (!valueOf(row, column))
                    return noColumn(row, column);
            }
        }
        for (const std::string &column : m_mapping.numbers) {
            const auto value = valueOf(row, column);
            if (value && !isJsonNumber(withoutQuotes(*value)))
                return "its " + column + " is no number: " + std::string(value->substr(0, 40));
        }
        auto &channel = m_channels[name];
        if (channel.number == 0) {
            const auto made = m_tape.channel({name, RecordedKind::text, "import", 0}, false);
            if (!made) {
                m_channels.erase(name);
                return "it is of one channel more than a file can have";
            }
            channel.number = *made;
        }
        std::string data;
        if (m_mapping.columns.empty() && m_mapping.json)
            data = whole;
        else
            data = object(row);
        m_tape.add(channel.number, {++channel.seq, 0, static_cast<int64_t>(micros), data, {}}, 0);
        return {};
    }

private:
    std::string nameOf(const Row &row, std::string &name) const
    {
        std::string_view rest = m_mapping.channel;
        while (!rest.empty()) {
            const size_t open = rest.find('{');
            name += rest.substr(0, open);
            if (open == std::string_view::npos)
                break;
            const size_t close = rest.find('}', open);
            if (close == std::string_view::npos)
                return "the channel's template has no closing brace";
            const std::string_view column = rest.substr(open + 1, close - open - 1);
            const auto value = valueOf(row, column);
            if (!value)
                return noColumn(row, column);
            name += withoutQuotes(*value);
            rest.remove_prefix(close + 1);
        }
        if (!protocol::isValidChannelName(name))
            return "it makes no channel's name: " + name.substr(0, 40);
        return {};
    }
    std::string object(const Row &row) const
    {
        std::string out = "{";
        const auto put = [&](std::string_view name, std::string_view value) {
            if (out.size() > 1)
                out += ',';
            protocol::appendJsonString(out, name);
            out += ':';
            if (m_mapping.json || isJsonNumber(value))
                out += value;
            else
                protocol::appendJsonString(out, value);
        };
        if (m_mapping.columns.empty()) {
            for (const auto &[name, value] : row)
                put(name, value);
        }
        for (const auto &[name, column] : m_mapping.columns) {
            if (const auto value = valueOf(row, column))
                put(name, *value);
        }
        return out + "}";
    }

    struct Channel {
        uint16_t number = 0;
        uint64_t seq = 0;
    };
    const ImportMapping &m_mapping;
    RecordingTape &m_tape;
    std::map<std::string, Channel> m_channels;
};

} // namespace

double microsPerUnit(std::string_view unit)
{
    if (unit == "s")
        return 1e6;
    if (unit == "ms")
        return 1e3;
    if (unit == "us")
        return 1;
    return unit == "ns" ? 1e-3 : 0;
}

tl::expected<ImportMapping, std::string> importPreset(std::string_view name)
{
    ImportMapping mapping;
    if (name == "trades") {
        mapping.channel = "trades.IMPORT";
        mapping.columns = {{"price", "price"}, {"size", "size"}, {"time", "time"}};
        mapping.numbers = {"price", "size"};
    } else if (name == "tardis-trades") {
        mapping.channel = "trades.{symbol}";
        mapping.time = "timestamp";
        mapping.microsPerUnit = 1;
        mapping.columns = {{"id", "id"}, {"price", "price"}, {"size", "amount"}, {"side", "side"},
            {"time", "timestamp"}};
        mapping.numbers = {"price", "amount"};
    } else if (name == "binance-aggtrades") {
        mapping.names = {"id", "price", "quantity", "first", "last", "time", "buyerIsMaker"};
        mapping.channel = "trades.IMPORT";
        mapping.columns = {{"id", "id"}, {"price", "price"}, {"size", "quantity"}, {"time", "time"},
            {"buyerIsMaker", "buyerIsMaker"}};
        mapping.numbers = {"price", "quantity"};
    } else {
        return tl::unexpected(
            std::string("--preset wants trades, tardis-trades or binance-aggtrades"));
    }
    return mapping;
}

tl::expected<Imported, std::string> importRecording(
    const std::string &path, const std::string &target, const ImportMapping &mapping)
{
    auto source = FileSource::open(path);
    if (!source)
        return tl::unexpected(source.error());
    auto file = RecordingFile::create(target);
    if (!file)
        return tl::unexpected(file.error());
    Imported result;
    result.path = file->path();
    RecordingTape tape(std::move(*file), ~uint64_t {0}, {{"importedFrom", path}});
    Importer importer(mapping, tape);
    protocol::CommandParser json {64};
    std::vector<std::string> names = mapping.names;
    uint64_t line = 0;
    const auto skip = [&](const std::string &problem) {
        if (result.skipped++ == 0)
            result.firstProblem = "line " + std::to_string(line) + ": " + problem;
    };
    const auto taken = [&](const Row &row, std::string_view whole) {
        const std::string problem = importer.take(row, whole);
        if (problem.empty())
            ++result.rows;
        else
            skip(problem);
    };
    const auto takeLine = [&](std::string_view text) {
        ++line;
        if (!text.empty() && text.back() == '\r')
            text.remove_suffix(1);
        if (text.empty())
            return;
        if (!websocket::isValidUtf8(text) || text.front() != '{' || !json.isValidJson(text))
            return skip("is no JSON object");
        taken(jsonMembers(text), text);
    };
    CsvRows rows;
    const auto takeRow = [&](CsvRows::Found found) {
        ++line;
        if (found == CsvRows::Found::broken)
            return skip("is no row of comma-separated values, or too long");
        if (names.empty()) {
            names = rows.cells();
            if (!names.front().empty() && names.front().starts_with("\xef\xbb\xbf"))
                names.front().erase(0, 3); // spreadsheets begin files so
            return;
        }
        Row row;
        for (size_t i = 0; i < std::min(names.size(), rows.cells().size()); ++i) {
            if (!websocket::isValidUtf8(rows.cells()[i]))
                return skip("is no UTF-8");
            row.emplace_back(names[i], rows.cells()[i]);
        }
        taken(row, {});
    };
    std::string piece;
    std::string unfinished;
    for (uint64_t at = 0; at < (*source)->size(); at += piece.size()) {
        piece.resize(std::min<uint64_t>(kImportPiece, (*source)->size() - at));
        if (!(*source)->read(at, piece.data(), piece.size()))
            return tl::unexpected(path + ": cannot be read");
        std::string_view bytes = piece;
        if (mapping.json) {
            for (size_t end = bytes.find('\n'); end != std::string_view::npos;
                 end = bytes.find('\n')) {
                unfinished += bytes.substr(0, end);
                bytes.remove_prefix(end + 1);
                takeLine(unfinished);
                unfinished.clear();
            }
            if (unfinished.size() + bytes.size() > kMostLine)
                return tl::unexpected(path + ": line " + std::to_string(line + 1) + " is too long");
            unfinished += bytes;
        } else {
            while (!bytes.empty()) {
                if (const auto found = rows.take(bytes); found != CsvRows::Found::more)
                    takeRow(found);
            }
        }
        if (tape.due(0)) {
            if (const auto written = tape.write(false); !written.problem.empty())
                return tl::unexpected(written.problem);
        }
    }
    if (mapping.json)
        takeLine(unfinished);
    else if (const auto found = rows.finish(); found != CsvRows::Found::more)
        takeRow(found);
    if (const auto written = tape.write(true); !written.problem.empty())
        return tl::unexpected(written.problem);
    if (result.rows
        == 0) { // else the next attempt would get another name, and this one be replayed
        std::error_code ignored;
        std::filesystem::remove(result.path, ignored);
    }
    return result;
}

} // namespace wavetape::recording
