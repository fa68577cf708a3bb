// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/ConfigField.h"

#include "config/AddressText.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace wavetape::config {

namespace {

constexpr size_t kMaxNodeName = 64;
constexpr size_t kMaxWord = 256;

std::string quoted(std::string_view text)
{
    constexpr char kHex[] = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string numberText(double value)
{
    char text[64];
    const auto form
        = std::abs(value) < 1e16 ? std::chars_format::fixed : std::chars_format::general;
    const auto end = std::to_chars(text, text + sizeof text, value, form).ptr;
    return {text, end};
}

bool takesSize(const ConfigField &field)
{
    return field.unit == "bytes";
}

std::string mustBe(const ConfigField &field)
{
    return "must be " + allowedValues(field);
}

bool isInRange(const ConfigField &field, double value)
{
    return value >= field.least && value <= field.most;
}

bool isAllowedText(const ConfigField &field, std::string_view text)
{
    switch (field.rule) {
    case TextRule::choice:
        return std::find(field.choices.begin(), field.choices.end(), text) != field.choices.end();
    case TextRule::node:
        return !text.empty() && text.size() <= kMaxNodeName
            && std::all_of(text.begin(), text.end(), [](char c) {
                   return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                       || c == '.' || c == '_' || c == '-';
               });
    case TextRule::host:
        return isHostName(text);
    case TextRule::origin:
        return isOrigin(text);
    case TextRule::block:
        return parseAddressBlock(text).has_value();
    case TextRule::path:
        return text.find('\0') == text.npos;
    case TextRule::word:
        return text.size() <= kMaxWord
            && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
    }
    return false;
}

/// `16M`: digits and perhaps K, M or G.
std::optional<int64_t> parseSize(std::string_view text)
{
    int shift = 0;
    if (!text.empty()) {
        switch (text.back()) {
        case 'K':
        case 'k':
            shift = 10;
            break;
        case 'M':
        case 'm':
            shift = 20;
            break;
        case 'G':
        case 'g':
            shift = 30;
            break;
        }
    }
    if (shift)
        text.remove_suffix(1);
    int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value < 0
        || value > INT64_MAX >> shift)
        return {};
    return value << shift;
}

template <typename T>
std::optional<T> parseWhole(std::string_view text)
{
    T value {};
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size())
        return {};
    return value;
}

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const size_t comma = text.find(',');
        parts.emplace_back(text.substr(0, comma));
        text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
    }
    return parts;
}

/// Takes a given value into the place that a field has; each returns false where the kind or the
/// range is wrong.
struct Taker {
    const ConfigField &field;
    const GivenValue &given;

    bool operator()(bool *place) const
    {
        const auto *value = std::get_if<bool>(&given);
        if (value)
            *place = *value;
        return value;
    }

    template <std::unsigned_integral T>
    bool operator()(T *place) const
    {
        std::optional<int64_t> value;
        if (const auto *whole = std::get_if<int64_t>(&given))
            value = *whole;
        else if (const auto *text = std::get_if<std::string>(&given); text && takesSize(field))
            value = parseSize(*text);
        if (!value || !isInRange(field, static_cast<double>(*value)))
            return false;
        *place = static_cast<T>(*value);
        return true;
    }

    bool operator()(double *place) const
    {
        double value = 0;
        if (const auto *real = std::get_if<double>(&given))
            value = *real;
        else if (const auto *whole = std::get_if<int64_t>(&given))
            value = static_cast<double>(*whole);
        else
            return false;
        if (!isInRange(field, value))
            return false;
        *place = value;
        return true;
    }

    bool operator()(std::string *place) const
    {
        const auto *text = std::get_if<std::string>(&given);
        if (!text || !isAllowedText(field, *text))
            return false;
        *place = *text;
        return true;
    }

    bool operator()(std::vector<std::string> *place) const
    {
        const auto *list = std::get_if<std::vector<std::string>>(&given);
        if (!list)
            return false;
        for (const std::string &text : *list) {
            if (!isAllowedText(field, text))
                return false;
        }
        *place = *list;
        return true;
    }

    bool operator()(std::vector<ListenAddress> *place) const
    {
        const auto *list = std::get_if<std::vector<std::string>>(&given);
        if (!list || static_cast<double>(list->size()) < field.least)
            return false;
        std::vector<ListenAddress> addresses;
        for (const std::string &text : *list) {
            const auto address = parseListenAddress(text);
            if (!address)
                return false;
            addresses.push_back(*address);
        }
        *place = std::move(addresses);
        return true;
    }
};

/// Turns a word into the kind of value that the field wants; empty where it is no such thing.
struct WordReader {
    std::string_view text;

    std::optional<GivenValue> operator()(bool *) const
    {
        if (text == "on" || text == "true")
            return true;
        if (text == "off" || text == "false")
            return false;
        return {};
    }
    template <std::unsigned_integral T>
    std::optional<GivenValue> operator()(T *) const
    {
        if (const auto value = parseWhole<int64_t>(text))
            return *value;
        return std::string(text); // perhaps a size
    }
    std::optional<GivenValue> operator()(double *) const
    {
        const auto value = parseWhole<double>(text);
        return value ? std::optional<GivenValue>(*value) : std::nullopt;
    }
    std::optional<GivenValue> operator()(std::string *) const { return std::string(text); }
    template <typename T>
    std::optional<GivenValue> operator()(std::vector<T> *) const
    {
        return splitList(text);
    }
};

FieldPlace placeIn(const ConfigField &field, const ServerConfig &config)
{
    // The table's accessors serve readers and writers alike; here nothing is written through them.
    return field.in(const_cast<ServerConfig &>(config));
}

/// The value as a source would have given it.
struct Giver {
    GivenValue operator()(const bool *place) const { return *place; }
    template <std::unsigned_integral T>
    GivenValue operator()(const T *place) const
    {
        return static_cast<int64_t>(std::min<uint64_t>(*place, INT64_MAX));
    }
    GivenValue operator()(const double *place) const { return *place; }
    GivenValue operator()(const std::string *place) const { return *place; }
    GivenValue operator()(const std::vector<std::string> *place) const { return *place; }
    GivenValue operator()(const std::vector<ListenAddress> *place) const
    {
        std::vector<std::string> list;
        for (const ListenAddress &address : *place)
            list.push_back(toText(address));
        return list;
    }
};

struct TomlText {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const
    {
        std::string text = numberText(value);
        if (text.find_first_of(".en") == text.npos)
            text += ".0"; // TOML tells floats from integers
        return text;
    }
    std::string operator()(const std::string &value) const { return quoted(value); }
    std::string operator()(const std::vector<std::string> &value) const
    {
        std::string text = "[";
        for (const std::string &item : value)
            text += (text.size() > 1 ? ", " : "") + quoted(item);
        return text + "]";
    }
};

/// Says what a setting takes.
struct Describer {
    const ConfigField &field;

    std::string range() const
    {
        return "from " + numberText(field.least) + " to " + numberText(field.most);
    }
    std::string operator()(bool *) const { return "on or off"; }
    template <std::unsigned_integral T>
    std::string operator()(T *) const
    {
        return "a whole number " + range() + (takesSize(field) ? " (K, M, G allowed)" : "");
    }
    std::string operator()(double *) const { return "a number " + range(); }
    std::string operator()(std::string *) const
    {
        if (field.rule == TextRule::node)
            return "1 to 64 of A-Z a-z 0-9 . _ -";
        if (field.rule == TextRule::path)
            return "a file name";
        if (field.rule == TextRule::word)
            return "at most 256 printable ASCII characters without spaces";
        std::string text = "one of";
        for (const std::string_view choice : field.choices)
            text += (text.ends_with("of") ? " " : ", ") + std::string(choice);
        return text;
    }
    std::string operator()(std::vector<std::string> *) const
    {
        if (field.rule == TextRule::path)
            return "file names";
        if (field.rule == TextRule::block)
            return "addresses or blocks such as 127.0.0.1, 10.0.0.0/8 or fd00::/8";
        return field.rule == TextRule::host
            ? "host names without a port, such as desk.example or [fd00::1]"
            : "origins such as https://desk.example:8443 or tauri://localhost, without a path, or "
              "null";
    }
    std::string operator()(std::vector<ListenAddress> *) const
    {
        return "HOST:PORT with an address or localhost and a port from 0 to 65535, such as "
               "127.0.0.1:8080 or [::1]:0";
    }
};

} // namespace

std::string setField(const ConfigField &field, ServerConfig &config, const GivenValue &value)
{
    const bool taken = std::visit(Taker {field, value}, field.in(config));
    return taken ? std::string() : mustBe(field);
}

std::string setFieldFromText(const ConfigField &field, ServerConfig &config, std::string_view text)
{
    const auto value = std::visit(WordReader {text}, field.in(config));
    return value ? setField(field, config, *value) : mustBe(field);
}

std::string problemOf(const ConfigField &field, const ServerConfig &config)
{
    ServerConfig scratch;
    return setField(field, scratch, std::visit(Giver {}, placeIn(field, config)));
}

std::string tomlValue(const ConfigField &field, const ServerConfig &config)
{
    return std::visit(TomlText {}, std::visit(Giver {}, placeIn(field, config)));
}

std::string allowedValues(const ConfigField &field)
{
    static ServerConfig kinds;
    return std::visit(Describer {field}, field.in(kinds));
}

} // namespace wavetape::config
