// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/ToxicKind.h"

#include "faults/FaultText.h"

#include <algorithm>
#include <iterator>

namespace wavetape::faults {

namespace {

constexpr uint64_t kBitsPerKilobyte = 8'000, kMostKilobytes = 1'000'000, kHourMs = 3'600'000;
constexpr uint64_t kMostSlice = 1'000'000, kMostPauseMicros = 10'000'000;
constexpr uint64_t kMostBits = 64; // of every KiB
constexpr uint64_t kMostOvertaking = 100;
constexpr uint64_t kMostLimit = uint64_t {1} << 50;

// clang-format off
constexpr ToxicKind kKinds[] = {
    {FaultType::latency, {{"latency", &Fault::amount, 0, kLongestDelayMs}, {"jitter", &Fault::spread, 0, kLongestDelayMs}}},
    {FaultType::bandwidth, {{"rate", &Fault::amount, 1, kMostKilobytes, 0, kBitsPerKilobyte}}, false, true},
    {FaultType::slowClose, {{"delay", &Fault::amount, 0, kLongestStallMs}}},
    {FaultType::timeout, {{"timeout", &Fault::amount, 0, kHourMs}}},
    {FaultType::resetPeer, {{"timeout", &Fault::amount, 0, kHourMs}}, true},
    {FaultType::slicer, {{"average_size", &Fault::amount, 1, kMostSlice, 1}, {"size_variation", &Fault::spread, 0, kMostSlice}, {"delay", &Fault::pauseMicros, 0, kMostPauseMicros}}},
    {FaultType::limitData, {{"bytes", &Fault::amount, 0, kMostLimit}}},
    {FaultType::stall, {{"ms", &Fault::amount, 1, kLongestStallMs}}, false, true},
    {FaultType::handshake, {{"status", &Fault::amount, 400, 599, 503}}, false, false, true},
    {FaultType::mutePong, {}, false, false, true},
    {FaultType::close, {{"code", &Fault::amount, 1000, 4999, 1012}}, true, false, true},
    {FaultType::cut, {}, true, false, true},
    {FaultType::gap, {{"n", &Fault::amount, 1, kMostPublications, 1}}, true, false, true},
    {FaultType::drop, {}, true, false, true},
    {FaultType::duplicate, {{"n", &Fault::amount, 0, kMostPublications}}, true, false, true},
    {FaultType::truncateJson, {{"n", &Fault::amount, 0, kMostPublications}}, true, false, true},
    {FaultType::blackhole, {}, false, false, false, true},
    {FaultType::halfClose, {}, true, false, true},
    {FaultType::corrupt, {{"bits", &Fault::amount, 1, kMostBits, 1}}},
    {FaultType::fragment, {{"size", &Fault::amount, 1, kMostSlice, 16}}, true, false, true},
    {FaultType::badRsv, {}, true, false, true},
    {FaultType::badUtf8, {}, true, false, true},
    {FaultType::reorder, {{"n", &Fault::amount, 1, kMostOvertaking, 1}}, true, false, true},
    {FaultType::delay, {{"ms", &Fault::amount, 1, kLongestDelayMs}}, true, true, true},
    {FaultType::badChecksum, {}, true, false, true},
    {FaultType::clockSkew, {{"ms", &Fault::amount, 1, kHourMs}}, true, true, true},
};
// clang-format on

/// What it does needs more than a message's bytes.
bool needsOwnServer(FaultType type)
{
    return type == FaultType::handshake || type == FaultType::mutePong || type == FaultType::reorder
        || type == FaultType::delay || type == FaultType::badChecksum
        || type == FaultType::clockSkew;
}

} // namespace

const ToxicKind *kindOf(FaultType type)
{
    const auto *found = std::find_if(std::begin(kKinds), std::end(kKinds),
        [type](const ToxicKind &kind) { return kind.type == type; });
    return found == std::end(kKinds) ? nullptr : found;
}

const ToxicKind *kindOf(std::string_view name)
{
    const auto *found = std::find_if(std::begin(kKinds), std::end(kKinds),
        [name](const ToxicKind &kind) { return metrics::faultTypeName(kind.type) == name; });
    return found == std::end(kKinds) ? nullptr : found;
}

std::string cannotHappen(const Fault &toxic, bool ownProxy)
{
    const ToxicKind *kind = kindOf(toxic.type);
    const std::string type(metrics::faultTypeName(toxic.type));
    const bool up = toxic.match.direction == Direction::up;
    if (up && (!kind || kind->ofMessages || kind->ownOnly || kind->downOnly))
        return '"' + type + "\" is of what a server sends: its stream is downstream.";
    if (ownProxy)
        return {};
    if (needsOwnServer(toxic.type))
        return '"' + type
            + "\" is for the server's own proxies: of a foreign server's messages "
              "only whole ones are touched.";
    if (!toxic.match.channel.empty() || !toxic.match.type.empty())
        return "This proxy leads to a foreign server: its messages have no channel and no type "
               "that "
               "could be known.";
    return {};
}

} // namespace wavetape::faults
