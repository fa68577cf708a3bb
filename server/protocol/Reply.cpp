// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/Reply.h"

#include "protocol/JsonWriter.h"

namespace wavetape::protocol {

namespace {

constexpr int kMicroDigits = 3;

/// Opens `{"type":…` and puts `id` where the request had one.
JsonWriter begin(std::string &out, std::string_view type, std::string_view id = {})
{
    constexpr size_t kUsual = 192; // so that most replies are allocated once
    out.reserve(out.size() + kUsual);
    JsonWriter json(out);
    json.beginObject().key("type").string(type);
    if (!id.empty())
        json.key("id").raw(id);
    return json;
}

void putShape(JsonWriter &json, std::optional<double> rate, std::optional<unsigned> lanes)
{
    if (rate)
        json.key("rate").number(*rate);
    if (lanes)
        json.key("lanes").unsignedInteger(*lanes);
}

void putSignal(JsonWriter &json, const SignalDescription *signal)
{
    if (!signal)
        return;
    json.key("signal").beginObject().key("name").string(signal->name);
    if (!signal->unit.empty())
        json.key("unit").string(signal->unit);
    json.endObject();
}

} // namespace

void appendWelcome(std::string &out, const Welcome &welcome)
{
    JsonWriter json = begin(out, "welcome");
    json.key("session").string(welcome.session);
    json.key("node").string(welcome.node);
    json.key("server").string(welcome.server);
    json.key("heartbeat").beginObject();
    json.key("pingMs").unsignedInteger(welcome.pingMs);
    json.key("pongMs").unsignedInteger(welcome.pongMs);
    json.endObject();
    json.key("limits").beginObject();
    json.key("messageBytes").unsignedInteger(welcome.messageBytes);
    json.key("fragments").unsignedInteger(welcome.fragments);
    json.key("messagesPerSecond").unsignedInteger(welcome.messagesPerSecond);
    json.key("burst").unsignedInteger(welcome.burst);
    json.key("channels").unsignedInteger(welcome.channels);
    json.key("jsonDepth").unsignedInteger(welcome.jsonDepth);
    json.key("errorsPer10s").unsignedInteger(welcome.errorsPer10s);
    json.key("queueLow").unsignedInteger(welcome.queueLow);
    json.key("queueHigh").unsignedInteger(welcome.queueHigh);
    json.key("queueHard").unsignedInteger(welcome.queueHard);
    json.endObject();
    json.key("time").integer(welcome.timeMs);
    if (welcome.speed != 1)
        json.key("speed").number(welcome.speed);
    if (welcome.authMs)
        json.key("authMs").unsignedInteger(*welcome.authMs);
    if (welcome.insecure)
        json.key("insecure").boolean(true);
    json.endObject();
}

size_t appendPublication(std::string &out, std::string_view channel, std::string_view dataJson,
    uint64_t seq, int64_t timeMicros, std::optional<uint64_t> kseq)
{
    JsonWriter json(out);
    json.beginObject().key("channel").string(channel);
    json.key("data");
    const size_t dataAt = out.size();
    json.raw(dataJson);
    json.key("seq").unsignedInteger(seq);
    json.key("ts").decimal(timeMicros, kMicroDigits);
    if (kseq)
        json.key("kseq").unsignedInteger(*kseq);
    json.endObject();
    return dataAt;
}

void appendBlock(std::string &out, std::string_view channel, const BinaryHeader &header,
    std::string_view payload)
{
    JsonWriter json(out);
    json.beginObject().key("channel").string(channel);
    json.key("b64").base64(payload);
    json.key("kind").string(header.kind == BlockKind::float32 ? "f32" : "bytes");
    json.key("lanes").unsignedInteger(header.lanes);
    json.key("seq").unsignedInteger(header.seq);
    json.key("ts").decimal(static_cast<int64_t>(header.timeMicros), kMicroDigits);
    json.endObject();
}

void appendStreamMessage(std::string &out, std::string_view channel, std::string_view dataJson)
{
    JsonWriter json(out);
    json.beginObject().key("stream").string(channel).key("data").raw(dataJson).endObject();
}

void appendSubscribeAck(std::string &out, const SubscribeAck &ack)
{
    JsonWriter json = begin(out, "ack", ack.id);
    json.key("channel").string(ack.channel);
    if (ack.channelId)
        json.key("channelId").unsignedInteger(*ack.channelId);
    if (!ack.epoch.empty()) {
        json.key("epoch").string(ack.epoch);
        json.key("seq").unsignedInteger(ack.seq);
    }
    json.key("policy").string(policyName(ack.policy));
    if (ack.maxRate)
        json.key("maxRate").number(*ack.maxRate);
    json.key("recovered").boolean(ack.recovered);
    json.key("replayed").unsignedInteger(ack.replayed);
    putShape(json, ack.rate, ack.lanes);
    putSignal(json, ack.signal);
    if (!ack.hint.empty())
        json.key("hint").string(ack.hint);
    json.endObject();
}

void appendUnsubscribeAck(std::string &out, std::string_view id, std::string_view channel,
    const Totals &totals, const std::optional<SeqSpan> &span)
{
    JsonWriter json = begin(out, "ack", id);
    json.key("channel").string(channel);
    json.key("delivered").unsignedInteger(totals.delivered);
    json.key("conflated").unsignedInteger(totals.conflated);
    json.key("dropped").unsignedInteger(totals.dropped);
    if (span) {
        json.key("startSeq").unsignedInteger(span->startSeq);
        json.key("lastSeq").unsignedInteger(span->lastSeq);
    }
    json.endObject();
}

void appendPublishAck(
    std::string &out, std::string_view id, std::string_view channel, const StreamPosition &position)
{
    JsonWriter json = begin(out, "ack", id);
    json.key("channel").string(channel);
    json.key("epoch").string(position.epoch);
    json.key("seq").unsignedInteger(position.seq);
    json.endObject();
}

void appendDescribeAck(std::string &out, std::string_view id, std::span<const std::string> channels)
{
    JsonWriter json = begin(out, "ack", id);
    json.key("channels").beginArray();
    for (const std::string &channel : channels)
        json.string(channel);
    json.endArray().endObject();
}

void appendAck(std::string &out, std::string_view id)
{
    begin(out, "ack", id).endObject();
}

void appendChannelNotice(std::string &out, const ChannelNotice &notice)
{
    JsonWriter json = begin(out, "channel");
    json.key("channel").string(notice.channel);
    json.key("channelId").unsignedInteger(notice.channelId);
    json.key("epoch").string(notice.epoch);
    json.key("seq").unsignedInteger(notice.seq);
    putShape(json, notice.rate, notice.lanes);
    putSignal(json, notice.signal);
    json.endObject();
}

void appendSnapshot(std::string &out, std::string_view channel, std::string_view epoch,
    uint64_t seq, std::string_view dataJson)
{
    JsonWriter json = begin(out, "snapshot");
    json.key("channel").string(channel);
    json.key("epoch").string(epoch);
    json.key("seq").unsignedInteger(seq);
    json.key("data").raw(dataJson);
    json.endObject();
}

void appendLagged(std::string &out, std::string_view channel, std::string_view epoch, uint64_t from,
    uint64_t to, std::string_view reason)
{
    JsonWriter json = begin(out, "lagged");
    json.key("channel").string(channel);
    json.key("epoch").string(epoch);
    json.key("from").unsignedInteger(from);
    json.key("to").unsignedInteger(to);
    json.key("n").unsignedInteger(to - from + 1);
    json.key("reason").string(reason);
    json.endObject();
}

void appendChannelRow(std::string &out, const ChannelRow &row)
{
    JsonWriter json(out);
    json.beginObject().key("channel").string(row.channel);
    json.key("kind").string(row.binary ? "binary" : "text");
    json.key("epoch").string(row.epoch);
    json.key("seq").unsignedInteger(row.seq);
    json.key("policy").string(policyName(row.policy));
    json.key("subscribers").unsignedInteger(row.subscribers);
    putSignal(json, row.signal);
    if (row.elsewhere)
        json.key("local").boolean(false);
    json.endObject();
}

void appendList(std::string &out, std::string_view id, std::string_view rowsJson)
{
    JsonWriter json = begin(out, "list", id);
    json.key("channels").beginArray();
    if (!rowsJson.empty())
        json.raw(rowsJson);
    json.endArray().endObject();
}

void appendHistory(std::string &out, std::string_view id, std::string_view channel,
    std::string_view epoch, std::span<const std::string_view> publications, bool more)
{
    JsonWriter json = begin(out, "history", id);
    json.key("channel").string(channel);
    json.key("epoch").string(epoch);
    json.key("publications").beginArray();
    for (const std::string_view publication : publications)
        json.raw(publication);
    json.endArray();
    json.key("more").boolean(more);
    json.endObject();
}

void putPresence(JsonWriter &json, std::string_view channel, uint64_t count,
    std::span<const PresentClient> clients)
{
    json.key("channel").string(channel);
    json.key("count").unsignedInteger(count);
    json.key("clients").beginArray();
    for (const PresentClient &client : clients) {
        json.beginObject().key("session").string(client.session);
        if (!client.node.empty())
            json.key("node").string(client.node);
        json.endObject();
    }
    json.endArray();
}

void appendPresence(std::string &out, std::string_view id, std::string_view channel, uint64_t count,
    std::span<const PresentClient> clients)
{
    JsonWriter json = begin(out, "presence", id);
    putPresence(json, channel, count, clients);
    json.endObject();
}

void appendGreet(
    std::string &out, std::string_view id, std::string_view message, std::string_view session)
{
    JsonWriter json = begin(out, "greet", id);
    json.key("msg").string(message);
    json.key("session").string(session);
    json.endObject();
}

void appendPong(std::string &out, std::string_view id, std::string_view tJson, int64_t timeMs)
{
    JsonWriter json = begin(out, "pong", id);
    json.key("t").raw(tJson);
    json.key("time").integer(timeMs);
    json.endObject();
}

void appendError(std::string &out, const CommandError &error)
{
    JsonWriter json = begin(out, "error", error.id);
    json.key("code").integer(static_cast<int>(error.code));
    json.key("name").string(errorName(error.code));
    json.key("message").string(error.message);
    json.key("path").string(error.path);
    json.key("temporary").boolean(isTemporary(error.code));
    json.endObject();
}

void appendClosing(
    std::string &out, uint16_t code, std::string_view reason, bool retry, uint64_t afterMs)
{
    JsonWriter json = begin(out, "closing");
    json.key("code").unsignedInteger(code);
    json.key("reason").string(reason);
    json.key("retry").boolean(retry);
    json.key("afterMs").unsignedInteger(afterMs);
    json.endObject();
}

} // namespace wavetape::protocol
