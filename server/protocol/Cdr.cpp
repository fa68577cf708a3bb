// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Cdr.h"

#include <cstring>

namespace wavetape::protocol {

namespace {

constexpr std::string_view kCdrEncapsulation {"\0\1\0\0", 4}; // CDR_LE, no options
constexpr uint64_t kMicrosPerSecond = 1'000'000;

template <typename Value>
void put(std::string &out, Value value)
{
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

template <typename Value>
Value take(std::string_view &rest)
{
    Value value {};
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
    return value;
}

constexpr std::string_view kTimeDefinition
    = "================================================================================\n"
      "MSG: builtin_interfaces/Time\n"
      "int32 sec\n"
      "uint32 nanosec\n";

constexpr size_t kFloatHead = 4 + 8 + 8 + 4 + 4; // lanes are padded to the next array's length
constexpr size_t kBytesHead = 4 + 8 + 4;

} // namespace

std::string_view cdrSchemaName(BlockKind kind)
{
    return kind == BlockKind::float32 ? "wavetape_msgs/msg/Wave" : "wavetape_msgs/msg/Bytes";
}

std::string_view cdrSchemaText(BlockKind kind)
{
    static const std::string wave = "builtin_interfaces/Time stamp\n"
                                    "float64 rate\n"
                                    "uint16 lanes\n"
                                    "float32[] samples\n"
        + std::string(kTimeDefinition);
    static const std::string bytes = "builtin_interfaces/Time stamp\n"
                                     "uint8[] data\n"
        + std::string(kTimeDefinition);
    return kind == BlockKind::float32 ? wave : bytes;
}

void appendCdrHead(std::string &out, const CdrBlock &block)
{
    out += kCdrEncapsulation;
    put(out, static_cast<uint32_t>(block.timeMicros / kMicrosPerSecond));
    put(out, static_cast<uint32_t>(block.timeMicros % kMicrosPerSecond * 1000));
    if (block.kind == BlockKind::bytes) {
        put(out, static_cast<uint32_t>(block.payload.size()));
        return;
    }
    put(out, block.rate);
    put(out, block.lanes);
    put(out, uint16_t {0});
    put(out, static_cast<uint32_t>(block.payload.size() / sizeof(float)));
}

std::optional<CdrBlock> readCdr(BlockKind kind, std::string_view message)
{
    const bool floats = kind == BlockKind::float32;
    if (message.size() < (floats ? kFloatHead : kBytesHead)
        || !message.starts_with(kCdrEncapsulation))
        return std::nullopt;
    CdrBlock block;
    block.kind = kind;
    message.remove_prefix(kCdrEncapsulation.size());
    block.timeMicros = take<uint32_t>(message) * kMicrosPerSecond;
    block.timeMicros += take<uint32_t>(message) / 1000;
    if (floats) {
        block.rate = take<double>(message);
        block.lanes = take<uint16_t>(message);
        take<uint16_t>(message);
    }
    const uint64_t count = take<uint32_t>(message);
    if (message.size() != count * (floats ? sizeof(float) : 1) || block.lanes == 0
        || (floats && count % block.lanes != 0))
        return std::nullopt;
    block.payload = message;
    return block;
}

} // namespace wavetape::protocol
