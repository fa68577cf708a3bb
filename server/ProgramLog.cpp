// SPDX-License-Identifier: GPL-3.0-or-later
#include "ProgramLog.h"

#include "clock/Clock.h"
#include "defence/Defence.h"
#include "protocol/JsonWriter.h"
#include "security/SafeText.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace wavetape {

namespace {

constexpr std::string_view kLevels[] = {"trace", "debug", "info", "warn", "error", "off"};

/// An object that is open: time, level, event.
protocol::JsonWriter beginLine(std::string &out, std::string_view level, std::string_view event)
{
    protocol::JsonWriter json(out);
    json.beginObject()
        .key("time")
        .integer(clock::systemClock().wallMs())
        .key("level")
        .string(level);
    json.key("event").string(event);
    return json;
}

/// JSON escapes what is below a space; the rest of what harms a terminal is escaped like in text.
std::string jsonText(std::string_view text)
{
    return security::escapeControls(text);
}

/// Between the quotes of a field: no field of the peer's making can begin in it. `text` is safe
/// already, its backslashes doubled.
std::string quoted(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '"')
            out.push_back('\\');
        out.push_back(c);
    }
    return out;
}

} // namespace

void ProgramLog::configure(std::string_view level, std::string_view format)
{
    const std::lock_guard lock(m_mutex);
    for (size_t i = 0; i < std::size(kLevels); ++i) {
        if (kLevels[i] == level)
            m_level = static_cast<Level>(i);
    }
    m_json = format == "json";
    auto logger = spdlog::get("wavetape");
    if (!logger)
        logger = spdlog::stderr_color_mt("wavetape");
    logger->set_level(spdlog::level::trace);
    logger->set_pattern(m_json ? "%v" : "%+");
    logger->flush_on(spdlog::level::trace);
}

void ProgramLog::write(Level level, const std::string &textLine, const std::string &jsonLine)
{
    const auto logger = spdlog::get("wavetape");
    if (!logger || level < m_level)
        return;
    static constexpr spdlog::level::level_enum kTheirs[]
        = {spdlog::level::trace, spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
            spdlog::level::err, spdlog::level::off};
    logger->log(
        kTheirs[static_cast<size_t>(level)], spdlog::string_view_t(m_json ? jsonLine : textLine));
}

void ProgramLog::line(Level level, std::string_view text)
{
    std::string json;
    beginLine(json, kLevels[static_cast<size_t>(level)], "server")
        .key("text")
        .string(jsonText(text))
        .endObject();
    const std::lock_guard lock(m_mutex);
    write(level, security::escapeControls(text), json);
}

void ProgramLog::event(
    std::string_view kind, const net::ConnectionEvent &event, std::string_view text)
{
    const std::lock_guard lock(m_mutex);
    if (Level::info < m_level)
        return;
    if (!m_rate.take(clock::systemClock().steadyMs())
        && defence::armed(defence::Defence::logRate)) {
        ++m_suppressed;
        return;
    }
    if (m_suppressed) {
        const std::string told = std::to_string(m_suppressed) + " further lines were left out";
        std::string json;
        beginLine(json, "info", "suppressed")
            .key("count")
            .unsignedInteger(m_suppressed)
            .endObject();
        write(Level::info, told, json);
        m_suppressed = 0;
    }
    std::string line(kind), json;
    protocol::JsonWriter object = beginLine(json, "info", kind);
    const auto member = [&](const char *name, std::string_view value) {
        if (value.empty())
            return;
        const std::string safe = security::escapeControls(value);
        object.key(name).string(safe);
        line.append(" ").append(name).append("=\"").append(quoted(safe)).append("\"");
    };
    const auto number = [&](const char *name, uint64_t value) {
        object.key(name).unsignedInteger(value);
        line.append(" ").append(name).append("=").append(std::to_string(value));
    };
    if (event.id) {
        member("id", "c" + std::to_string(event.id));
        member("address", event.address);
        member("path", event.path);
        number("code", event.code);
        member("reason", event.reason);
        member("by", event.by);
        if (event.kind == net::ConnectionEvent::Kind::close)
            number("durationMs", event.durationMs);
    }
    member("text", text);
    object.endObject();
    write(Level::info, line, json);
}

} // namespace wavetape
