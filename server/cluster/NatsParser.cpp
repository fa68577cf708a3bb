// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsParser.h"

#include "cluster/BrokerPosition.h"

#include <array>

namespace wavetape::cluster {

namespace {
constexpr std::string_view kEnd = "\r\n", kHeaderLine = "NATS/1.0";
} // namespace

std::string_view natsHeader(std::string_view block, std::string_view name)
{
    for (size_t at = block.find(kEnd); at != block.npos; at = block.find(kEnd, at)) {
        at += kEnd.size();
        std::string_view line = block.substr(at, block.find(kEnd, at) - at);
        if (line.size() <= name.size() || !line.starts_with(name) || line[name.size()] != ':')
            continue;
        line.remove_prefix(name.size() + 1);
        while (line.starts_with(' '))
            line.remove_prefix(1);
        return line;
    }
    return {};
}

std::string_view NatsFrame::header(std::string_view name) const
{
    return natsHeader(headers, name);
}

unsigned NatsFrame::status() const
{
    constexpr size_t kDigits = 3;
    uint64_t number = 0;
    if (headers.size() > kHeaderLine.size() + kDigits && headers[kHeaderLine.size()] == ' ')
        readBrokerNumber(headers.substr(kHeaderLine.size() + 1, kDigits), number);
    return static_cast<unsigned>(number);
}

void NatsParser::append(std::string_view bytes)
{
    m_bytes.erase(0, m_at);
    m_at = 0;
    m_bytes.append(bytes);
}

std::optional<NatsFrame> NatsParser::broken()
{
    m_broken = true;
    return std::nullopt;
}

std::optional<NatsFrame> NatsParser::next()
{
    if (m_broken)
        return std::nullopt;
    const std::string_view rest = std::string_view(m_bytes).substr(m_at);
    const size_t end = rest.find(kEnd);
    if (end == rest.npos || end > kMostLine)
        return rest.size() > kMostLine ? broken() : std::nullopt;
    const std::string_view line = rest.substr(0, end);
    const std::string_view verb = line.substr(0, line.find(' '));
    if (verb == "MSG" || verb == "HMSG")
        return message(line.substr(verb.size()), end + kEnd.size(), verb == "HMSG");
    NatsFrame frame;
    if (verb == "INFO")
        frame.verb = NatsFrame::Verb::info;
    else if (verb == "PING")
        frame.verb = NatsFrame::Verb::ping;
    else if (verb == "PONG")
        frame.verb = NatsFrame::Verb::pong;
    else if (verb == "-ERR")
        frame.verb = NatsFrame::Verb::error;
    else if (verb != "+OK")
        return broken();
    frame.text = line.substr(verb.size());
    while (frame.text.starts_with(' '))
        frame.text.remove_prefix(1);
    m_at += end + kEnd.size();
    return frame;
}

/// `MSG subject sid [reply] bytes`, `HMSG subject sid [reply] bytes-of-headers bytes`.
std::optional<NatsFrame> NatsParser::message(std::string_view line, size_t begin, bool withHeaders)
{
    std::array<std::string_view, 5> words;
    size_t count = 0;
    while (!line.empty()) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        const size_t end = std::min(line.find_first_of(" \t"), line.size());
        if (end == 0)
            break;
        if (count == words.size())
            return broken();
        words[count++] = line.substr(0, end);
        line.remove_prefix(end);
    }
    const size_t least = withHeaders ? 4 : 3;
    uint64_t total = 0, headers = 0;
    NatsFrame frame;
    frame.verb = NatsFrame::Verb::message;
    if (count < least || count > least + 1 || !readBrokerNumber(words[1], frame.subscription)
        || !readBrokerNumber(words[count - 1], total) || total > kMostPayload
        || (withHeaders && (!readBrokerNumber(words[count - 2], headers) || headers > total)))
        return broken();
    const std::string_view rest = std::string_view(m_bytes).substr(m_at);
    if (rest.size() < begin + total + kEnd.size())
        return std::nullopt;
    if (rest.substr(begin + total, kEnd.size()) != kEnd)
        return broken();
    frame.subject = words[0];
    if (count > least)
        frame.reply = words[2];
    frame.headers = rest.substr(begin, headers);
    frame.data = rest.substr(begin + headers, total - headers);
    m_at += begin + total + kEnd.size();
    return frame;
}

} // namespace wavetape::cluster
