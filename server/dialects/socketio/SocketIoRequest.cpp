// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/socketio/SocketIoRequest.h"

#include "protocol/JsonView.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace wavetape::dialects::socketio {

using protocol::CommandError;
using protocol::ErrorCode;
using protocol::JsonView;

namespace {

constexpr size_t kLongestAck = 16; // digits
constexpr size_t kMostEpochBytes = 128;
constexpr size_t kMostAttachments = 64;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

tl::unexpected<std::string> broken(std::string_view sentence)
{
    return tl::unexpected(std::string(sentence));
}

tl::expected<Packet, std::string> readMessage(std::string_view text)
{
    constexpr Packet::Kind kKinds[]
        = {Packet::Kind::connect, Packet::Kind::disconnect, Packet::Kind::event, Packet::Kind::ack,
            Packet::Kind::connectError, Packet::Kind::binary, Packet::Kind::binaryAck};
    if (text.empty() || text[0] < '0' || text[0] >= '0' + static_cast<char>(std::size(kKinds)))
        return broken("there is no packet of that type");
    Packet packet;
    packet.kind = kKinds[text[0] - '0'];
    text.remove_prefix(1);
    if (packet.kind == Packet::Kind::binary || packet.kind == Packet::Kind::binaryAck) {
        const size_t dash = std::min(text.find('-'), text.size());
        const auto [end, error]
            = std::from_chars(text.data(), text.data() + dash, packet.attachments);
        if (dash == text.size() || error != std::errc() || end != text.data() + dash
            || packet.attachments > kMostAttachments)
            return broken("a binary packet begins with the number of its attachments, at most 64");
        text.remove_prefix(dash + 1);
    }
    const std::string_view address = text;
    if (text.starts_with('/')) {
        const size_t comma = std::min(text.find(','), text.size());
        packet.space = text.substr(1, comma - 1);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    const auto digits = std::find_if_not(text.begin(), text.end(), isDigit) - text.begin();
    if (static_cast<size_t>(digits) > kLongestAck)
        return broken("an acknowledgement's number is longer than any");
    packet.wantsAck = digits > 0;
    text.remove_prefix(static_cast<size_t>(digits));
    packet.address = address.substr(0, address.size() - text.size());
    packet.payload = text;
    // As CONNECT and DISCONNECT may come without it.
    packet.space = packet.space.substr(0, packet.space.find('?'));
    return packet;
}

} // namespace

tl::expected<Packet, std::string> readPacket(std::string_view text)
{
    Packet packet;
    if (text.empty())
        return broken("a packet has a type");
    packet.payload = text.substr(1);
    switch (text[0]) {
    case '1':
        packet.kind = Packet::Kind::close;
        return packet;
    case '2':
        packet.kind = Packet::Kind::ping;
        return packet;
    case '3':
        packet.kind = Packet::Kind::pong;
        return packet;
    case '4':
        return readMessage(packet.payload);
    case '5':
        packet.kind = Packet::Kind::upgrade;
        return packet;
    default:
        return broken("no client sends a packet of that type");
    }
}

bool isSpace(std::string_view space)
{
    return space.empty() || (protocol::isValidChannelName(space) && space.find('.') == space.npos);
}

std::string channelOf(std::string_view space, std::string_view name)
{
    return space.empty() ? std::string(name) : std::string(space) + '.' + std::string(name);
}

std::string_view spaceOf(std::string_view channel, bool spaced)
{
    return spaced ? channel.substr(0, channel.find('.')) : std::string_view();
}

std::string_view nameOf(std::string_view channel, bool spaced)
{
    return spaced ? channel.substr(std::min(channel.find('.') + 1, channel.size())) : channel;
}

std::string tokenOf(std::string_view payload)
{
    return JsonView::of(payload).find("token").text().value_or(std::string());
}

tl::expected<Request, CommandError> readRequest(const Packet &packet)
{
    const auto refused = [&](ErrorCode code, std::string_view sentence) {
        return tl::unexpected(
            CommandError {code, std::string(sentence), "", std::string(packet.address)});
    };
    const JsonView message = JsonView::of(packet.payload);
    auto argument = message.walk();
    if (!message.isArray() || !argument.next() || !argument.value().text())
        return refused(ErrorCode::badRequest, "an event is an array with its name first");
    const std::string event = *argument.value().text();
    const bool publishes = event == "publish";
    if (event != "subscribe" && event != "unsubscribe" && !publishes)
        return refused(ErrorCode::unknownType,
            "there is no such event: there are subscribe, unsubscribe and publish");
    if (!argument.next())
        return refused(ErrorCode::badRequest, "the channel is missing");
    const JsonView given = argument.value();
    const JsonView named = given.isObject() && event == "subscribe" ? given.find("channel") : given;
    const auto name = named.text();
    if (!name)
        return refused(ErrorCode::badRequest, "the channel must be a string");
    std::string channel = channelOf(packet.space, *name);
    if (!protocol::isValidChannelName(channel))
        return refused(ErrorCode::badRequest,
            "a channel's name is made of A-Z a-z 0-9 . _ : - and has at most 128 characters");
    if (publishes) {
        if (!argument.next())
            return refused(ErrorCode::badRequest, "the data is missing");
        protocol::PublishCommand publish;
        publish.id = packet.address;
        publish.channel = std::move(channel);
        publish.data = argument.value().bytes();
        if (argument.next())
            return refused(ErrorCode::badRequest, "publish takes a channel and one value");
        return publish;
    }
    if (argument.next())
        return refused(ErrorCode::badRequest, event + " takes one value");
    if (event == "unsubscribe") {
        protocol::UnsubscribeCommand unsubscribe;
        unsubscribe.id = packet.address;
        unsubscribe.channels = {std::move(channel)};
        return unsubscribe;
    }
    protocol::SubscribeCommand subscribe;
    subscribe.id = packet.address;
    subscribe.channels = {std::move(channel)};
    if (const JsonView since = given.find("since");
        since.present() && since.kind() != JsonView::Kind::null) {
        const auto epoch = since.find("epoch").text();
        const auto seq = since.find("seq").integer();
        if (!epoch || epoch->size() > kMostEpochBytes || !seq || *seq < 0)
            return refused(
                ErrorCode::badRequest, "since is {epoch, seq} of the last event that was received");
        subscribe.since = protocol::StreamPosition {*epoch, static_cast<uint64_t>(*seq)};
    }
    return subscribe;
}

} // namespace wavetape::dialects::socketio
