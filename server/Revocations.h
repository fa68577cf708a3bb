// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "NodeTalk.h"

namespace wavetape {

/// Who is revoked on one node of a cluster is revoked on all, within about a second. One thread,
/// but for the constructor.
class Revocations {
public:
    /// `context` outlives it.
    explicit Revocations(net::ServerContext &context);

    /// Revokes whom other nodes have. Once a second.
    void look();

private:
    void revoke(std::string_view data, int64_t timeMicros);

    net::ServerContext &m_context;
    NodeTalk m_talk;
};

} // namespace wavetape
