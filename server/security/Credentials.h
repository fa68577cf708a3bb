// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/Identity.h"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::security {

/// Who may log in with a secret, from the configuration. Immutable: any thread.
class Credentials {
public:
    struct Entry {
        std::string secret;
        Identity identity;

        bool operator==(const Entry &) const = default;
    };

    /// One user per line: `NAME SECRET [subscribe=PATTERN | publish=PATTERN | metrics | admin]…`;
    /// empty lines and lines that begin with `#` are skipped. The error names `name`, the line and
    /// the cause, never the secret.
    static tl::expected<Credentials, std::string> parse(
        std::string_view text, const std::string &name);
    /// parse() of a regular file of at most 1 MiB that only its owner may write and others may not
    /// read.
    static tl::expected<Credentials, std::string> read(const std::string &path);

    explicit Credentials(std::vector<Entry> entries = {});

    /// The same time and result for an unknown user as for a wrong secret.
    std::optional<Identity> check(std::string_view user, std::string_view secret) const;
    bool empty() const { return m_entries.empty(); }
    /// The users of this list that `other` does not have, or has otherwise.
    std::vector<std::string> changedIn(const Credentials &other) const;

private:
    std::vector<Entry> m_entries;
};

} // namespace wavetape::security
