// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/socketio/SocketIoReply.h"

#include "dialects/socketio/SocketIoRequest.h"
#include "protocol/ErrorCode.h"
#include "protocol/JsonWriter.h"

namespace wavetape::dialects::socketio {

using protocol::JsonWriter;

namespace {

void appendSpace(std::string &out, std::string_view channel, bool spaced)
{
    if (!spaced)
        return;
    out += '/';
    out += spaceOf(channel, spaced);
    out += ',';
}

void putError(JsonWriter &json, const protocol::CommandError &error)
{
    json.key("code").integer(static_cast<int64_t>(error.code));
    json.key("name").string(protocol::errorName(error.code)).key("message").string(error.message);
}

void beginAck(std::string &out, std::string_view address)
{
    out += "43";
    out += address;
    out += '[';
}

} // namespace

void appendOpen(std::string &out, const Opened &opened)
{
    out += '0';
    JsonWriter json(out);
    json.beginObject().key("sid").string(opened.session).key("upgrades").beginArray().endArray();
    json.key("pingInterval").unsignedInteger(opened.pingMs);
    json.key("pingTimeout").unsignedInteger(opened.pongMs);
    json.key("maxPayload").unsignedInteger(opened.maxBytes).endObject();
}

void appendConnected(std::string &out, std::string_view address, std::string_view session)
{
    out += "40";
    out += address;
    JsonWriter(out).beginObject().key("sid").string(session).endObject();
}

void appendConnectError(
    std::string &out, std::string_view address, const protocol::CommandError &error)
{
    out += "44";
    out += address;
    JsonWriter json(out);
    json.beginObject().key("message").string(error.message).key("data").beginObject();
    putError(json, error);
    json.endObject().endObject();
}

bool isAcknowledged(std::string_view address)
{
    return !address.empty() && address.back() >= '0' && address.back() <= '9'
        && (!address.starts_with('/') || address.find(',') != address.npos);
}

void appendAck(std::string &out, std::string_view address, std::string_view name,
    const protocol::StreamPosition &position, std::optional<bool> recovered)
{
    beginAck(out, address);
    JsonWriter json(out);
    json.beginObject().key("channel").string(name).key("epoch").string(position.epoch);
    json.key("seq").unsignedInteger(position.seq);
    if (recovered)
        json.key("recovered").boolean(*recovered);
    json.endObject();
    out += ']';
}

void appendAck(std::string &out, std::string_view address, std::string_view name)
{
    beginAck(out, address);
    JsonWriter(out).beginObject().key("channel").string(name).endObject();
    out += ']';
}

void appendError(std::string &out, const protocol::CommandError &error)
{
    const bool acknowledged = isAcknowledged(error.id);
    if (acknowledged) {
        beginAck(out, error.id);
        out += R"({"error":)";
    } else {
        out += "42" + error.id + R"(["error",)";
    }
    JsonWriter json(out);
    json.beginObject();
    putError(json, error);
    json.endObject();
    out += acknowledged ? "}]" : "]";
}

void appendEventHead(std::string &out, std::string_view channel, bool spaced)
{
    out += "42";
    appendSpace(out, channel, spaced);
    out += '[';
    protocol::appendJsonString(out, nameOf(channel, spaced));
    out += ',';
}

void appendSnapshot(std::string &out, std::string_view channel, bool spaced, std::string_view data,
    const protocol::StreamPosition &position)
{
    appendEventHead(out, channel, spaced);
    out += data;
    out += ',';
    JsonWriter json(out);
    json.beginObject().key("seq").unsignedInteger(position.seq).key("epoch").string(position.epoch);
    json.key("snapshot").boolean(true).endObject();
    out += ']';
}

void appendLagged(std::string &out, std::string_view channel, bool spaced, std::string_view epoch,
    uint64_t from, uint64_t to)
{
    out += "42";
    appendSpace(out, channel, spaced);
    out += R"(["lagged",)";
    JsonWriter json(out);
    json.beginObject().key("channel").string(nameOf(channel, spaced)).key("epoch").string(epoch);
    json.key("from").unsignedInteger(from).key("to").unsignedInteger(to).endObject();
    out += ']';
}

} // namespace wavetape::dialects::socketio
