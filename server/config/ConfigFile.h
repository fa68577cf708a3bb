// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ConfigField.h"
#include "config/TomlDocument.h"

#include <tl/expected.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace wavetape::config {

/// One line for people, without a line break at its end.
struct ConfigError {
    std::string message;
};

/// Is told of each setting that the file gives; returns what is wrong with it or nothing.
using FileSetting = std::function<std::string(
    const ConfigField &field, const GivenValue &value, const std::string &origin)>;

/// Reads TOML. Errors say `file:line: key: problem`; a key that is no setting is one.
/// `name` stands for the file in messages; settings are told in the file's order.
tl::expected<void, ConfigError> readConfigText(
    std::string_view toml, const std::string &name, const FileSetting &tell);

/// The same from a table of a file that is read already; `prefix` stands before each key in
/// messages (`server.`).
tl::expected<void, ConfigError> readConfigTable(const TomlNode::Table &table,
    const std::string &name, std::string_view prefix, const FileSetting &tell);

/// The same from a regular file of at most 1 MiB.
tl::expected<void, ConfigError> readConfigFile(const std::string &path, const FileSetting &tell);

} // namespace wavetape::config
