// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dialects/binance/BinanceStream.h"
#include "protocol/Command.h"

#include <tl/expected.hpp>

#include <string_view>
#include <variant>
#include <vector>

namespace wavetape::dialects::binance {

struct Subscribe {
    protocol::RequestId id; ///< as it came, in JSON; empty: none
    std::vector<Stream> streams;
};
struct Unsubscribe {
    protocol::RequestId id;
    std::vector<Stream> streams;
};
struct ListSubscriptions {
    protocol::RequestId id;
};
using Request = std::variant<Subscribe, Unsubscribe, ListSubscriptions>;

/// Turns one message into a request of ours, or says what is wrong with it. `text` is valid JSON.
/// Pure. (Binance's "Live Subscribing/Unsubscribing to streams".)
tl::expected<Request, protocol::CommandError> readRequest(std::string_view text);

/// What is wrong with a stream's name.
protocol::CommandError noSuchStream(std::string_view name, protocol::RequestId id);

} // namespace wavetape::dialects::binance
