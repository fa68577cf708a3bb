// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenario/Scenario.h"

#include "config/TomlDocument.h"

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::scenario {

/// What a scenario file got wrong: `file:line: key: problem`. Leaves ScenarioReader as a value.
struct ScenarioError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Takes the members of one table by name, each with its type and bounds; finish() complains of
/// those that nobody asked for. Throws ScenarioError. The table outlives it.
class TableReader {
public:
    /// `key` names the table in messages: `clients`, `steps.publish`.
    TableReader(
        const std::string &file, const config::TomlNode &node, std::string key, std::size_t line);

    bool has(std::string_view name) const { return m_node.find(name) != nullptr; }
    std::string text(std::string_view name, std::string_view otherwise = {});
    std::string requiredText(std::string_view name);
    std::vector<std::string> texts(std::string_view name);
    bool flag(std::string_view name, bool otherwise);
    std::uint64_t whole(
        std::string_view name, std::uint64_t otherwise, std::uint64_t least, std::uint64_t most);
    std::optional<double> number(std::string_view name, double least, double most);
    std::optional<Nanos> duration(std::string_view name);
    std::optional<std::uint64_t> bytes(std::string_view name);
    /// The place of the member's word in `words`.
    std::size_t choice(
        std::string_view name, std::span<const std::string_view> words, std::size_t otherwise);
    /// A table within it; null where it is absent.
    const config::TomlNode *table(std::string_view name);
    /// The tables of `[[name]]`.
    std::vector<const config::TomlNode *> tables(std::string_view name);
    const config::TomlNode *find(std::string_view name);

    /// Complains of members that were not asked for.
    void finish();
    [[noreturn]] void fail(std::string_view name, std::string_view problem) const;
    /// The member is not there: complains of the one that was meant for it, where one is near.
    [[noreturn]] void missing(std::string_view name, std::string_view problem = "is missing") const;
    const std::string &file() const { return m_file; }
    const std::string &key() const { return m_key; }
    std::size_t line() const { return m_line; }

private:
    std::size_t lineOf(std::string_view name) const;

    const std::string &m_file;
    const config::TomlNode &m_node;
    std::string m_key;
    std::size_t m_line;
    std::vector<std::string> m_known;
};

/// The place of the group that the table's `client` names.
std::size_t groupNamed(TableReader &table, const Scenario &scenario);
/// What may stand in a URL and in a tag as it is: 40 letters, digits, ".", "_" and "-" at most.
bool isPlainName(std::string_view text);
/// `"a", "b" or "c"`.
std::string listed(std::span<const std::string_view> words);

} // namespace wavetape::scenario
