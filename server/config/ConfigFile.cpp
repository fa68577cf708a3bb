// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigFile.h"

#include "config/SmallFile.h"
#include "defence/Defence.h"

// toml++ 3.3 asserts, and without assertions assumes, that a key character follows `[`, which a
// file need not have. With the assertion alone out of the way it goes on to report the error.
#undef NDEBUG
#define TOML_ASSERT(condition) static_cast<void>(0)
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>

namespace wavetape::config {

namespace {

constexpr size_t kMaxFileBytes = 1 << 20;

std::string placeOf(const std::string &file, const toml::source_region &source)
{
    return file + ":" + std::to_string(source.begin.line);
}

/// Messages are one line, whatever the file holds.
std::string onOneLine(std::string_view text)
{
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    return line;
}

tl::unexpected<ConfigError> failureAt(std::string_view place, std::string_view problem)
{
    return tl::unexpected(
        ConfigError {onOneLine(std::string(place) + ": " + std::string(problem))});
}

std::optional<GivenValue> given(const toml::node &node)
{
    if (const auto *value = node.as_boolean())
        return GivenValue(value->get());
    if (const auto *value = node.as_integer())
        return GivenValue(value->get());
    if (const auto *value = node.as_floating_point())
        return GivenValue(value->get());
    if (const auto *value = node.as_string())
        return GivenValue(value->get());
    const auto *array = node.as_array();
    if (!array)
        return {};
    std::vector<std::string> list;
    for (const toml::node &item : *array) {
        const auto *text = item.as_string();
        if (!text)
            return {};
        list.push_back(text->get());
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

class FileWalk {
public:
    FileWalk(const std::string &file, const FileSetting &tell)
        : m_file(file)
        , m_tell(tell)
    {
    }

    tl::expected<void, ConfigError> table(const toml::table &table, std::string_view section)
    {
        for (const auto &[key, node] : table) {
            const std::string_view name = key.str();
            const std::string place = placeOf(m_file, key.source());
            const std::string whole = section.empty()
                ? std::string(name)
                : std::string(section) + "." + std::string(name);
            if (section.empty() && isSection(name)) {
                const auto *inner = node.as_table();
                if (!inner)
                    return failureAt(place, whole + ": must be a section [" + whole + "]");
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
                    whole + ": no such setting, allowed here: " + knownKeys(section)
                        + (section.empty() ? knownSections() : ""));
            }
            const auto value = given(node);
            const std::string problem = value ? m_tell(*field, *value, place + ": " + whole)
                                              : "must be " + allowedValues(*field);
            if (!problem.empty())
                return failureAt(place, whole + ": " + problem);
        }
        return {};
    }

private:
    const std::string &m_file;
    const FileSetting &m_tell;
};

} // namespace

tl::expected<void, ConfigError> readConfigText(
    std::string_view toml, const std::string &name, const FileSetting &tell)
{
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    if (toml.starts_with(kByteOrderMark))
        toml.remove_prefix(kByteOrderMark.size());
    if (const size_t line = lineOfStrayCharacter(toml)) {
        return failureAt(name + ":" + std::to_string(line),
            "not TOML: only strings and comments may have characters outside ASCII");
    }
    const toml::parse_result result = toml::parse(toml, name);
    if (!result) {
        return failureAt(placeOf(name, result.error().source()),
            "not TOML: " + std::string(result.error().description()));
    }
    return FileWalk(name, tell).table(result.table(), {});
}

tl::expected<void, ConfigError> readConfigFile(const std::string &path, const FileSetting &tell)
{
    const auto file = readSmallFile(path, kMaxFileBytes);
    if (!file)
        return failureAt(path, "cannot be read" + file.error().substr(path.size()));
    return readConfigText(file->content, path, tell);
}

} // namespace wavetape::config
