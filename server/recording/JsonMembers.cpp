// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/JsonMembers.h"

#include <charconv>
#include <cmath>

namespace wavetape::recording {

namespace {

bool isJsonBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isJsonBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isJsonBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Calls `each` with every part between the outer brackets, cut at commas of their own level; with
/// the place of its colon, where it has one on that level.
template <typename Each>
void visitParts(std::string_view json, char open, Each each)
{
    json = trimmed(json);
    if (json.size() < 2 || json.front() != open)
        return;
    json = json.substr(1, json.size() - 2);
    size_t begin = 0;
    size_t colon = std::string_view::npos;
    unsigned depth = 0;
    for (size_t i = 0; i < json.size(); ++i) {
        switch (json[i]) {
        case '"':
            for (++i; i < json.size() && json[i] != '"'; ++i) {
                if (json[i] == '\\')
                    ++i;
            }
            break;
        case '{':
        case '[':
            ++depth;
            break;
        case '}':
        case ']':
            --depth;
            break;
        case ':':
            if (depth == 0 && colon == std::string_view::npos)
                colon = i - begin;
            break;
        case ',':
            if (depth == 0) {
                each(json.substr(begin, i - begin), colon);
                begin = i + 1;
                colon = std::string_view::npos;
            }
            break;
        default:
            break;
        }
    }
    if (!trimmed(json).empty())
        each(json.substr(begin), colon);
}

} // namespace

std::vector<std::pair<std::string_view, std::string_view>> jsonMembers(std::string_view json)
{
    std::vector<std::pair<std::string_view, std::string_view>> members;
    visitParts(json, '{', [&](std::string_view part, size_t colon) {
        if (colon == std::string_view::npos)
            return;
        const std::string_view name = trimmed(part.substr(0, colon));
        if (name.size() >= 2)
            members.emplace_back(name.substr(1, name.size() - 2), trimmed(part.substr(colon + 1)));
    });
    return members;
}

std::vector<std::string_view> jsonElements(std::string_view json)
{
    std::vector<std::string_view> elements;
    visitParts(
        json, '[', [&](std::string_view part, size_t) { elements.push_back(trimmed(part)); });
    return elements;
}

std::string_view jsonMember(std::string_view json, std::string_view name)
{
    for (const auto &[known, value] : jsonMembers(json)) {
        if (known == name)
            return value;
    }
    return {};
}

std::optional<double> jsonNumber(std::string_view json)
{
    double value = 0;
    const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), value);
    if (error != std::errc() || end != json.data() + json.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

} // namespace wavetape::recording
