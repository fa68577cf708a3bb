// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wavetape::config {

struct TomlMember;

/// One value of a TOML file and the line where it stands; a plain value.
struct TomlNode {
    using List = std::vector<TomlNode>;
    using Table = std::vector<TomlMember>; ///< each name once

    size_t line = 0; ///< from 1
    /// std::monostate: a date or a time, which nothing of ours takes.
    std::variant<std::monostate, bool, int64_t, double, std::string, List, Table> value;

    const Table *table() const { return std::get_if<Table>(&value); }
    const List *list() const { return std::get_if<List>(&value); }
    const std::string *text() const { return std::get_if<std::string>(&value); }
    /// The member of that name, where this is a table that has it; else null.
    const TomlNode *find(std::string_view name) const;
    TomlNode *find(std::string_view name);
};

struct TomlMember {
    std::string name;
    size_t line = 0; ///< of the name
    TomlNode node;
};

/// Why a text is no TOML, and in which line.
struct TomlError {
    size_t line = 0;
    std::string text; ///< one line
};

/// Any file's words may stand in a message, which is one line: what breaks it is a blank.
std::string onOneLine(std::string text);

/// Reads TOML 1.0, a byte order mark allowed: a table. Nothing but ASCII outside strings and
/// comments.
tl::expected<TomlNode, TomlError> parseToml(std::string_view toml);

} // namespace wavetape::config
