// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/Form.h"
#include "dialects/binance/BinanceStream.h"
#include "protocol/JsonView.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::dialects::binance {

/// What readers of a stream are sent of a publication. `kind`: place in streamKinds(). `combined`:
/// `{"stream":…,"data":{…}}`, else the event alone.
const channels::Form &form(size_t kind, bool combined);

/// Appends the event that a publication's or a snapshot's data is as a stream of that kind, of
/// which it is the right one: a book's whole state for those of state, else what was published.
/// Members that cannot be known of our channels are left out; what is no such data gives an event
/// without the members that it lacks.
void appendEvent(std::string &out, const StreamKind &kind, std::string_view channel,
    protocol::JsonView data, int64_t timeMs, bool combined);

inline constexpr size_t kAllLevels = ~size_t {0};
/// A side of a book, `[[price,size]…]`, as theirs: strings.
void appendLevels(std::string &out, protocol::JsonView levels, size_t most);

/// A number of ours as one of theirs: a string, a price with two decimals at least.
std::string priceText(protocol::JsonView number);

} // namespace wavetape::dialects::binance
