// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelSpec.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// One encoder per message that the server sends. Pure.
namespace wavetape::dialects::foxglove {

enum class Level : uint8_t { info = 0, warning = 1, error = 2 };

void appendServerInfo(std::string &out, std::string_view name, std::string_view session);
/// `{"op":"advertise","channels":[…]}` is begun with the first of them and closed by `]}`.
inline constexpr std::string_view kAdvertiseHead = R"({"op":"advertise","channels":[)";
inline constexpr std::string_view kAdvertiseTail = "]}";
/// One channel: Float32 blocks and bytes as `cdr` with ROS 2's definition, the rest as `json` with
/// the schema of what is published there, or one that takes everything.
void appendChannel(std::string &out, const channels::ChannelSpec &channel, uint32_t id);
void appendStatus(std::string &out, Level level, std::string_view sentence);

inline constexpr size_t kMessageHead = 5;
/// What a reader alone gets before a message's shared body: the opcode and its subscription.
void appendMessageHead(std::string &out, uint32_t subscription);
/// The shared body's beginning, before the data: when it was published, since 1970.
void appendMessageTime(std::string &out, int64_t timeMicros);

} // namespace wavetape::dialects::foxglove
