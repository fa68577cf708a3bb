// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wavetape::metrics {

/// By what means a reader is sent what it reads.
enum class Transport : uint8_t { http, webSocket, sse, longPoll };
inline constexpr size_t kTransports = 4;
/// As label and in rows, in the order of the enumeration.
inline constexpr std::array<std::string_view, kTransports> kTransportNames {
    "http", "websocket", "sse", "longpoll"};

inline std::string_view transportName(Transport transport)
{
    return kTransportNames[static_cast<size_t>(transport)];
}

} // namespace wavetape::metrics
