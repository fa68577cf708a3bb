// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/binance/BinanceReply.h"

#include "protocol/ErrorCode.h"
#include "protocol/JsonWriter.h"

namespace wavetape::dialects::binance {

using protocol::ErrorCode;
using protocol::JsonWriter;

namespace {
constexpr int kInvalidRequest = 2;
constexpr int kInvalidJson = 3;
constexpr int kDisconnected = -1001;
constexpr int kUnauthorized = -1002;
constexpr int kTooManyRequests = -1003;
constexpr int kBadSymbol = -1121;

void endWithId(JsonWriter &json, const protocol::RequestId &id)
{
    json.key("id");
    if (id.empty())
        json.null();
    else
        json.raw(id);
    json.endObject();
}
} // namespace

int codeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::notJson:
        return kInvalidJson;
    case ErrorCode::unknownChannel:
        return kBadSymbol;
    case ErrorCode::authRequired:
    case ErrorCode::badToken:
    case ErrorCode::tokenExpired:
    case ErrorCode::forbidden:
        return kUnauthorized;
    case ErrorCode::rateLimited:
        return kTooManyRequests;
    case ErrorCode::unavailable:
    case ErrorCode::internal:
        return kDisconnected;
    case ErrorCode::badRequest:
    case ErrorCode::unknownType:
    case ErrorCode::tooManyChannels:
    case ErrorCode::tooLarge:
    case ErrorCode::cannotRecover:
    case ErrorCode::notSubscribed:
    case ErrorCode::secondBinaryChannel:
        break;
    }
    return kInvalidRequest;
}

void appendDone(std::string &out, const protocol::RequestId &id)
{
    JsonWriter json(out);
    json.beginObject().key("result").null();
    endWithId(json, id);
}

void appendList(
    std::string &out, const protocol::RequestId &id, std::span<const std::string> streams)
{
    JsonWriter json(out);
    json.beginObject().key("result").beginArray();
    for (const std::string &stream : streams)
        json.string(stream);
    json.endArray();
    endWithId(json, id);
}

void appendError(std::string &out, const protocol::CommandError &error)
{
    const int code = codeOf(error.code);
    JsonWriter json(out);
    json.beginObject().key("error").beginObject().key("code").integer(code).key("msg");
    json.string((code == kInvalidJson             ? "Invalid JSON: "
                        : code == kInvalidRequest ? "Invalid request: "
                                                  : "")
        + error.message);
    json.endObject();
    endWithId(json, error.id);
}

void appendRefusal(std::string &out, int code, std::string_view sentence)
{
    JsonWriter(out).beginObject().key("code").integer(code).key("msg").string(sentence).endObject();
}

} // namespace wavetape::dialects::binance
