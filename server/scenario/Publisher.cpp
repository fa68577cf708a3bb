// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/Publisher.h"

#include "scenario/JsonFields.h"
#include "scenario/Mark.h"

#include "protocol/JsonWriter.h"

#include <algorithm>
#include <cmath>
#include <system_error>
#include <utility>

namespace wavetape::scenario {

namespace {
constexpr std::uint64_t kAgain = 50'000'000; ///< ns until a lost connection is tried again
constexpr std::size_t kMostConnections = 200;
} // namespace

Publisher::Publisher(Field &field, const Step &step, double perConnection, std::size_t firstSource)
    : m_field(field)
    , m_step(step)
    , m_firstSource(firstSource)
    , m_payload(step.size, 'x')
    , m_total(static_cast<std::uint64_t>(
          std::llround(step.rate * static_cast<double>(step.during) / 1e9)))
{
    // A raw server numbers nothing, so what is published by one connection alone has an order.
    const double wanted = step.raw ? 1 : std::ceil(step.rate / (perConnection * 0.8));
    const auto count
        = static_cast<std::size_t>(std::clamp(wanted, 1.0, static_cast<double>(kMostConnections)));
    m_connections.resize(count);
    m_unanswered.resize(count);
    m_attempts.resize(count);
}

void Publisher::open()
{
    for (std::size_t i = 0; i < m_connections.size(); ++i)
        openOne(i);
}

void Publisher::openOne(std::size_t index)
{
    if (m_field.ending)
        return;
    Opening opening;
    opening.target = m_field.targetOf(index + m_attempts[index]++);
    if (m_step.raw || opening.target.path == "/")
        opening.target.path = m_step.raw ? m_step.path : "/ws";
    opening.source = m_firstSource == 0 ? 0 : m_firstSource + index;
    auto connection = std::make_unique<Connection>(
        m_field.loop, static_cast<ConnectionListener &>(*this), index);
    connection->keepBodies(true);
    try {
        connection->open(opening);
    } catch (const std::system_error &error) {
        m_trouble = error.what();
        m_field.timers.at(nowNanos() + kAgain, [this, index] { openOne(index); });
        return;
    }
    m_connections[index] = std::move(connection);
}

bool Publisher::isReady() const
{
    return std::all_of(m_connections.begin(), m_connections.end(), [](const auto &connection) {
        return connection && connection->state() == Connection::State::Ready;
    });
}

void Publisher::start(std::uint64_t when)
{
    m_start = when;
    m_field.timers.at(when, [this] { sendDue(); });
}

void Publisher::sendDue()
{
    m_started = true;
    const std::uint64_t now = nowNanos();
    const double interval = 1e9 / m_step.rate;
    while (m_sent < m_total) {
        const auto intended
            = m_start + static_cast<std::uint64_t>(static_cast<double>(m_sent) * interval);
        if (intended > now) {
            m_field.timers.at(intended, [this] { sendDue(); });
            break;
        }
        const auto &connection = m_connections[m_sent % m_connections.size()];
        if (!connection || connection->state() != Connection::State::Ready) {
            m_field.timers.at(now + kAgain / 10, [this] { sendDue(); });
            break;
        }
        sendNext(intended);
    }
    for (const auto &connection : m_connections) {
        if (connection && connection->pendingBytes() != 0)
            connection->flush();
    }
}

void Publisher::sendNext(std::uint64_t intended)
{
    const std::uint64_t number = ++m_sent;
    writeMark(m_payload.data(), {number, intended});
    const std::size_t index = (number - 1) % m_connections.size();
    Connection &connection = *m_connections[index];
    if (m_step.raw) {
        m_field.ledger.of({}, "raw").published = number;
        connection.queue(clientFrame(Opcode::Text, m_payload));
        return;
    }
    std::string text = R"({"type":"publish","id":)" + std::to_string(number) + R"(,"channel":)";
    protocol::appendJsonString(text, m_step.channel);
    text += R"(,"data":")" + m_payload + R"("})";
    ++m_unanswered[index];
    connection.queue(clientFrame(Opcode::Text, text));
}

bool Publisher::isDone() const
{
    return !m_started
        || (m_sent == m_total
            && std::all_of(m_unanswered.begin(), m_unanswered.end(),
                [](std::uint64_t waiting) { return waiting == 0; }));
}

void Publisher::leave()
{
    for (const auto &connection : m_connections) {
        if (connection)
            connection->abandon();
    }
}

void Publisher::onReady(Connection &)
{
    m_field.reached = true;
}

void Publisher::onMessage(Connection &connection, const Message &message)
{
    if (m_step.raw || !message.body.starts_with(R"({"type":")"))
        return;
    const std::string_view type = jsonText(message.body, "type");
    const bool isAck = type == "ack";
    if (!isAck && type != "error")
        return;
    std::uint64_t &waiting = m_unanswered[connection.index()];
    waiting -= std::min<std::uint64_t>(waiting, 1);
    if (!isAck) {
        ++m_refused;
        if (m_trouble.empty())
            m_trouble = jsonText(message.body, "message");
        return;
    }
    ++m_accepted;
    Numbering &numbering
        = m_field.ledger.of(jsonText(message.body, "channel"), jsonText(message.body, "epoch"));
    numbering.published = std::max(numbering.published, jsonWhole(message.body, "seq").value_or(0));
}

void Publisher::onClosed(Connection &connection)
{
    m_field.reached = m_field.reached || connection.reachedTarget();
    m_trouble = connection.failure();
    const std::size_t index = connection.index();
    m_lost += std::exchange(m_unanswered[index], 0);
    m_field.timers.at(nowNanos() + kAgain, [this, index] { openOne(index); });
}

} // namespace wavetape::scenario
