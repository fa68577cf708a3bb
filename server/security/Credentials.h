// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/Identity.h"

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
    };

    explicit Credentials(std::vector<Entry> entries = {});

    /// The same time and result for an unknown user as for a wrong secret.
    std::optional<Identity> check(std::string_view user, std::string_view secret) const;
    bool empty() const { return m_entries.empty(); }

private:
    std::vector<Entry> m_entries;
};

} // namespace wavetape::security
