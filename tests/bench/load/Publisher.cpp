// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Publisher.h"

namespace wavetape::load {

namespace {

void writeHex(char *into, std::uint64_t value)
{
    for (int i = 15; i >= 0; --i, value >>= 4)
        into[i] = "0123456789abcdef"[value & 15u];
}

std::optional<std::uint64_t> readHex(const char *from)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 16; ++i) {
        const char c = from[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return std::nullopt;
        value = value << 4 | static_cast<std::uint64_t>(digit);
    }
    return value;
}

std::optional<Mark> markAt(std::string_view body, std::size_t offset)
{
    if (offset + Publisher::kMarkSize > body.size() || body[offset] != '@')
        return std::nullopt;
    const auto number = readHex(body.data() + offset + 1);
    const auto sentAt = readHex(body.data() + offset + 17);
    if (!number || !sentAt)
        return std::nullopt;
    return Mark {*number, *sentAt};
}

void replaceAll(std::string &text, std::string_view what, std::string_view with)
{
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
}

} // namespace

Publisher::Publisher(Loop &loop, const Options &options)
    : m_options(options)
    , m_fleet(loop, options, *this)
    , m_payload(options.bytes, 'x')
{
}

void Publisher::open()
{
    Opening opening = Fleet::openingFor(m_options);
    if (!m_options.publishPath.empty())
        opening.target.path = m_options.publishPath;
    opening.greeting = m_options.publisherHello;
    opening.replies = m_options.publisherReplies;
    m_fleet.add(1, opening);
    m_fleet.openAll();
}

void Publisher::queueNext(std::uint64_t now)
{
    if (m_payload.size() >= kMarkSize) {
        m_payload[0] = '@';
        writeHex(m_payload.data() + 1, m_published);
        writeHex(m_payload.data() + 17, now);
    }
    if (m_options.publish.empty()) {
        m_fleet[0].queue(clientFrame(m_options.binary ? Opcode::Binary : Opcode::Text, m_payload));
    } else {
        std::string text = m_options.publish;
        replaceAll(text, "{n}", std::to_string(m_published % m_options.channels));
        replaceAll(text, "{data}", m_payload);
        m_fleet[0].queue(clientFrame(Opcode::Text, text));
    }
    ++m_published;
}

void Publisher::onClosed(Connection &connection)
{
    throw LoadError("The publisher's connection ended: " + connection.failure()
        + (connection.closeCode() ? " (" + std::to_string(connection.closeCode()) + ")" : "")
        + ".");
}

std::optional<Mark> MarkReader::find(std::string_view body)
{
    if (auto mark = markAt(body, m_offset))
        return mark;
    for (std::size_t at = body.find('@'); at != std::string_view::npos;
         at = body.find('@', at + 1)) {
        if (auto mark = markAt(body, at)) {
            m_offset = at;
            return mark;
        }
    }
    return std::nullopt;
}

} // namespace wavetape::load
