// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace wavetape::tests {

/// Checks JSON texts against resources/api/messages.schema.json: the part of JSON Schema draft-07
/// that it uses. A keyword that the checker does not know fails every check, so that none is passed
/// over in silence.
class SchemaChecker {
public:
    SchemaChecker();
    ~SchemaChecker();

    /// What is wrong with `json` by `#/definitions/<definition>`; empty where nothing is.
    std::string check(std::string_view definition, std::string_view json) const;

    /// As above, by a schema given here, which may refer to the file's definitions.
    std::string checkBy(std::string_view schema, std::string_view json) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace wavetape::tests
