// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Har.h"

#include "protocol/JsonWriter.h"
#include "websocket/Utf8.h"

#include <algorithm>
#include <chrono>

namespace wavetape::recording {

namespace {

constexpr double kMicrosPerSecond = 1e6, kMicrosPerMilli = 1e3;
constexpr int kMicroDecimals = 6, kMilliDecimals = 3;

void appendDigits(std::string &out, int64_t value, size_t width)
{
    const std::string digits = std::to_string(value);
    out.append(digits.size() < width ? width - digits.size() : 0, '0').append(digits);
}

/// ISO 8601 in UTC, to the ms.
std::string isoTime(int64_t micros)
{
    using namespace std::chrono;
    const sys_time<microseconds> time {microseconds(std::max<int64_t>(micros, 0))};
    const auto midnight = floor<days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss clock(floor<milliseconds>(time - midnight));
    std::string text;
    appendDigits(text, static_cast<int>(date.year()), 4);
    text += '-';
    appendDigits(text, static_cast<unsigned>(date.month()), 2);
    text += '-';
    appendDigits(text, static_cast<unsigned>(date.day()), 2);
    text += 'T';
    appendDigits(text, clock.hours().count(), 2);
    text += ':';
    appendDigits(text, clock.minutes().count(), 2);
    text += ':';
    appendDigits(text, clock.seconds().count(), 2);
    text += '.';
    appendDigits(text, clock.subseconds().count(), 3);
    return text + 'Z';
}

/// Up to the line's end, which is taken too.
std::string_view nextLine(std::string_view &text)
{
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::string_view nextWord(std::string_view &line)
{
    const size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    return word;
}

/// A string of JSON, whatever the bytes are.
void appendText(protocol::JsonWriter &json, std::string_view text)
{
    if (websocket::isValidUtf8(text)) {
        json.string(text);
        return;
    }
    std::string shown(text);
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return static_cast<uint8_t>(c) > 0x7E; }, '?');
    json.string(shown);
}

void appendHeaders(protocol::JsonWriter &json, std::string_view head)
{
    json.key("headers").beginArray();
    while (!head.empty()) {
        const std::string_view line = nextLine(head);
        const size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            continue;
        std::string_view value = line.substr(colon + 1);
        while (value.starts_with(' '))
            value.remove_prefix(1);
        json.beginObject().key("name");
        appendText(json, line.substr(0, colon));
        json.key("value");
        appendText(json, value);
        json.endObject();
    }
    json.endArray().key("cookies").beginArray().endArray();
}

void appendQuery(protocol::JsonWriter &json, std::string_view url)
{
    json.key("queryString").beginArray();
    const size_t mark = url.find('?');
    std::string_view query = mark == std::string_view::npos ? "" : url.substr(mark + 1);
    while (!query.empty()) {
        const size_t end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        const size_t equals = pair.find('=');
        json.beginObject().key("name");
        appendText(json, pair.substr(0, equals));
        json.key("value");
        appendText(json, equals == std::string_view::npos ? "" : pair.substr(equals + 1));
        json.endObject();
    }
    json.endArray();
}

void appendRequest(protocol::JsonWriter &json, const HarWriter::Opening &opening)
{
    std::string_view head = opening.request;
    std::string_view line = nextLine(head);
    const std::string_view method = nextWord(line);
    nextWord(line); // the target: the url says it
    json.key("request").beginObject().key("method");
    appendText(json, method.empty() ? "GET" : method);
    json.key("url");
    appendText(json, opening.url);
    json.key("httpVersion");
    appendText(json, line.empty() ? "HTTP/1.1" : line);
    appendHeaders(json, head);
    appendQuery(json, opening.url);
    json.key("headersSize").integer(static_cast<int64_t>(opening.request.size()));
    json.key("bodySize").integer(0).endObject();
}

void appendResponse(protocol::JsonWriter &json, std::string_view response)
{
    std::string_view head = response;
    std::string_view line = nextLine(head);
    const std::string_view version = nextWord(line);
    const std::string_view code = nextWord(line);
    int64_t status = 0; // there was no answer
    for (const char c : code.substr(0, 3))
        status = c >= '0' && c <= '9' ? status * 10 + (c - '0') : 0;
    json.key("response").beginObject().key("status").integer(status).key("statusText");
    appendText(json, line);
    json.key("httpVersion");
    appendText(json, version.empty() ? "HTTP/1.1" : version);
    appendHeaders(json, head);
    json.key("content").beginObject().key("size").integer(0);
    json.key("mimeType").string("x-unknown").endObject();
    json.key("redirectURL").string("");
    json.key("headersSize").integer(static_cast<int64_t>(response.size()));
    json.key("bodySize").integer(0).endObject();
}

} // namespace

void HarWriter::begin(std::string &out, std::string_view creator, std::string_view version)
{
    out += R"({"log":{"version":"1.2","creator":{"name":)";
    protocol::appendJsonString(out, creator);
    out += R"(,"version":)";
    protocol::appendJsonString(out, version);
    out += R"(},"pages":[],"entries":[)";
    m_open = false;
    m_first = true;
}

void HarWriter::endEntry(std::string &out)
{
    if (!m_open)
        return;
    m_open = false;
    // What follows the 101 is what the connection was for.
    const double total = static_cast<double>(m_last - m_began) / kMicrosPerMilli;
    std::string timings;
    protocol::JsonWriter(timings)
        .beginObject()
        .key("send")
        .integer(0)
        .key("wait")
        .number(m_waitMs, kMilliDecimals)
        .key("receive")
        .number(std::max(0.0, total - m_waitMs), kMilliDecimals)
        .endObject();
    out.append(R"(],"timings":)").append(timings).append(R"(,"time":)");
    protocol::JsonWriter(out).number(std::max(total, m_waitMs), kMilliDecimals);
    out += '}';
}

void HarWriter::open(std::string &out, const Opening &opening)
{
    endEntry(out);
    if (!m_first)
        out += ',';
    m_first = false;
    m_open = m_firstMessage = true;
    m_began = opening.beganMicros;
    m_last = std::max(m_began, opening.openedMicros);
    m_waitMs = static_cast<double>(m_last - m_began) / kMicrosPerMilli;
    protocol::JsonWriter json(out);
    json.beginObject().key("startedDateTime").string(isoTime(m_began));
    appendRequest(json, opening);
    appendResponse(json, opening.response);
    json.key("cache").beginObject().endObject();
    if (!opening.comment.empty()) {
        json.key("comment");
        appendText(json, opening.comment);
    }
    json.key("_resourceType").string("websocket").key("_webSocketMessages").beginArray();
}

void HarWriter::message(std::string &out, bool outgoing, int64_t timeMicros,
    websocket::Opcode opcode, std::string_view payload)
{
    if (!m_open || websocket::isControl(opcode))
        return;
    if (!m_firstMessage)
        out += ',';
    m_firstMessage = false;
    m_last = std::max(m_last, timeMicros);
    protocol::JsonWriter json(out);
    json.beginObject().key("type").string(outgoing ? "send" : "receive");
    json.key("time").number(static_cast<double>(timeMicros) / kMicrosPerSecond, kMicroDecimals);
    json.key("opcode").integer(static_cast<int64_t>(opcode)).key("data");
    if (opcode == websocket::Opcode::text && websocket::isValidUtf8(payload))
        json.string(payload);
    else
        json.base64(payload);
    json.endObject();
}

void HarWriter::finish(std::string &out)
{
    endEntry(out);
    out += "]}}\n";
}

} // namespace wavetape::recording
