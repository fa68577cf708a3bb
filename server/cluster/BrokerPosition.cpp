// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/BrokerPosition.h"

#include <charconv>

namespace wavetape::cluster {

namespace {
constexpr size_t kMostEpoch = 64;
} // namespace

bool readBrokerNumber(std::string_view text, uint64_t &number)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size();
}

std::optional<protocol::StreamPosition> readBrokerPosition(std::string_view text)
{
    protocol::StreamPosition position;
    const size_t space = text.find(' ');
    if (space == text.npos || space == 0 || space > kMostEpoch
        || !readBrokerNumber(text.substr(space + 1), position.seq))
        return std::nullopt;
    position.epoch = text.substr(0, space);
    return position;
}

} // namespace wavetape::cluster
