// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/JsonFields.h"

#include <charconv>

namespace wavetape::scenario {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

void skipBlanks(std::string_view text, std::size_t &at)
{
    while (at < text.size() && kBlanks.find(text[at]) != std::string_view::npos)
        ++at;
}

/// Past the string that begins at `at`.
void skipText(std::string_view text, std::size_t &at)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == '"') {
            ++at;
            return;
        }
    }
    at = text.size();
}

/// Past the value that begins at `at`.
void skipValue(std::string_view text, std::size_t &at)
{
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            skipText(text, at);
            if (depth == 0)
                return;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            return;
        if (c == '{' || c == '[')
            ++depth;
        if (c == '}' || c == ']') {
            ++at;
            if (--depth == 0)
                return;
            continue;
        }
        ++at;
    }
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && kBlanks.find(text.back()) != std::string_view::npos)
        text.remove_suffix(1);
    return text;
}

} // namespace

std::string_view jsonMember(std::string_view json, std::string_view name)
{
    std::size_t at = 0;
    skipBlanks(json, at);
    if (at >= json.size() || json[at] != '{')
        return {};
    for (++at; at < json.size();) {
        skipBlanks(json, at);
        if (at >= json.size() || json[at] != '"')
            return {};
        const std::size_t from = at;
        skipText(json, at);
        if (at > json.size() || at < from + 2)
            return {};
        const std::string_view key = json.substr(from + 1, at - from - 2);
        skipBlanks(json, at);
        if (at >= json.size() || json[at] != ':')
            return {};
        ++at;
        skipBlanks(json, at);
        const std::size_t value = at;
        skipValue(json, at);
        if (key == name)
            return trimmed(json.substr(value, at - value));
        skipBlanks(json, at);
        if (at >= json.size() || json[at] != ',')
            return {};
        ++at;
    }
    return {};
}

std::string_view jsonText(std::string_view json, std::string_view name)
{
    const std::string_view value = jsonMember(json, name);
    if (value.size() < 2 || value.front() != '"' || value.back() != '"')
        return {};
    return value.substr(1, value.size() - 2);
}

std::optional<std::uint64_t> jsonWhole(std::string_view json, std::string_view name)
{
    const std::string_view text = jsonMember(json, name);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::vector<std::string_view> jsonItems(std::string_view array)
{
    std::vector<std::string_view> items;
    std::size_t at = 0;
    skipBlanks(array, at);
    if (at >= array.size() || array[at] != '[')
        return items;
    for (++at; at < array.size();) {
        skipBlanks(array, at);
        const std::size_t from = at;
        skipValue(array, at);
        if (at == from)
            break;
        items.push_back(trimmed(array.substr(from, at - from)));
        skipBlanks(array, at);
        if (at >= array.size() || array[at] != ',')
            break;
        ++at;
    }
    return items;
}

std::string_view lastJsonMember(std::string_view json, std::string_view name)
{
    const std::size_t at = json.rfind(name);
    if (at == std::string_view::npos)
        return {};
    json.remove_prefix(at + name.size());
    return json.substr(0, json.find_first_of(",}"));
}

std::optional<std::int64_t> nanosOfJsonStamp(std::string_view text)
{
    const auto whole = leadingWhole(text);
    if (!whole || *whole > 4'000'000'000'000)
        return std::nullopt;
    std::int64_t nanos = static_cast<std::int64_t>(*whole) * 1'000'000;
    const std::size_t dot = text.find('.');
    std::int64_t unit = 100'000;
    for (std::size_t i = dot; dot != std::string_view::npos && ++i < text.size() && unit >= 1;
         unit /= 10) {
        if (text[i] < '0' || text[i] > '9')
            break;
        nanos += (text[i] - '0') * unit;
    }
    return nanos;
}

std::optional<std::uint64_t> leadingWhole(std::string_view text)
{
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits)
        value = value * 10 + static_cast<std::uint64_t>(text[digits] - '0');
    if (digits == 0 || digits > 18)
        return std::nullopt;
    return value;
}

} // namespace wavetape::scenario
