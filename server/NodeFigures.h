// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace wavetape {

namespace net {
struct ServerContext;
}

/// What a node tells the others of itself (`sys.cluster`): counts, and rates since it was asked
/// before. One thread.
class NodeFigures {
public:
    /// `context` outlives it.
    explicit NodeFigures(const net::ServerContext &context);

    /// Members of a JSON object, without its braces.
    std::string members();

private:
    const net::ServerContext &m_context;
    const int64_t m_begunMicros;
    int64_t m_askedMicros = 0;
    uint64_t m_messagesIn = 0, m_messagesOut = 0; ///< when asked
    double m_inPerSecond = 0, m_outPerSecond = 0;
};

} // namespace wavetape
