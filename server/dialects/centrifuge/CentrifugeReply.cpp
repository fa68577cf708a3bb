// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/centrifuge/CentrifugeReply.h"

#include "protocol/ErrorCode.h"
#include "protocol/JsonWriter.h"

#include <algorithm>

namespace wavetape::dialects::centrifuge {

using protocol::ErrorCode;
using protocol::JsonWriter;

namespace {

constexpr int kInsufficientState = 2500; // of an unsubscribe: from here on its client comes back

/// `{"id":…,"<method>":{`
void beginReply(JsonWriter &json, std::string_view id, std::string_view method)
{
    json.beginObject().key("id").raw(id).key(method).beginObject();
}

void putExpiry(JsonWriter &json, std::optional<uint64_t> ttlS)
{
    if (ttlS)
        json.key("expires").boolean(true).key("ttl").unsignedInteger(*ttlS);
}

void putPublications(
    std::string &out, JsonWriter &json, std::span<const channels::PublicationRef> publications)
{
    json.key("publications").beginArray();
    for (const channels::PublicationRef &publication : publications) {
        json.beginObject().key("data").raw("");
        appendOnOneLine(out, publication->data());
        json.key("offset").unsignedInteger(publication->seq).endObject();
    }
    json.endArray();
}

} // namespace

void appendOnOneLine(std::string &out, std::string_view json)
{
    const size_t at = out.size();
    out += json;
    // Between tokens alone: within a string they would be escaped.
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(at), out.end(),
        [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

int codeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::authRequired:
    case ErrorCode::badToken:
        return 101;
    case ErrorCode::unknownChannel:
        return 102;
    case ErrorCode::forbidden:
        return 103;
    case ErrorCode::unknownType:
        return 104;
    case ErrorCode::tooManyChannels:
    case ErrorCode::tooLarge:
        return 106;
    case ErrorCode::notJson:
    case ErrorCode::badRequest:
    case ErrorCode::notSubscribed:
    case ErrorCode::secondBinaryChannel:
        return 107;
    case ErrorCode::unavailable:
        return 108;
    case ErrorCode::tokenExpired:
        return 109;
    case ErrorCode::rateLimited:
        return 111;
    case ErrorCode::cannotRecover:
        return 112;
    case ErrorCode::internal:
        break;
    }
    return 100;
}

void appendConnected(std::string &out, const Connected &connected)
{
    JsonWriter json(out);
    beginReply(json, connected.id, "connect");
    json.key("client").string(connected.client).key("version").string(connected.version);
    putExpiry(json, connected.ttlS);
    json.key("ping").unsignedInteger(connected.pingS).key("pong").boolean(true);
    json.key("node").string(connected.node).endObject().endObject();
}

void appendRefreshed(
    std::string &out, std::string_view id, std::string_view client, std::optional<uint64_t> ttlS)
{
    JsonWriter json(out);
    beginReply(json, id, "refresh");
    json.key("client").string(client);
    putExpiry(json, ttlS);
    json.endObject().endObject();
}

void appendSubscribed(std::string &out, const Subscribed &subscribed)
{
    JsonWriter json(out);
    beginReply(json, subscribed.id, "subscribe");
    if (subscribed.recoverable) {
        json.key("recoverable").boolean(true).key("positioned").boolean(true);
        json.key("epoch").string(subscribed.epoch).key("offset").unsignedInteger(subscribed.seq);
    }
    if (subscribed.wasRecovering)
        json.key("was_recovering").boolean(true);
    if (subscribed.recovered)
        json.key("recovered").boolean(true);
    if (!subscribed.missed.empty())
        putPublications(out, json, subscribed.missed);
    if (!subscribed.snapshot.empty()) {
        json.key("data").raw("");
        appendOnOneLine(out, subscribed.snapshot);
    }
    json.endObject().endObject();
}

void appendDone(std::string &out, std::string_view id, std::string_view method)
{
    JsonWriter json(out);
    beginReply(json, id, method);
    json.endObject().endObject();
}

void appendHistory(std::string &out, std::string_view id, const protocol::StreamPosition &position,
    std::span<const channels::PublicationRef> publications)
{
    JsonWriter json(out);
    beginReply(json, id, "history");
    if (!publications.empty())
        putPublications(out, json, publications);
    json.key("epoch").string(position.epoch).key("offset").unsignedInteger(position.seq);
    json.endObject().endObject();
}

void appendPresence(std::string &out, std::string_view id, std::span<const std::string> sessions)
{
    JsonWriter json(out);
    beginReply(json, id, "presence");
    json.key("presence").beginObject();
    for (const std::string &session : sessions) {
        json.key(session).beginObject().key("client").string(session);
        json.key("user").string("").endObject();
    }
    json.endObject().endObject().endObject();
}

void appendPresenceStats(std::string &out, std::string_view id, uint64_t clients)
{
    JsonWriter json(out);
    beginReply(json, id, "presence_stats");
    json.key("num_clients").unsignedInteger(clients).key("num_users").unsignedInteger(clients);
    json.endObject().endObject();
}

void appendError(std::string &out, const protocol::CommandError &error)
{
    JsonWriter json(out);
    json.beginObject().key("id").raw(error.id).key("error").beginObject();
    json.key("code").integer(codeOf(error.code)).key("message").string(error.message);
    if (protocol::isTemporary(error.code) && error.code != ErrorCode::unavailable)
        json.key("temporary").boolean(true);
    json.endObject().endObject();
}

void appendInsufficientState(std::string &out, std::string_view channel)
{
    JsonWriter json(out);
    json.beginObject().key("push").beginObject().key("channel").string(channel);
    json.key("unsubscribe").beginObject().key("code").integer(kInsufficientState);
    json.key("reason").string("insufficient state").endObject().endObject().endObject();
}

void appendPush(std::string &out, std::string_view channel, std::string_view dataJson)
{
    JsonWriter json(out);
    json.beginObject().key("push").beginObject().key("channel").string(channel);
    json.key("pub").beginObject().key("data").raw("");
    appendOnOneLine(out, dataJson);
    json.endObject().endObject().endObject();
}

} // namespace wavetape::dialects::centrifuge
