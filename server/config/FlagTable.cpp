// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/FlagTable.h"

#include "config/ConfigField.h"

#include <algorithm>

namespace wavetape::config {

namespace {

/// Flags that say `on` by being there.
constexpr std::string_view kSwitches[] = {"access.insecure", "tls.self_signed", "auth.tokens_once"};

bool isSwitch(const ConfigField &field)
{
    return std::find(std::begin(kSwitches), std::end(kSwitches), field.key) != std::end(kSwitches);
}

Flag flagOf(const ConfigField &field)
{
    ServerConfig kinds;
    const FieldPlace place = field.in(kinds);
    Flag flag;
    flag.field = &field;
    flag.name = field.flag;
    flag.help = field.help;
    flag.repeatable = std::holds_alternative<std::vector<std::string> *>(place)
        || std::holds_alternative<std::vector<ListenAddress> *>(place);
    flag.valueName = field.unit;
    std::string value = tomlValue(field, kinds);
    if (std::holds_alternative<bool *>(place)) {
        flag.valueName = isSwitch(field) ? "" : "on|off";
        value = *std::get<bool *>(place) ? "on" : "off";
    } else if (std::holds_alternative<std::string *>(place)) {
        for (const std::string_view choice : field.choices)
            flag.valueName += (flag.valueName.empty() ? "" : "|") + std::string(choice);
        if (flag.valueName.empty())
            flag.valueName = "NAME";
    } else if (!flag.repeatable) {
        flag.valueName = "N";
    }
    // As it is typed: without the file's brackets and quotes.
    if (flag.repeatable)
        value = value.substr(1, value.size() - 2);
    value.erase(std::remove(value.begin(), value.end(), '"'), value.end());
    if (!flag.valueName.empty())
        flag.usual = std::move(value);
    return flag;
}

} // namespace

std::vector<std::string> Flag::choices() const
{
    std::vector<std::string> words;
    if (valueName.find('|') == valueName.npos)
        return words;
    for (size_t at = 0; at <= valueName.size();) {
        const size_t end = std::min(valueName.find('|', at), valueName.size());
        words.push_back(valueName.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string Flag::description() const
{
    return help + (repeatable ? "; repeatable" : "") + (usual.empty() ? "" : "; default: " + usual);
}

std::vector<Flag> serverFlags()
{
    std::vector<Flag> flags {{"--help", "", "print this help and exit", "", false, nullptr},
        {"--version", "", "print the version and exit", "", false, nullptr},
        {"--print-config", "", "print the settings in effect as TOML and exit", "", false, nullptr},
        {"--config", "FILE", "read settings from a TOML file", "", false, nullptr}};
    for (const ConfigField &field : configFields()) {
        if (!field.flag.empty())
            flags.push_back(flagOf(field));
    }
    return flags;
}

std::vector<Flag> tokenFlags()
{
    return {{"--help", "", "print this help and exit", "", false, nullptr},
        {"--new-secret", "FILE", "make a secret to sign tokens with, and nothing else", "", false,
            nullptr},
        {"--token-secret", "FILE", "what signs the token: the server's file of the same flag", "",
            false, nullptr},
        {"--user", "NAME", "whom it stands for", "", false, nullptr},
        {"--subscribe", "PATTERN", "a channel, or a prefix as chat.*, or *", "", true, nullptr},
        {"--publish", "PATTERN", "likewise", "", true, nullptr},
        {"--admin", "", "everything, sys.* and admin included", "", false, nullptr},
        {"--metrics", "", "the server's /metrics", "", false, nullptr},
        {"--seconds", "N", "how long it lasts", "60", false, nullptr},
        {"--audience", "TEXT", "its aud", "", false, nullptr},
        {"--issuer", "TEXT", "its iss", "", false, nullptr}};
}

std::vector<Flag> scenarioFlags()
{
    return {{"--help", "", "print this help and exit", "", false, nullptr},
        {"--against", "URL", "a server that runs already, ws:// or wss://, in place of its own", "",
            false, nullptr},
        {"--junit", "FILE", "write the outcome as JUnit's XML", "", false, nullptr},
        {"--json", "FILE", "write all that was counted as JSON", "", false, nullptr},
        {"--hdr", "FILE", "write the latencies as an HdrHistogram log, in microseconds", "", false,
            nullptr},
        {"--seed", "N", "in place of the file's", "", false, nullptr},
        {"--repeat", "N", "run each so often", "1", false, nullptr},
        {"--twin", "", "run what the file's [twin] makes of it, which must fail", "", false,
            nullptr}};
}

} // namespace wavetape::config
