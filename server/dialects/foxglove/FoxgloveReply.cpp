// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/foxglove/FoxgloveReply.h"

#include "protocol/Cdr.h"
#include "protocol/DataSchema.h"
#include "protocol/JsonWriter.h"

namespace wavetape::dialects::foxglove {

using protocol::JsonWriter;

namespace {

constexpr char kMessageData = 1;
constexpr uint64_t kNanosPerMicro = 1000;

/// Of a channel on which clients publish what they like.
constexpr std::string_view kAnything = R"({"title":"anything"})";

/// Little-endian, as every machine is that this runs on.
template <typename Value>
void put(std::string &out, Value value)
{
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

} // namespace

void appendServerInfo(std::string &out, std::string_view name, std::string_view session)
{
    JsonWriter json(out);
    json.beginObject().key("op").string("serverInfo").key("name").string(name);
    json.key("capabilities").beginArray().endArray();
    json.key("supportedEncodings").beginArray().endArray();
    json.key("metadata").beginObject().endObject();
    json.key("sessionId").string(session).endObject();
}

void appendChannel(std::string &out, const channels::ChannelSpec &channel, uint32_t id)
{
    JsonWriter json(out);
    json.beginObject().key("id").unsignedInteger(id).key("topic").string(channel.name);
    if (channel.binary) {
        constexpr auto kKind = protocol::BlockKind::float32;
        json.key("encoding").string("cdr");
        json.key("schemaName").string(protocol::cdrSchemaName(kKind));
        json.key("schemaEncoding").string("ros2msg");
        json.key("schema").string(protocol::cdrSchemaText(kKind)).endObject();
        return;
    }
    const auto schema = protocol::publicationSchema(channel.name);
    json.key("encoding").string("json");
    json.key("schemaName")
        .string(
            schema ? "wavetape." + std::string(schema->name) : std::string("wavetape.anything"));
    json.key("schemaEncoding").string("jsonschema");
    json.key("schema").string(schema ? schema->text : kAnything).endObject();
}

void appendStatus(std::string &out, Level level, std::string_view sentence)
{
    JsonWriter json(out);
    json.beginObject().key("op").string("status");
    json.key("level").integer(static_cast<int64_t>(level));
    json.key("message").string(sentence).endObject();
}

void appendMessageHead(std::string &out, uint32_t subscription)
{
    out += kMessageData;
    put(out, subscription);
}

void appendMessageTime(std::string &out, int64_t timeMicros)
{
    put(out, static_cast<uint64_t>(timeMicros) * kNanosPerMicro);
}

} // namespace wavetape::dialects::foxglove
