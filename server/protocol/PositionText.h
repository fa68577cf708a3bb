// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/StreamPosition.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::protocol {

/// At most so many channels have a position together.
inline constexpr size_t kPositionChannels = 64;

/// Where a reader over HTTP is in its channels, as the text of SSE's `id:` and long poll's `since`.
/// Of one channel `<epoch>:<seq>`. Of several, which readers take as opaque: what their epochs
/// begin with once, then for each in order the rest of its epoch and its number in base 36,
/// `<base>~<rest>.<seq>~<rest>.<seq>`; where their epochs do not begin alike `<epoch>:<seq>` of
/// each, joined by commas. Kept as text, because it changes in a few bytes only.
class PositionText {
public:
    /// One more channel, behind the others.
    void add(std::shared_ptr<const std::string> epoch, uint64_t seq);
    void set(size_t channel, const std::shared_ptr<const std::string> &epoch, uint64_t seq);
    const std::string &text() const { return m_text; }

private:
    struct Part {
        std::shared_ptr<const std::string> epoch;
        uint64_t seq = 0;
        size_t at = 0, digits = 0; ///< of `seq` in m_text
    };
    void write();
    void appendSeq(Part &part);

    std::vector<Part> m_parts;
    bool m_short = false;
    std::string m_text;
};

/// Reads the position of so many channels, in any of the forms. The error is one sentence.
tl::expected<std::vector<StreamPosition>, std::string_view> readPositions(
    std::string_view text, size_t channels);

} // namespace wavetape::protocol
