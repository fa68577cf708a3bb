// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/RecordedChannel.h"

#include "protocol/Cdr.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"
#include "protocol/DataSchema.h"
#include "protocol/JsonWriter.h"

#include <array>
#include <charconv>
#include <cmath>

namespace wavetape::recording {

namespace {

constexpr std::array<std::string_view, kRecordedKinds> kKindNames {
    "text", "float32", "bytes", "snapshot"};
constexpr std::string_view kSnapshotSuffix = "#snapshot";
constexpr std::string_view kKindKey = "wavetape.kind";
constexpr std::string_view kEpochKey = "wavetape.epoch";
constexpr std::string_view kRateKey = "wavetape.rate";
constexpr std::string_view kPolicyKey = "wavetape.policy";

std::string textOf(double number)
{
    std::string text;
    protocol::appendJsonNumber(text, number);
    return text;
}

} // namespace

std::string_view recordedKindName(RecordedKind kind)
{
    return kKindNames[static_cast<size_t>(kind)];
}

std::optional<McapSchema> recordedSchema(std::string_view channel, RecordedKind kind)
{
    if (kind == RecordedKind::float32 || kind == RecordedKind::bytes) {
        const auto block = kind == RecordedKind::float32 ? protocol::BlockKind::float32
                                                         : protocol::BlockKind::bytes;
        return McapSchema {std::string(protocol::cdrSchemaName(block)), "ros2msg",
            std::string(protocol::cdrSchemaText(block))};
    }
    const auto schema = kind == RecordedKind::snapshot ? protocol::snapshotSchema(channel)
                                                       : protocol::publicationSchema(channel);
    if (schema)
        return McapSchema {
            "wavetape." + std::string(schema->name), "jsonschema", std::string(schema->text)};
    return std::nullopt;
}

McapChannel toMcap(const RecordedChannel &channel, uint16_t schema)
{
    McapChannel result;
    result.schema = schema;
    result.topic = channel.name;
    if (channel.kind == RecordedKind::snapshot)
        result.topic += kSnapshotSuffix;
    const bool binary
        = channel.kind == RecordedKind::float32 || channel.kind == RecordedKind::bytes;
    result.encoding = binary ? "cdr" : "json";
    result.metadata.emplace(kKindKey, recordedKindName(channel.kind));
    result.metadata.emplace(kEpochKey, channel.epoch);
    result.metadata.emplace(
        kPolicyKey, protocol::policyName(protocol::familyOf(channel.name).policy));
    if (channel.kind == RecordedKind::float32)
        result.metadata.emplace(kRateKey, textOf(channel.rate));
    return result;
}

std::optional<RecordedChannel> recordedChannel(const McapChannel &channel)
{
    const auto said = [&](std::string_view key) -> std::string_view {
        const auto it = channel.metadata.find(std::string(key));
        return it == channel.metadata.end() ? std::string_view() : it->second;
    };
    RecordedChannel result;
    result.name = channel.topic;
    result.epoch = said(kEpochKey);
    if (const std::string_view kind = said(kKindKey); !kind.empty()) {
        size_t number = 0;
        while (number < kRecordedKinds && kKindNames[number] != kind)
            ++number;
        if (number == kRecordedKinds)
            return std::nullopt;
        result.kind = static_cast<RecordedKind>(number);
    }
    const bool binary = result.kind == RecordedKind::float32 || result.kind == RecordedKind::bytes;
    if (channel.encoding != (binary ? "cdr" : "json"))
        return std::nullopt;
    if (result.kind == RecordedKind::snapshot) {
        if (!result.name.ends_with(kSnapshotSuffix))
            return std::nullopt;
        result.name.resize(result.name.size() - kSnapshotSuffix.size());
    }
    if (!protocol::isValidChannelName(result.name))
        return std::nullopt;
    const std::string_view rate = said(kRateKey);
    const auto [end, error] = std::from_chars(rate.data(), rate.data() + rate.size(), result.rate);
    if (error != std::errc() || !std::isfinite(result.rate) || result.rate < 0)
        result.rate = 0;
    return result;
}

} // namespace wavetape::recording
