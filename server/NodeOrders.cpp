// SPDX-License-Identifier: GPL-3.0-or-later
#include "NodeOrders.h"

#include "net/ServerContext.h"
#include "protocol/JsonView.h"
#include "protocol/JsonWriter.h"

#include <cstdlib>
#include <utility>
#include <vector>

namespace wavetape {

namespace {
constexpr uint64_t kPatienceMs = 5'000;
constexpr size_t kMostWaiting = 32; // each is said again every second
// An order that comes late, because its node was without the broker, would surprise people. Wall
// clocks of two machines are compared: nearer than this they must be.
constexpr int64_t kHoldsMicros = 30'000'000;
} // namespace

NodeOrders::NodeOrders(net::ServerContext &context)
    : m_context(context)
    , m_talk(context, "/orders", NodeTalk::Past::skipped)
{
}

void NodeOrders::drain(const std::string &node, Done done)
{
    std::unique_lock lock(m_mutex);
    if (m_waiting.size() >= kMostWaiting) {
        lock.unlock();
        done("as many orders as this node gives at once (" + std::to_string(kMostWaiting)
            + ") wait to be taken; give it again in a few seconds");
        return;
    }
    const std::string order = m_context.config.node + ':'
        + std::to_string(m_context.clock.wallMicros()) + ':' + std::to_string(++m_given);
    m_waiting[order] = {node, m_context.clock.steadyMs() + kPatienceMs, std::move(done)};
    lock.unlock();
    say(order, node);
}

void NodeOrders::say(const std::string &order, const std::string &node)
{
    std::string json;
    protocol::JsonWriter(json)
        .beginObject()
        .key("drain")
        .string(node)
        .key("order")
        .string(order)
        .endObject();
    m_talk.say(json, [this, order](bool taken) {
        if (!taken)
            finish(order, "the broker did not take the order");
    });
}

void NodeOrders::look()
{
    m_talk.look([this](std::string_view json, int64_t timeMicros) { hear(json, timeMicros); });
    std::vector<std::pair<std::string, std::string>> late, open; // order, node
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[order, waiting] : m_waiting)
            (m_context.clock.steadyMs() >= waiting.dueMs ? late : open)
                .emplace_back(order, waiting.node);
    }
    // Again: a node that has just begun skips what was said before it listened.
    for (const auto &[order, node] : open)
        say(order, node);
    for (const auto &[order, node] : late)
        finish(order,
            "no node named " + node
                + " has taken the order; one that hears it within half a minute does yet");
}

void NodeOrders::hear(std::string_view json, int64_t timeMicros)
{
    const auto said = protocol::JsonView::of(json);
    const auto order = said.find("order").text();
    if (!order)
        return;
    if (said.find("taken").text()) {
        finish(*order, {});
        return;
    }
    if (said.find("drain").text() != m_context.config.node
        || std::abs(m_context.clock.wallMicros() - timeMicros) > kHoldsMicros)
        return;
    std::string answer;
    protocol::JsonWriter(answer)
        .beginObject()
        .key("taken")
        .string(m_context.config.node)
        .key("order")
        .string(*order)
        .endObject();
    m_talk.say(answer, [](bool) {});
    m_context.drain();
}

void NodeOrders::finish(const std::string &order, const std::string &problem)
{
    Done done;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_waiting.find(order);
        if (found == m_waiting.end())
            return;
        done = std::move(found->second.done);
        m_waiting.erase(found);
    }
    done(problem);
}

} // namespace wavetape
