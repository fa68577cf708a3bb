// SPDX-License-Identifier: GPL-3.0-or-later
#include "NodeFigures.h"

#include "clock/Clock.h"
#include "monitoring/ServerTotals.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"

namespace wavetape {

namespace {
constexpr int64_t kLeastMicros = 500'000; // between two looks that a rate is made of
} // namespace

NodeFigures::NodeFigures(const net::ServerContext &context)
    : m_context(context)
    , m_begunMicros(context.clock.steadyMicros())
{
}

std::string NodeFigures::members()
{
    const auto totals = monitoring::ServerTotals::of(m_context);
    const int64_t now = m_context.clock.steadyMicros();
    if (m_askedMicros == 0 || now - m_askedMicros >= kLeastMicros) {
        const double seconds = static_cast<double>(now - m_askedMicros) / 1e6;
        if (m_askedMicros != 0) {
            m_inPerSecond = static_cast<double>(totals.messagesIn - m_messagesIn) / seconds;
            m_outPerSecond = static_cast<double>(totals.messagesOut - m_messagesOut) / seconds;
        }
        m_askedMicros = now;
        m_messagesIn = totals.messagesIn;
        m_messagesOut = totals.messagesOut;
    }
    std::string text;
    protocol::JsonWriter(text)
        .beginObject()
        .key("uptimeMs")
        .integer((now - m_begunMicros) / 1000)
        .key("draining")
        .boolean(m_context.draining)
        .key("connections")
        .unsignedInteger(totals.opened - totals.closed)
        .key("sockets")
        .integer(m_context.connections.load())
        .key("messagesIn")
        .unsignedInteger(totals.messagesIn)
        .key("messagesOut")
        .unsignedInteger(totals.messagesOut)
        .key("messagesInPerSecond")
        .number(m_inPerSecond, 1)
        .key("messagesOutPerSecond")
        .number(m_outPerSecond, 1)
        .endObject();
    return text.substr(1, text.size() - 2);
}

} // namespace wavetape
