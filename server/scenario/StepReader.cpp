// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/StepReader.h"

#include "scenario/ClientFrame.h"
#include "scenario/Mark.h"

#include "faults/ToxicJson.h"
#include "protocol/JsonWriter.h"

#include <algorithm>
#include <iterator>

namespace wavetape::scenario {

namespace {

using config::TomlNode;

constexpr std::string_view kStepNames[] {
    "publish", "send", "pause", "cut", "fault", "heal", "drain", "stop", "kill", "start"};

Nanos requiredDuration(TableReader &table)
{
    const auto during = table.duration("for");
    if (!during)
        table.fail("for", "is missing");
    return *during;
}

void readPublish(TableReader &table, Step &step)
{
    step.channel = table.text("channel");
    step.path = table.text("path");
    step.raw = step.channel.empty();
    if (step.channel.empty() == step.path.empty())
        table.fail("", "needs a channel, or the path that publishes to raw clients");
    const auto rate = table.number("rate", 0.1, 100'000);
    if (!rate)
        table.fail("rate", "is missing");
    step.rate = *rate;
    step.during = requiredDuration(table);
    step.size = table.bytes("size").value_or(64);
    if (step.size < Mark::kSize || step.size > (1u << 20))
        table.fail("size", "must be from 33 bytes to 1 MiB");
}

std::string bytesOf(TableReader &table, std::string_view hex)
{
    std::string bytes;
    int high = -1;
    for (const char c : hex) {
        if (c == ' ')
            continue;
        const std::size_t digit = std::string_view("0123456789abcdef").find(c);
        if (digit == std::string_view::npos)
            table.fail("hex", "must be pairs of 0-9 and a-f, blanks between them");
        if (high < 0) {
            high = static_cast<int>(digit);
        } else {
            bytes += static_cast<char>(high << 4 | static_cast<int>(digit));
            high = -1;
        }
    }
    if (high >= 0)
        table.fail("hex", "must be pairs of 0-9 and a-f, blanks between them");
    return bytes;
}

void readSend(TableReader &table, Step &step)
{
    const std::string text = table.text("text"), hex = table.text("hex");
    const auto bytes = table.bytes("bytes");
    const bool ping = table.flag("ping", false);
    if (!text.empty() + !hex.empty() + bytes.has_value() + ping != 1)
        table.fail("", "needs exactly one of \"text\", \"hex\", \"bytes\" or \"ping\"");
    if (!hex.empty())
        step.bytes = bytesOf(table, hex);
    else if (ping)
        step.bytes = clientFrame(Opcode::Ping, "ping");
    else if (bytes && *bytes > (16u << 20))
        table.fail("bytes", "at most 16 MiB");
    else
        step.bytes = clientFrame(
            Opcode::Text, bytes ? std::string(static_cast<std::size_t>(*bytes), 'x') : text);
    step.times = table.whole("times", 1, 1, 1'000'000);
    step.rate = table.number("rate", 0.1, 100'000).value_or(0);
    if (step.rate > 0)
        step.during = static_cast<Nanos>(static_cast<double>(step.times) / step.rate * 1e9);
    if (step.bytes.size() * step.times > (64u << 20))
        table.fail("times", "more than 64 MiB from one client");
}

} // namespace

Step StepReader::read(const TomlNode &node)
{
    TableReader table(m_scenario.file, node, "steps", node.line);
    Step step;
    step.line = node.line;
    step.at = table.duration("at").value_or(0);
    std::size_t found = 0;
    for (std::size_t kind = 0; kind < std::size(kStepNames); ++kind) {
        const TomlNode *what = table.find(kStepNames[kind]);
        if (!what)
            continue;
        ++found;
        step.kind = static_cast<StepKind>(kind);
        if (step.kind >= StepKind::heal) {
            readWhich(table, *what, step);
            continue;
        }
        TableReader inner(
            m_scenario.file, *what, "steps." + std::string(kStepNames[kind]), what->line);
        if (step.kind == StepKind::fault) {
            readFault(inner, *what, step);
            continue;
        }
        readStepDetails(inner, step);
        inner.finish();
    }
    table.finish();
    if (found != 1)
        table.fail("", "needs exactly one of " + listed(kStepNames));
    return step;
}

/// `true`, or of several nodes one's number.
void StepReader::readWhich(TableReader &table, const TomlNode &what, Step &step)
{
    const std::string_view name = kStepNames[static_cast<std::size_t>(step.kind)];
    const bool *yes = std::get_if<bool>(&what.value);
    const auto *number = std::get_if<std::int64_t>(&what.value);
    if (yes && *yes)
        return;
    if (m_scenario.nodes == 1 || step.kind == StepKind::heal)
        table.fail(name, "must be true");
    if (!number || *number < 1 || static_cast<std::size_t>(*number) > m_scenario.nodes)
        table.fail(name, "must be true, or a node: 1 to " + std::to_string(m_scenario.nodes));
    step.node = static_cast<std::size_t>(*number);
}

void StepReader::readStepDetails(TableReader &table, Step &step)
{
    if (step.kind == StepKind::publish) {
        readPublish(table, step);
        return;
    }
    step.group = groupNamed(table, m_scenario);
    step.fraction = table.number("fraction", 0, 1).value_or(1);
    if (step.kind == StepKind::send)
        readSend(table, step);
    else if (step.kind == StepKind::pause)
        step.during = requiredDuration(table);
}

/// A toxic in the control port's words, without its layers: what is no word of its own is an
/// attribute, and whom it hits is a group of ours.
void StepReader::readFault(TableReader &table, const TomlNode &node, Step &step)
{
    std::string text, attributes;
    protocol::JsonWriter toxic(text), inner(attributes);
    toxic.beginObject();
    inner.beginObject();
    for (const config::TomlMember &member : *node.table()) {
        const bool isOuter = member.name == "name" || member.name == "type"
            || member.name == "stream" || member.name == "toxicity";
        if (!isPlainName(member.name))
            table.fail(member.name, "is no word of a fault");
        protocol::JsonWriter &json = isOuter ? toxic : inner;
        json.key(member.name);
        writeFaultValue(table, json, member, member.name == "match");
    }
    inner.endObject();
    toxic.key("attributes").raw(attributes).endObject();
    auto fault = faults::readToxic(text);
    if (!fault)
        table.fail("", fault.error().sentence);
    step.toxic = std::move(*fault);
    if (m_scenario.nodes > 1)
        table.fail("", "faults are of one server, not of several nodes");
    m_scenario.hasFaults = true;
}

void StepReader::writeFaultValue(
    TableReader &table, protocol::JsonWriter &json, const config::TomlMember &member, bool isMatch)
{
    const auto &value = member.node.value;
    if (const auto *truth = std::get_if<bool>(&value)) {
        json.boolean(*truth);
    } else if (const auto *whole = std::get_if<std::int64_t>(&value)) {
        json.integer(*whole);
    } else if (const auto *real = std::get_if<double>(&value)) {
        json.number(*real);
    } else if (member.node.text()) {
        json.string(*member.node.text());
    } else if (member.node.table() && (isMatch || member.name == "when")) {
        json.beginObject();
        for (const config::TomlMember &one : *member.node.table()) {
            const bool isGroup = isMatch && one.name == "client";
            if (!isPlainName(one.name) || one.node.table())
                table.fail(member.name, "has something that is no word of it");
            if (isGroup) {
                requireGroup(table, one);
                json.key("connection").string(*one.node.text() + "-*");
                continue;
            }
            json.key(one.name);
            writeFaultValue(table, json, one, false);
        }
        json.endObject();
    } else {
        table.fail(member.name, "must be a number, a text, true or false");
    }
}

void StepReader::requireGroup(TableReader &table, const config::TomlMember &member)
{
    const std::string *name = member.node.text();
    const bool known = name
        && std::any_of(m_scenario.clients.begin(), m_scenario.clients.end(),
            [&](const ClientGroup &group) { return group.name == *name; });
    if (!known)
        table.fail("match", "there are no clients of that name");
}

} // namespace wavetape::scenario
