// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/TomlDocument.h"

// toml++ 3.3 asserts, and without assertions assumes, that a key character follows `[`, which a
// file need not have. With the assertion alone out of the way it goes on to report the error.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

namespace wavetape::config {

namespace {

/// Where the string that begins at `at` ends; one line's end or the text's where it has no end.
size_t skipString(std::string_view toml, size_t at)
{
    const char quote = toml[at];
    const std::string fence(3, quote);
    const bool isBlock = toml.substr(at).starts_with(fence);
    for (at += isBlock ? 3 : 1; at < toml.size(); ++at) {
        if (toml[at] == '\\' && quote == '"') {
            ++at;
        } else if (!isBlock && (toml[at] == quote || toml[at] == '\n')) {
            return at + 1;
        } else if (isBlock && toml.substr(at).starts_with(fence)) {
            at += 3;
            for (int more = 0; more < 2 && at < toml.size() && toml[at] == quote; ++more)
                ++at; // up to two quotes may stand before the fence
            return at;
        }
    }
    return toml.size();
}

/// The first line with a character outside ASCII that is in no string and no comment; 0 where there
/// is none. TOML has no such; toml++ 3.3 runs into `__builtin_unreachable` at some of them.
size_t lineOfStrayCharacter(std::string_view toml)
{
    for (size_t at = 0; at < toml.size();) {
        if (toml[at] == '#') {
            at = std::min(toml.find('\n', at), toml.size());
        } else if (toml[at] == '"' || toml[at] == '\'') {
            at = skipString(toml, at);
        } else if (static_cast<unsigned char>(toml[at]) >= 0x80) {
            return 1 + static_cast<size_t>(std::count(toml.begin(), toml.begin() + at, '\n'));
        } else {
            ++at;
        }
    }
    return 0;
}

TomlNode nodeOf(const toml::node &from)
{
    TomlNode node;
    node.line = from.source().begin.line;
    if (const auto *value = from.as_boolean()) {
        node.value = value->get();
    } else if (const auto *value = from.as_integer()) {
        node.value = value->get();
    } else if (const auto *value = from.as_floating_point()) {
        node.value = value->get();
    } else if (const auto *value = from.as_string()) {
        node.value = value->get();
    } else if (const auto *array = from.as_array()) {
        auto &list = node.value.emplace<TomlNode::List>();
        for (const toml::node &item : *array)
            list.push_back(nodeOf(item));
    } else if (const auto *table = from.as_table()) {
        auto &members = node.value.emplace<TomlNode::Table>();
        for (const auto &[key, item] : *table)
            members.push_back({std::string(key.str()), key.source().begin.line, nodeOf(item)});
    }
    return node;
}

} // namespace

const TomlNode *TomlNode::find(std::string_view name) const
{
    const Table *members = table();
    if (!members)
        return nullptr;
    const auto found = std::find_if(members->begin(), members->end(),
        [&](const TomlMember &member) { return member.name == name; });
    return found == members->end() ? nullptr : &found->node;
}

TomlNode *TomlNode::find(std::string_view name)
{
    return const_cast<TomlNode *>(std::as_const(*this).find(name));
}

std::string onOneLine(std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return text;
}

tl::expected<TomlNode, TomlError> parseToml(std::string_view toml)
{
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    if (toml.starts_with(kByteOrderMark))
        toml.remove_prefix(kByteOrderMark.size());
    if (const size_t line = lineOfStrayCharacter(toml)) {
        return tl::unexpected(TomlError {
            line, "not TOML: only strings and comments may have characters outside ASCII"});
    }
    const toml::parse_result result = toml::parse(toml);
    if (!result) {
        // It quotes the text, with its line breaks.
        return tl::unexpected(TomlError {result.error().source().begin.line,
            onOneLine("not TOML: " + std::string(result.error().description()))});
    }
    return nodeOf(result.table());
}

} // namespace wavetape::config
