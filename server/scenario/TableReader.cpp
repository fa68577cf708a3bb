// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/TableReader.h"

#include "protocol/NearestName.h"
#include "scenario/Quantity.h"

#include <algorithm>
#include <cmath>

namespace wavetape::scenario {

namespace {

constexpr std::size_t kMaxText = 64 * 1024;

std::string numberInWords(double value)
{
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

} // namespace

std::string listed(std::span<const std::string_view> words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += i == 0 ? "\"" : i + 1 == words.size() ? " or \"" : ", \"";
        text.append(words[i]).append("\"");
    }
    return text;
}

TableReader::TableReader(
    const std::string &file, const config::TomlNode &node, std::string key, std::size_t line)
    : m_file(file)
    , m_node(node)
    , m_key(std::move(key))
    , m_line(line)
{
    if (!node.table())
        throw ScenarioError(file + ":" + std::to_string(line) + ": " + m_key + ": must be a table");
}

std::size_t TableReader::lineOf(std::string_view name) const
{
    for (const config::TomlMember &member : *m_node.table()) {
        if (member.name == name)
            return member.line;
    }
    return m_line;
}

void TableReader::fail(std::string_view name, std::string_view problem) const
{
    std::string text = m_file + ":" + std::to_string(lineOf(name)) + ": " + m_key;
    if (!name.empty())
        text.append(m_key.empty() ? "" : ".").append(name);
    text.append(text.ends_with(": ") ? "" : ": ").append(problem);
    throw ScenarioError(config::onOneLine(std::move(text)));
}

void TableReader::missing(std::string_view name, std::string_view problem) const
{
    std::vector<std::string_view> others;
    for (const config::TomlMember &member : *m_node.table()) {
        if (std::find(m_known.begin(), m_known.end(), member.name) == m_known.end())
            others.push_back(member.name);
    }
    if (const auto near = protocol::nearestName(name, others); !near.empty())
        fail(near, "no such key, did you mean \"" + std::string(name) + "\"?");
    fail(name, problem);
}

const config::TomlNode *TableReader::find(std::string_view name)
{
    m_known.emplace_back(name);
    return m_node.find(name);
}

std::string TableReader::text(std::string_view name, std::string_view otherwise)
{
    const config::TomlNode *node = find(name);
    if (!node)
        return std::string(otherwise);
    if (!node->text() || node->text()->size() > kMaxText)
        fail(name, "must be a text of at most 64 KiB");
    return *node->text();
}

std::string TableReader::requiredText(std::string_view name)
{
    std::string value = text(name);
    if (!has(name))
        missing(name);
    if (value.empty())
        fail(name, "is empty");
    return value;
}

std::vector<std::string> TableReader::texts(std::string_view name)
{
    const config::TomlNode *node = find(name);
    std::vector<std::string> list;
    if (!node)
        return list;
    if (!node->list())
        fail(name, "must be a list of texts");
    for (const config::TomlNode &item : *node->list()) {
        if (!item.text())
            fail(name, "must be a list of texts");
        list.push_back(*item.text());
    }
    return list;
}

bool TableReader::flag(std::string_view name, bool otherwise)
{
    const config::TomlNode *node = find(name);
    if (!node)
        return otherwise;
    const bool *value = std::get_if<bool>(&node->value);
    if (!value)
        fail(name, "must be true or false");
    return *value;
}

std::uint64_t TableReader::whole(
    std::string_view name, std::uint64_t otherwise, std::uint64_t least, std::uint64_t most)
{
    const config::TomlNode *node = find(name);
    if (!node)
        return otherwise;
    const std::int64_t *value = std::get_if<std::int64_t>(&node->value);
    if (!value || *value < 0 || static_cast<std::uint64_t>(*value) < least
        || static_cast<std::uint64_t>(*value) > most)
        fail(name,
            "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return static_cast<std::uint64_t>(*value);
}

std::optional<double> TableReader::number(std::string_view name, double least, double most)
{
    const config::TomlNode *node = find(name);
    if (!node)
        return std::nullopt;
    double value = NAN;
    if (const auto *real = std::get_if<double>(&node->value))
        value = *real;
    else if (const auto *whole = std::get_if<std::int64_t>(&node->value))
        value = static_cast<double>(*whole);
    if (!(value >= least && value <= most))
        fail(name, "must be a number from " + numberInWords(least) + " to " + numberInWords(most));
    return value;
}

std::optional<Nanos> TableReader::duration(std::string_view name)
{
    const config::TomlNode *node = find(name);
    if (!node)
        return std::nullopt;
    const auto value = node->text() ? parseDuration(*node->text()) : std::nullopt;
    if (!value)
        fail(name, "must be a time as \"1.5s\", \"200ms\" or \"2m\", at most an hour");
    return value;
}

std::optional<std::uint64_t> TableReader::bytes(std::string_view name)
{
    const config::TomlNode *node = find(name);
    if (!node)
        return std::nullopt;
    std::optional<std::uint64_t> value;
    if (node->text())
        value = parseByteCount(*node->text());
    else if (const auto *whole = std::get_if<std::int64_t>(&node->value); whole && *whole > 0)
        value = static_cast<std::uint64_t>(*whole);
    if (!value)
        fail(name, "must be a size as 512, \"64KiB\" or \"1MiB\"");
    return value;
}

std::size_t TableReader::choice(
    std::string_view name, std::span<const std::string_view> words, std::size_t otherwise)
{
    const config::TomlNode *node = find(name);
    if (!node)
        return otherwise;
    const auto found
        = node->text() ? std::find(words.begin(), words.end(), *node->text()) : words.end();
    if (found == words.end())
        fail(name, "must be " + listed(words));
    return static_cast<std::size_t>(found - words.begin());
}

const config::TomlNode *TableReader::table(std::string_view name)
{
    const config::TomlNode *node = find(name);
    if (node && !node->table())
        fail(name, "must be a table");
    return node;
}

std::vector<const config::TomlNode *> TableReader::tables(std::string_view name)
{
    std::vector<const config::TomlNode *> all;
    const config::TomlNode *node = find(name);
    if (!node)
        return all;
    if (!node->list())
        fail(name, "must be tables [[" + std::string(name) + "]]");
    for (const config::TomlNode &item : *node->list()) {
        if (!item.table())
            fail(name, "must be tables [[" + std::string(name) + "]]");
        all.push_back(&item);
    }
    return all;
}

void TableReader::finish()
{
    for (const config::TomlMember &member : *m_node.table()) {
        if (std::find(m_known.begin(), m_known.end(), member.name) != m_known.end())
            continue;
        std::string allowed;
        for (const std::string &name : m_known)
            allowed.append(allowed.empty() ? "" : ", ").append(name);
        fail(member.name, "no such key, allowed here: " + allowed);
    }
}

std::size_t groupNamed(TableReader &table, const Scenario &scenario)
{
    const std::string name = table.requiredText("client");
    for (std::size_t i = 0; i < scenario.clients.size(); ++i) {
        if (scenario.clients[i].name == name)
            return i;
    }
    table.fail("client", "there are no clients named \"" + name + "\"");
}

bool isPlainName(std::string_view text)
{
    return text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || c == '.' || c == '_' || c == '-';
    });
}

} // namespace wavetape::scenario
