// SPDX-License-Identifier: GPL-3.0-or-later
// Any text gives a packet or a sentence, any event a request of ours or a refusal; what answers
// them is a packet that reads back, addressed as what it answers.
#include "dialects/socketio/SocketIoReply.h"
#include "dialects/socketio/SocketIoRequest.h"

#include <cstdint>
#include <cstdlib>

using namespace wavetape;
using dialects::socketio::Packet;
using dialects::socketio::readPacket;

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static protocol::CommandParser parser(16), judge(16);
    const std::string text(reinterpret_cast<const char *>(data), size);
    const auto packet = readPacket(text);
    if (!packet) {
        require(!packet.error().empty());
        return 0;
    }
    if (packet->kind != Packet::Kind::event || !parser.isValidJson(packet->payload)
        || !dialects::socketio::isSpace(packet->space))
        return 0;
    require(dialects::socketio::isAcknowledged(packet->address) == packet->wantsAck);
    const auto request = dialects::socketio::readRequest(*packet);
    if (!request) {
        std::string reply;
        dialects::socketio::appendError(reply, request.error());
        const auto answer = readPacket(reply);
        require(answer && answer->space == packet->space && judge.isValidJson(answer->payload));
        return 0;
    }
    if (const auto *publish = std::get_if<protocol::PublishCommand>(&*request)) {
        require(judge.isValidJson(publish->data));
        require(protocol::isValidChannelName(publish->channel));
    }
    if (const auto *subscribe = std::get_if<protocol::SubscribeCommand>(&*request)) {
        const bool spaced = !packet->space.empty();
        const std::string &channel = subscribe->channels.front();
        require(dialects::socketio::channelOf(dialects::socketio::spaceOf(channel, spaced),
                    dialects::socketio::nameOf(channel, spaced))
            == channel);
        std::string event;
        dialects::socketio::appendSnapshot(event, channel, spaced, "1", {"e", 1});
        const auto again = readPacket(event);
        require(again && again->space == packet->space && judge.isValidJson(again->payload));
    }
    return 0;
}
