// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigFile.h"

#include "config/SmallFile.h"
#include "config/TomlDocument.h"
#include "defence/Defence.h"

#include <algorithm>

namespace wavetape::config {

namespace {

constexpr size_t kMaxFileBytes = 1 << 20;

std::string placeOf(const std::string &file, size_t line)
{
    return file + ":" + std::to_string(line);
}

tl::unexpected<ConfigError> failureAt(std::string_view place, std::string_view problem)
{
    return tl::unexpected(
        ConfigError {onOneLine(std::string(place) + ": " + std::string(problem))});
}

std::optional<GivenValue> given(const TomlNode &node)
{
    if (const auto *value = std::get_if<bool>(&node.value))
        return GivenValue(*value);
    if (const auto *value = std::get_if<int64_t>(&node.value))
        return GivenValue(*value);
    if (const auto *value = std::get_if<double>(&node.value))
        return GivenValue(*value);
    if (const auto *value = node.text())
        return GivenValue(*value);
    if (!node.list())
        return {};
    std::vector<std::string> list;
    for (const TomlNode &item : *node.list()) {
        if (!item.text())
            return {};
        list.push_back(*item.text());
    }
    return GivenValue(std::move(list));
}

std::string knownKeys(std::string_view section)
{
    std::string keys;
    for (const ConfigField &field : configFields()) {
        if (sectionOf(field) != section)
            continue;
        const size_t skip = section.empty() ? 0 : section.size() + 1;
        keys += (keys.empty() ? "" : ", ") + std::string(field.key.substr(skip));
    }
    return keys;
}

std::string knownSections()
{
    std::string sections;
    std::string_view last;
    for (const ConfigField &field : configFields()) {
        if (sectionOf(field) != last)
            sections += ", [" + std::string(sectionOf(field)) + "]";
        last = sectionOf(field);
    }
    return sections;
}

bool isSection(std::string_view name)
{
    const auto fields = configFields();
    return std::any_of(fields.begin(), fields.end(),
        [&](const ConfigField &field) { return !name.empty() && sectionOf(field) == name; });
}

class FileWalk {
public:
    FileWalk(const std::string &file, std::string_view prefix, const FileSetting &tell)
        : m_file(file)
        , m_prefix(prefix)
        , m_tell(tell)
    {
    }

    tl::expected<void, ConfigError> table(const TomlNode::Table &table, std::string_view section)
    {
        for (const auto &[name, line, node] : table) {
            const std::string place = placeOf(m_file, line);
            const std::string whole = section.empty() ? name : std::string(section) + "." + name;
            if (section.empty() && isSection(name)) {
                const auto *inner = node.table();
                if (!inner)
                    return failureAt(
                        place, m_prefix + whole + ": must be a section [" + whole + "]");
                if (const auto result = this->table(*inner, name); !result)
                    return result;
                continue;
            }
            const auto fields = configFields();
            const auto field = std::find_if(fields.begin(), fields.end(),
                [&](const ConfigField &candidate) { return candidate.key == whole; });
            if (field == fields.end() && !defence::armed(defence::Defence::unknownSettings))
                continue;
            if (field == fields.end()) {
                return failureAt(place,
                    m_prefix + whole + ": no such setting, allowed here: " + knownKeys(section)
                        + (section.empty() ? knownSections() : ""));
            }
            const auto value = given(node);
            const std::string problem = value
                ? m_tell(*field, *value, place + ": " + m_prefix + whole)
                : "must be " + allowedValues(*field);
            if (!problem.empty())
                return failureAt(place, m_prefix + whole + ": " + problem);
        }
        return {};
    }

private:
    const std::string &m_file;
    const std::string m_prefix;
    const FileSetting &m_tell;
};

} // namespace

tl::expected<void, ConfigError> readConfigText(
    std::string_view toml, const std::string &name, const FileSetting &tell)
{
    const auto document = parseToml(toml);
    if (!document)
        return failureAt(placeOf(name, document.error().line), document.error().text);
    return readConfigTable(*document->table(), name, {}, tell);
}

tl::expected<void, ConfigError> readConfigTable(const TomlNode::Table &table,
    const std::string &name, std::string_view prefix, const FileSetting &tell)
{
    return FileWalk(name, prefix, tell).table(table, {});
}

tl::expected<void, ConfigError> readConfigFile(const std::string &path, const FileSetting &tell)
{
    const auto file = readSmallFile(path, kMaxFileBytes);
    if (!file)
        return failureAt(path, "cannot be read" + file.error().substr(path.size()));
    return readConfigText(file->content, path, tell);
}

} // namespace wavetape::config
