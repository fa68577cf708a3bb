// SPDX-License-Identifier: GPL-3.0-or-later
#include "load/Publisher.h"

namespace wavetape::load {

namespace {

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
    if (m_payload.size() >= kMarkSize)
        writeMark(m_payload.data(), {m_published, now});
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

} // namespace wavetape::load
