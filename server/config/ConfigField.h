// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wavetape::config {

/// Where a setting lives in a ServerConfig.
using FieldPlace = std::variant<bool *, uint32_t *, uint64_t *, double *, std::string *,
    std::vector<std::string> *, std::vector<ListenAddress> *>;

/// A value as a source gives it, before it is known to fit.
using GivenValue = std::variant<bool, int64_t, double, std::string, std::vector<std::string>>;

/// Which words a text setting takes.
enum class TextRule : uint8_t { choice, node, host, origin, block, path, word };

/// One setting: everything that file, environment, command line, help and the Server page know
/// about it.
struct ConfigField {
    std::string_view key; ///< as in the file: `limits.message_bytes`
    std::string_view flag; ///< `--max-message`; empty: file and environment only
    std::string_view
        unit; ///< `bytes`, `ms`, `per second` …; sizes in bytes take K, M, G (times 1024)
    std::string_view help;
    FieldPlace (*in)(ServerConfig &);
    bool live; ///< a running server can take it over; else only a start does
    double least = 0,
           most = 0; ///< of a number; `least` of a list of addresses: how many there must be
    TextRule rule = TextRule::path;
    std::span<const std::string_view> choices {};
};

/// Every setting, in the order in which they are shown. The only list of them.
std::span<const ConfigField> configFields();

/// `WAVETAPE_LIMITS_MESSAGE_BYTES`.
std::string environmentName(const ConfigField &field);
/// The part before the dot; empty for a setting outside any section.
std::string_view sectionOf(const ConfigField &field);

/// Puts `value` into `config`; returns what is wrong with it (`must be …`), empty where it was
/// taken.
std::string setField(const ConfigField &field, ServerConfig &config, const GivenValue &value);
/// The same from a word of the environment or the command line; lists are separated by commas.
std::string setFieldFromText(const ConfigField &field, ServerConfig &config, std::string_view text);

/// What is wrong with the value that `config` holds, empty where nothing is.
std::string problemOf(const ConfigField &field, const ServerConfig &config);

/// The value as the file would write it: `1048576`, `"calm"`, `["127.0.0.1:8080"]`.
std::string tomlValue(const ConfigField &field, const ServerConfig &config);
/// What the setting takes: `a whole number from 1 to 500`.
std::string allowedValues(const ConfigField &field);

} // namespace wavetape::config
