// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::documents {

/// Who is in a room and what each says of himself: y-protocols' awareness (awareness.js), of which
/// the newest of each client is enough. Bounded. One thread at a time.
class Awareness {
public:
    static constexpr size_t kMostClients = 1024, kMostPerMember = 64, kMostState = 16 << 10,
                            kMostBytes = 1 << 20;

    /// Takes over an awareness update of `member`; what is wrong with it, null where nothing is.
    const char *apply(std::string_view update, uint64_t member);
    /// `member` has gone, and his clients with him.
    void leave(uint64_t member);

    /// An update of what has changed since `version`, 0: of everybody who is here; nothing where
    /// nothing has.
    std::optional<std::string> since(uint64_t version) const;
    uint64_t version() const { return m_version; }
    /// Everybody has been told what happened up to `version`: who is gone may be forgotten.
    void forgetUpTo(uint64_t version);
    size_t clients() const { return m_clients.size() - m_gone; }

private:
    struct Client {
        uint64_t clock = 0;
        uint64_t member = 0; ///< who told of it last
        uint64_t version = 0; ///< of its newest state
        std::string state; ///< JSON; empty: it has gone
    };
    void end(Client &client);

    std::map<uint64_t, Client> m_clients;
    std::map<uint64_t, size_t> m_perMember;
    uint64_t m_version = 0;
    size_t m_gone = 0; ///< of m_clients
    size_t m_bytes = 0;
};

} // namespace wavetape::documents
