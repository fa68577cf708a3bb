// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/NatsConnection.h"
#include "cluster/JetStream.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wavetape::cluster {

namespace {

constexpr std::string_view kInfo = R"(INFO {"version":"2.9.10","headers":true,)"
                                   R"("jetstream":true,"max_payload":1048576})"
                                   "\r\n";

/// A connection to a server that says what a test has it say.
struct NatsConnectionOfOne : testing::Test {
    NatsConnectionOfOne()
    {
        uv_loop_init(&loop);
        listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(listener, reinterpret_cast<sockaddr *>(&address), size), 0);
        EXPECT_EQ(listen(listener, 1), 0);
        getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size);
        url = *BrokerUrl::read("nats://127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
        connection = std::make_unique<NatsConnection>(loop, url, "n1",
            NatsConnection::Events {[this] { ready = true; },
                [this](const std::string &sentence, bool fatal) {
                    told.push_back((fatal ? "for good: " : "over: ") + sentence);
                },
                [](const std::string &) {}});
    }
    ~NatsConnectionOfOne() override
    {
        connection.reset();
        uv_run(&loop, UV_RUN_DEFAULT);
        EXPECT_EQ(uv_loop_close(&loop), 0);
        close(peer);
        close(listener);
    }

    /// False: not within 40 s.
    bool goOnUntil(const std::function<bool()> &done)
    {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(40);
        while (!done()) {
            if (std::chrono::steady_clock::now() > until)
                return false;
            uv_run(&loop, UV_RUN_NOWAIT);
        }
        return true;
    }
    void say(std::string_view text)
    {
        EXPECT_EQ(
            send(peer, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }
    bool accepted()
    {
        connection->open();
        return goOnUntil([&] { return (peer = accept(listener, nullptr, nullptr)) >= 0; });
    }
    bool opened()
    {
        if (!accepted())
            return false;
        say(std::string(kInfo) + "PONG\r\n");
        return goOnUntil([&] { return ready; });
    }

    uv_loop_t loop {};
    int listener = -1, peer = -1;
    BrokerUrl url;
    bool ready = false;
    std::vector<std::string> told;
    std::unique_ptr<NatsConnection> connection;
};

TEST_F(NatsConnectionOfOne, ItsOwnerKnowsThatItIsOverBeforeWhoAsksIsAnsweredWithNull)
{
    ASSERT_TRUE(opened());
    bool askedAgain = false;
    connection->request("a", {}, {}, [&](const NatsFrame *reply) {
        EXPECT_EQ(reply, nullptr);
        EXPECT_EQ(told.size(), 1u);
        connection->request("a", {}, {}, [&](const NatsFrame *) { askedAgain = true; });
    });
    shutdown(peer, SHUT_RDWR);
    EXPECT_TRUE(goOnUntil([&] { return askedAgain; }));
    EXPECT_EQ(
        told, std::vector<std::string> {"over: " + url.place() + ": the connection was closed"});
}

TEST_F(NatsConnectionOfOne, WhoWritesIsNotToldInTheMiddleThatNothingIsTaken)
{
    ASSERT_TRUE(opened());
    const std::string much(NatsConnection::kMostUnsent / 4, 'x');
    for (int i = 0; i < 8; ++i)
        connection->publish("a", much);
    EXPECT_NE(connection->subscribe("b", {}), 0u);
    EXPECT_TRUE(told.empty());
    EXPECT_TRUE(goOnUntil([&] { return !told.empty(); }));
    EXPECT_EQ(told, std::vector<std::string> {"over: " + url.place() + ": takes nothing any more"});
}

TEST_F(NatsConnectionOfOne, AServerOfNoPayloadIsNone)
{
    for (const std::string_view most : {"", R"(,"max_payload":-1)", R"(,"max_payload":1)"}) {
        told.clear();
        ASSERT_TRUE(accepted());
        say(R"(INFO {"version":"2.9.10","headers":true)" + std::string(most) + "}\r\n");
        EXPECT_TRUE(goOnUntil([&] { return !told.empty(); }));
        EXPECT_EQ(told.front(),
            "for good: " + url.place() + ": its messages take less than 64 KiB (max_payload)");
        close(peer);
    }
    peer = -1;
}

TEST_F(NatsConnectionOfOne, WhatNamesNoSequenceIsNoAnswerOfAStream)
{
    ASSERT_TRUE(opened());
    JetStream stream(*connection);
    for (const std::string_view answer : {"", "5", "{}", "[]", R"({"seq":-1})", R"({"seq":"1"})"}) {
        std::string heard;
        std::vector<JetStream::Outcome> outcomes;
        stream.put({"a.b", "data", {}, std::nullopt, {}},
            [&](const JetStream::Put &put) { outcomes.push_back(put.outcome); });
        const auto inbox = [&] {
            char bytes[4096];
            const ssize_t got = recv(peer, bytes, sizeof bytes, MSG_DONTWAIT);
            heard.append(bytes, got > 0 ? static_cast<size_t>(got) : 0);
            const size_t at = heard.find("PUB a.b ");
            return at != heard.npos && heard.find("\r\n", at) != heard.npos;
        };
        ASSERT_TRUE(goOnUntil(inbox));
        const size_t at = heard.find("PUB a.b ") + 8;
        say("MSG " + heard.substr(at, heard.find(' ', at) - at) + " 1 "
            + std::to_string(answer.size()) + "\r\n" + std::string(answer) + "\r\n");
        ASSERT_TRUE(goOnUntil([&] { return !outcomes.empty(); }));
        EXPECT_NE(outcomes.front(), JetStream::Outcome::stored) << answer;
    }
}

} // namespace
} // namespace wavetape::cluster
