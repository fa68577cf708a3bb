// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wavetape::dialects::foxglove {

struct Subscribe {
    struct Part {
        uint32_t id = 0; ///< the client's, in front of every message
        uint32_t channel = 0; ///< as advertised
    };
    std::vector<Part> parts;
};
struct Unsubscribe {
    std::vector<uint32_t> ids;
};
using Request = std::variant<Subscribe, Unsubscribe>;

/// Turns one text message into a request of ours, or says in a sentence what is wrong with it.
/// `text` is valid JSON. Pure. (Foxglove's ws-protocol, docs/spec.md; the same in foxglove.sdk.v1.)
tl::expected<Request, std::string> readRequest(std::string_view text);

} // namespace wavetape::dialects::foxglove
