// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::cluster {

/// What a NATS server sends, one at a time. Views are good until the next NatsParser call.
struct NatsFrame {
    enum class Verb : uint8_t { info, message, ping, pong, ok, error };

    Verb verb = Verb::ok;
    std::string_view text; ///< of info (JSON) and error
    std::string_view subject, reply;
    uint64_t subscription = 0;
    std::string_view headers; ///< `NATS/1.0…` and lines; empty: none
    std::string_view data;

    /// A header's value; empty: it is not there.
    std::string_view header(std::string_view name) const;
    /// That the server put in place of a message, such as 503: nobody is subscribed; 0: none.
    unsigned status() const;
};

/// The server's side of NATS' client protocol (docs.nats.io/reference/reference-protocols), pure.
class NatsParser {
public:
    static constexpr size_t kMostLine = 64 << 10;
    static constexpr size_t kMostPayload = 64 << 20; ///< the most that a server can be set to

    void append(std::string_view bytes);
    /// Null: more must come, or isBroken().
    std::optional<NatsFrame> next();
    /// What came is not the protocol; nothing comes any more.
    bool isBroken() const { return m_broken; }

private:
    std::optional<NatsFrame> message(std::string_view line, size_t end, bool withHeaders);
    std::optional<NatsFrame> broken();

    std::string m_bytes;
    size_t m_at = 0; ///< of what has not been handed out
    bool m_broken = false;
};

/// The block of headers of a message, and one of them.
std::string_view natsHeader(std::string_view block, std::string_view name);

} // namespace wavetape::cluster
