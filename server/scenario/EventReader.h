// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wavetape::scenario {

/// Reads a stream of server-sent events, wherever it was cut into pieces (WHATWG HTML, 9.2.6; no
/// line ends with a lone carriage return here). Any bytes may come; a line or an event longer than
/// kMost is cut there.
class EventReader {
public:
    static constexpr std::size_t kMost = 64u << 20;

    struct Event {
        std::string name; ///< of `event:`; empty: a message
        std::string data; ///< lines joined by \n
        std::string id; ///< the last one so far
        std::optional<std::uint64_t> retryMs; ///< of `retry:` in this event
    };

    /// Tells of each event that ends in `piece`, also of one without data.
    void take(std::string_view piece, const std::function<void(const Event &)> &onEvent);
    /// Forgets what has begun, as a new connection does.
    void clear();

private:
    void takeLine(std::string_view line);

    std::string m_line;
    Event m_event;
};

} // namespace wavetape::scenario
