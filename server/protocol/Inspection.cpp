// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Inspection.h"

#include "protocol/JsonWriter.h"

namespace wavetape::protocol {

namespace {
std::string hex(std::string_view bytes)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        text += kDigits[static_cast<uint8_t>(byte) >> 4];
        text += kDigits[static_cast<uint8_t>(byte) & 15];
    }
    return text;
}

void append(JsonWriter &json, const SubscriptionDetails &row)
{
    json.beginObject().key("channel").string(row.channel).key("policy").string(row.policy);
    json.key("maxRate");
    row.maxRate > 0 ? json.number(row.maxRate) : json.null();
    json.key("delivered").unsignedInteger(row.delivered);
    json.key("conflated").unsignedInteger(row.conflated);
    json.key("dropped").unsignedInteger(row.dropped);
    json.key("lastSeq").unsignedInteger(row.lastSeq);
    json.key("startSeq").unsignedInteger(row.startSeq).endObject();
}
} // namespace

void appendDetails(std::string &out, const AdminCommand &command, const RecordedDetails *recorded,
    const std::vector<SubscriptionDetails> &subscriptions)
{
    JsonWriter json(out);
    json.beginObject().key("type").string("admin");
    if (!command.id.empty())
        json.key("id").raw(command.id);
    json.key("action").string(actionName(command.action));
    json.key("connection").string(command.connection);
    json.key("request");
    recorded ? json.string(recorded->request) : json.null();
    json.key("response");
    recorded ? json.string(recorded->response) : json.null();
    if (recorded) {
        json.key("openedMs").integer(recorded->openedAtMs);
        json.key("handshakeMs").number(recorded->handshakeMs, 3);
    }
    json.key("subscriptions").beginArray();
    for (const SubscriptionDetails &row : subscriptions)
        append(json, row);
    json.endArray().key("queueHistory").beginArray();
    if (recorded) {
        for (uint64_t bytes : recorded->queueHistory)
            json.unsignedInteger(bytes);
    }
    json.endArray().key("rttHistory").beginArray();
    if (recorded) {
        for (double rtt : recorded->rttHistory)
            json.number(rtt, 3);
    }
    json.endArray().endObject();
}

void appendFrameCopy(std::string &out, const FrameCopy &frame)
{
    JsonWriter json(out);
    json.beginObject().key("time").decimal(frame.timeMicros, 3);
    json.key("direction").string(frame.incoming ? "in" : "out");
    json.key("fin").boolean(frame.fin).key("rsv").unsignedInteger(frame.rsv);
    json.key("opcode").unsignedInteger(frame.opcode).key("masked").boolean(frame.masked);
    if (frame.masked)
        json.key("key").string(hex(frame.key));
    const unsigned length = static_cast<uint8_t>(frame.header[1]) & 0x7F;
    json.key("lengthBits").unsignedInteger(length == 126 ? 16 : length == 127 ? 64 : 7);
    json.key("header").string(hex(frame.header)).key("bytes").unsignedInteger(frame.bytes);
    if (frame.hidden)
        json.key("hidden").boolean(true);
    json.key("payload").string(frame.hidden ? std::string() : hex(frame.payload));
    if (frame.skipped)
        json.key("skipped").unsignedInteger(frame.skipped);
    json.endObject();
}

void appendFramesBegin(std::string &out, int64_t timeMicros, const RecordedDetails *recorded)
{
    JsonWriter json(out);
    json.beginObject().key("time").decimal(timeMicros, 3);
    if (recorded) {
        json.key("openedMs").integer(recorded->openedAtMs);
        json.key("handshakeMs").number(recorded->handshakeMs, 3);
        json.key("request").string(recorded->request);
        json.key("response").string(recorded->response);
    }
    json.endObject();
}

void appendFramesEnd(std::string &out, std::string_view why, uint64_t skipped)
{
    JsonWriter json(out);
    json.beginObject().key("ended").string(why);
    if (skipped)
        json.key("skipped").unsignedInteger(skipped);
    json.endObject();
}

} // namespace wavetape::protocol
