// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/PayloadTouch.h"

#include "websocket/Frame.h"

#include <algorithm>
#include <charconv>

namespace wavetape::faults {

namespace {

constexpr std::string_view kChecksum = "\"crc\":", kTime = "\"ts\":";
constexpr unsigned kReserved = 0x20, kOpcode = 0x0f, kLength = 0x7f;
constexpr unsigned kTwoBytes = 126, kEightBytes = 127;

size_t headerOf(std::string_view frame)
{
    const unsigned length = static_cast<uint8_t>(frame[1]) & kLength;
    return 2 + (length == kTwoBytes ? 2 : length == kEightBytes ? 8 : 0);
}

/// The whole number at `at` as `change` makes it; the rest as it is.
template <typename Change>
std::optional<std::string> withNumber(std::string_view json, size_t at, Change change)
{
    uint64_t number = 0;
    const char *const begin = json.data() + at;
    const auto [end, error] = std::from_chars(begin, json.data() + json.size(), number);
    if (error != std::errc())
        return std::nullopt;
    std::string text(json.substr(0, at));
    text += std::to_string(change(number));
    text += json.substr(at + static_cast<size_t>(end - begin));
    return text;
}

} // namespace

std::string fragmented(std::string_view frame, uint64_t size)
{
    std::string_view payload = frame.substr(headerOf(frame));
    auto opcode = static_cast<websocket::Opcode>(static_cast<uint8_t>(frame[0]) & kOpcode);
    std::string frames;
    do {
        const std::string_view part = payload.substr(0, std::max<uint64_t>(size, 1));
        payload.remove_prefix(part.size());
        websocket::appendServerFrame(frames, opcode, part, payload.empty());
        opcode = websocket::Opcode::continuation;
    } while (!payload.empty());
    return frames;
}

std::string withReservedBit(std::string_view frame)
{
    std::string bytes(frame);
    bytes[0] = static_cast<char>(static_cast<uint8_t>(bytes[0]) | kReserved);
    return bytes;
}

bool hasChecksum(std::string_view json)
{
    return json.find(kChecksum) != json.npos;
}

std::optional<std::string> spoilt(std::string_view json, Touch touch, uint64_t amount)
{
    if (touch == Touch::badUtf8 && !json.empty()) {
        std::string text(json);
        text[text.size() / 2] = '\xff';
        return text;
    }
    if (touch == Touch::badChecksum) {
        const size_t at = json.find(kChecksum);
        if (at != json.npos)
            return withNumber(
                json, at + kChecksum.size(), [](uint64_t crc) { return crc ^ uint64_t { 1 }; });
    }
    if (touch == Touch::skewed) {
        const size_t at = json.rfind(kTime);
        if (at != json.npos)
            return withNumber(
                json, at + kTime.size(), [amount](uint64_t ms) { return ms + amount; });
    }
    return std::nullopt;
}

} // namespace wavetape::faults
