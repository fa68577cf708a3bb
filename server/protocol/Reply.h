// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/BinaryHeader.h"
#include "protocol/Command.h"
#include "protocol/JsonWriter.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// One encoder per message that the server sends (protocol.md, "Server to client"). Each appends
/// one JSON text to `out`. `dataJson` is JSON already and is copied byte for byte. Times:
/// microseconds since 1970, written as ms with up to three decimals.
namespace wavetape::protocol {

struct Welcome {
    std::string_view session, node, server;
    uint64_t pingMs, pongMs;
    uint64_t messageBytes, fragments, messagesPerSecond, burst, channels, jsonDepth, errorsPer10s;
    uint64_t queueLow, queueHigh, queueHard; ///< bytes that may wait for this client: its marks
    int64_t timeMs;
    double speed = 1; ///< that times of data run at
    std::optional<uint64_t> authMs; ///< a token must be shown within so many ms
    bool insecure = false; ///< reachable from other machines without TLS and tokens
};
void appendWelcome(std::string &out, const Welcome &welcome);

/// Returns where in `out` the data begins, which is as long as `dataJson`.
size_t appendPublication(std::string &out, std::string_view channel, std::string_view dataJson,
    uint64_t seq, int64_t timeMicros, std::optional<uint64_t> kseq);
/// `{"channel":…,"b64":…,"kind":"f32"|"bytes","lanes":n,"seq":n,"ts":ms}`: a block for readers that
/// take text alone. `ts` is the time of the first sample.
void appendBlock(std::string &out, std::string_view channel, const BinaryHeader &header,
    std::string_view payload);
/// `{"stream":…,"data":…}` of the combined bare endpoint.
void appendStreamMessage(std::string &out, std::string_view channel, std::string_view dataJson);

struct SubscribeAck {
    std::string_view id; ///< JSON text; may be empty
    std::string_view channel;
    std::optional<uint32_t> channelId; ///< absent for a prefix
    std::string_view epoch; ///< empty: left out (prefix)
    uint64_t seq = 0;
    Policy policy = Policy::dropOldest;
    std::optional<double> maxRate;
    bool recovered = false;
    uint64_t replayed = 0;
    std::optional<double> rate; ///< Hz, binary channels
    std::optional<unsigned> lanes;
    const SignalDescription *signal = nullptr; ///< null: nobody described it
    std::string_view hint; ///< that another channel may be meant; empty: left out
};
void appendSubscribeAck(std::string &out, const SubscribeAck &ack);
struct Totals {
    uint64_t delivered = 0, conflated = 0, dropped = 0;
};
/// The numbers that the totals are about: delivered + conflated + dropped == lastSeq - startSeq.
struct SeqSpan {
    uint64_t startSeq = 0; ///< where the subscription began: nothing up to here is its own
    uint64_t lastSeq = 0;
};
/// `span`: of one channel; a prefix has the totals alone.
void appendUnsubscribeAck(std::string &out, std::string_view id, std::string_view channel,
    const Totals &totals, const std::optional<SeqSpan> &span);
void appendPublishAck(std::string &out, std::string_view id, std::string_view channel,
    const StreamPosition &position);
/// Of `describe`: the channel of each signal.
void appendDescribeAck(
    std::string &out, std::string_view id, std::span<const std::string> channels);
/// `{"type":"ack","id":…}`; for auth, report and admin.
void appendAck(std::string &out, std::string_view id);

struct ChannelNotice {
    std::string_view channel;
    uint32_t channelId;
    std::string_view epoch;
    uint64_t seq;
    std::optional<double> rate;
    std::optional<unsigned> lanes;
    const SignalDescription *signal = nullptr;
};
void appendChannelNotice(std::string &out, const ChannelNotice &notice);
void appendSnapshot(std::string &out, std::string_view channel, std::string_view epoch,
    uint64_t seq, std::string_view dataJson);
void appendLagged(std::string &out, std::string_view channel, std::string_view epoch, uint64_t from,
    uint64_t to, std::string_view reason);

struct ChannelRow {
    std::string_view channel;
    bool binary = false;
    std::string_view epoch;
    uint64_t seq = 0;
    Policy policy = Policy::dropOldest;
    uint64_t subscribers = 0;
    const SignalDescription *signal = nullptr;
    bool elsewhere = false; ///< this node does not hold it: `subscribers` is of no meaning
};
void appendChannelRow(
    std::string &out, const ChannelRow &row); ///< one row of `list` and of GET /channels
void appendList(
    std::string &out, std::string_view id, std::string_view rowsJson /* comma separated */);
void appendHistory(std::string &out, std::string_view id, std::string_view channel,
    std::string_view epoch, std::span<const std::string_view> publications, bool more);
/// Somebody who subscribes to a channel.
struct PresentClient {
    std::string session;
    std::string node; ///< whose session it is; empty: there is one node alone
};
void appendPresence(std::string &out, std::string_view id, std::string_view channel, uint64_t count,
    std::span<const PresentClient> clients);
/// The members of the same, into an object that is open: what `presence.<channel>` tells.
void putPresence(JsonWriter &json, std::string_view channel, uint64_t count,
    std::span<const PresentClient> clients);
void appendGreet(
    std::string &out, std::string_view id, std::string_view message, std::string_view session);
void appendPong(std::string &out, std::string_view id, std::string_view tJson, int64_t timeMs);
void appendError(std::string &out, const CommandError &error);
void appendClosing(
    std::string &out, uint16_t code, std::string_view reason, bool retry, uint64_t afterMs);

} // namespace wavetape::protocol
