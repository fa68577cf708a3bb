// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelHub.h"
#include "dialects/socketio/SocketIoForm.h"
#include "dialects/socketio/SocketIoReply.h"
#include "dialects/socketio/SocketIoRequest.h"

#include <gtest/gtest.h>

using namespace wavetape;
using namespace wavetape::dialects;
using protocol::ErrorCode;
using socketio::Packet;

TEST(SocketIoPacket, IsReadWithItsAddress)
{
    const auto event = socketio::readPacket(R"(42/chat,17["publish","lobby",1])");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, Packet::Kind::event);
    EXPECT_EQ(event->address, "/chat,17");
    EXPECT_EQ(event->space, "chat");
    EXPECT_TRUE(event->wantsAck);
    EXPECT_EQ(event->payload, R"(["publish","lobby",1])");

    EXPECT_EQ(socketio::readPacket("2probe")->payload, "probe");
    EXPECT_EQ(socketio::readPacket("40")->address, "");
    EXPECT_EQ(socketio::readPacket("41/chat?a=1,")->space, "chat");
    EXPECT_EQ(socketio::readPacket(R"(42["a"])")->wantsAck, false);
    const auto binary = socketio::readPacket(R"(4512-/chat,7["publish","lobby"])");
    ASSERT_TRUE(binary);
    EXPECT_EQ(binary->kind, Packet::Kind::binary);
    EXPECT_EQ(binary->attachments, 12u);
    EXPECT_EQ(binary->address, "/chat,7");
    EXPECT_EQ(socketio::readPacket("461-3[]")->kind, Packet::Kind::binaryAck);
    EXPECT_EQ(event->attachments, 0u);
    for (const char *text : {"", "0{}", "6", "x", "4", "47", "4x", "45[]", "45x-[]", "45-[]",
             "45-1-[]", "4565-[]", "4599999999999999999999-[]"})
        EXPECT_FALSE(socketio::readPacket(text)) << text;
}

TEST(SocketIoRequest, BecomesACommandOfOurs)
{
    const auto request = socketio::readRequest(*socketio::readPacket(
        R"(42/chat,1["subscribe",{"channel":"lobby","since":{"epoch":"e","seq":3}}])"));
    ASSERT_TRUE(request);
    const auto &subscribe = std::get<protocol::SubscribeCommand>(*request);
    EXPECT_EQ(subscribe.id, "/chat,1");
    EXPECT_EQ(subscribe.channels, std::vector<std::string> {"chat.lobby"});
    EXPECT_EQ(subscribe.since->seq, 3u);

    const auto refusalOf = [](const char *text) {
        const auto refused = socketio::readRequest(*socketio::readPacket(text));
        EXPECT_FALSE(refused) << text;
        return refused ? ErrorCode::internal : refused.error().code;
    };
    EXPECT_EQ(refusalOf(R"(42["destroy"])"), ErrorCode::unknownType);
    for (const char *text : {"42{}", "42[]", "42[7]", R"(42["subscribe"])",
             R"(42["subscribe","a.*"])", R"(42["subscribe","a",1])", R"(42["publish","a"])",
             R"(42["unsubscribe",{"channel":"a"}])"})
        EXPECT_EQ(refusalOf(text), ErrorCode::badRequest) << text;
}

TEST(SocketIoReply, AnErrorIsAcknowledgedWhereItCanBe)
{
    const auto told = [](std::string id) {
        std::string text;
        socketio::appendError(text, {ErrorCode::forbidden, "no", "", std::move(id)});
        return text;
    };
    const std::string error = R"({"code":103,"name":"forbidden","message":"no"})";
    EXPECT_EQ(told("7"), "437[{\"error\":" + error + "}]");
    EXPECT_EQ(told("/chat1,7"), "43/chat1,7[{\"error\":" + error + "}]");
    EXPECT_EQ(told("/chat1,"), "42/chat1,[\"error\"," + error + "]");
    EXPECT_EQ(told(""), "42[\"error\"," + error + "]");
}

TEST(SocketIoForm, IsAnEventInEitherNamespace)
{
    channels::ChannelHub hub {{}};
    ASSERT_TRUE(hub.publishFromClient("chat.a", R"({"n":1})", {}, [] { return true; }));
    const channels::ChannelRef channel = hub.find("chat.a");
    const auto page = channel->readNewest(1);
    ASSERT_EQ(page.publications.size(), 1u);
    const std::string_view whole
        = channel->frame(*page.publications[0], socketio::form(false))->payload();
    EXPECT_TRUE(whole.starts_with(R"(42["chat.a",{"n":1},{"seq":1,"ts":)")) << whole;
    const std::string_view part
        = channel->frame(*page.publications[0], socketio::form(true))->payload();
    EXPECT_TRUE(part.starts_with(R"(42/chat,["a",{"n":1},{"seq":1,"ts":)")) << part;
}
