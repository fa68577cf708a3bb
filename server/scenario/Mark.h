// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wavetape::scenario {

/// What a published payload says of itself: its number and a time on the publisher's monotonic
/// clock. Written as '@' and 32 hex digits.
struct Mark {
    std::uint64_t number = 0;
    std::uint64_t sentAt = 0;

    /// How long it is written.
    static constexpr std::size_t kSize = 33;
};

/// Writes it into the kSize bytes from `into`.
void writeMark(char *into, const Mark &mark);

/// Finds the mark in received messages; remembers where it was last time, for that is where it will
/// be.
class MarkReader {
public:
    std::optional<Mark> find(std::string_view body);

private:
    std::size_t m_offset = 0;
};

} // namespace wavetape::scenario
