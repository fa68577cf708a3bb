// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Handshake.h"

#include <gtest/gtest.h>

namespace wavetape::websocket {

namespace {

constexpr std::string_view kSampleKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

UpgradeRequest good()
{
    UpgradeRequest request;
    request.upgrade = "websocket";
    request.connection = "Upgrade";
    request.version = "13";
    request.key = kSampleKey;
    request.keyCount = 1;
    request.versionCount = 1;
    return request;
}

int statusOf(void (*change)(UpgradeRequest &))
{
    UpgradeRequest request = good();
    change(request);
    const UpgradeDecision decision = checkUpgrade(request);
    EXPECT_EQ(decision.status == 101, decision.sentence.empty());
    return decision.status;
}

} // namespace

TEST(Handshake, AcceptKeyOfTheRfc)
{
    EXPECT_EQ(acceptKey(kSampleKey), kAccept);
}

TEST(Handshake, Keys)
{
    EXPECT_TRUE(isValidKey(kSampleKey));
    EXPECT_TRUE(isValidKey("AAAAAAAAAAAAAAAAAAAAAA=="));
    EXPECT_TRUE(isValidKey("+/+/+/+/+/+/+/+/+/+/+w=="));
    for (const char *wrong : {"", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAA",
             "AAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAB==", "AAAAAAAAAAA AAAAAAAAAA==",
             "AAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAAAAA==", "dGhlIHNhbXBsZSBub25j-Q==",
             "=AAAAAAAAAAAAAAAAAAAAA==", "dGhlIHNhbXBsZSBub25jZQ"}) {
        EXPECT_FALSE(isValidKey(wrong)) << wrong;
    }
}

TEST(Handshake, Decisions)
{
    EXPECT_EQ(statusOf([](UpgradeRequest &) {}), 101);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.upgrade = "WebSocket"; }), 101);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.upgrade = "h2c, websocket"; }), 101);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.connection = "keep-alive, Upgrade"; }), 101);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.protocols = "wavetape.v1, other"; }), 101);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.extensions = "permessage-deflate; what"; }), 101);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.upgrade = ""; }), 426);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.upgrade = "h2c"; }), 426);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.connection = "keep-alive"; }), 400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.connection = ""; }), 400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.version = "8"; }), 426);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.version = "013"; }), 426);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) {
        r.version = "";
        r.versionCount = 0;
    }),
        426);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) {
        r.version = "13, 13";
        r.versionCount = 2;
    }),
        400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) {
        r.key = "";
        r.keyCount = 0;
    }),
        400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.keyCount = 2; }), 400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.key = "short"; }), 400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.protocols = "a b"; }), 400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.protocols = "a, b, a"; }), 400);
    EXPECT_EQ(statusOf([](UpgradeRequest &r) { r.extensions = "permessage-deflate;;"; }), 400);
}

TEST(Handshake, Response)
{
    EXPECT_EQ(switchingProtocols(kAccept, "", ""),
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    const std::string full = switchingProtocols(kAccept, "wavetape.v1", "permessage-deflate");
    EXPECT_NE(full.find("Sec-WebSocket-Protocol: wavetape.v1\r\n"), std::string::npos);
    EXPECT_NE(full.find("Sec-WebSocket-Extensions: permessage-deflate\r\n"), std::string::npos);
}

class ClientHandshakeTest : public testing::Test {
protected:
    ClientHandshake handshake {
        "localhost:8080", "/echo", kSampleKey, "wavetape.v1, other", "permessage-deflate", "", ""};

    bool accepts(const std::string &head)
    {
        return checkUpgradeResponse(head, handshake).has_value();
    }
    static std::string head(const std::string &more = {}, std::string accept = std::string(kAccept))
    {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: "
            + accept + "\r\n" + more + "\r\n";
    }
};

TEST_F(ClientHandshakeTest, Request)
{
    EXPECT_EQ(upgradeRequest(handshake),
        "GET /echo HTTP/1.1\r\nHost: localhost:8080\r\nUpgrade: websocket\r\nConnection: "
        "Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: wavetape.v1, other\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
}

TEST_F(ClientHandshakeTest, Accepts)
{
    EXPECT_TRUE(accepts(head()));
    EXPECT_TRUE(accepts(head("Sec-WebSocket-Protocol: other\r\n")));
    EXPECT_TRUE(accepts(
        head("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n")));
    EXPECT_TRUE(accepts("HTTP/1.1 101\r\nuPgrade:WebSocket\r\nCONNECTION:  keep-alive, upgrade \r\n"
                        "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \r\n\r\n"));
    const auto result = checkUpgradeResponse(
        head("Sec-WebSocket-Protocol: wavetape.v1\r\nSec-WebSocket-Extensions: "
             "permessage-deflate\r\n"),
        handshake);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->protocol, "wavetape.v1");
    EXPECT_EQ(result->extensions, "permessage-deflate");
}

TEST_F(ClientHandshakeTest, Refuses)
{
    EXPECT_FALSE(accepts(""));
    EXPECT_FALSE(accepts("HTTP/1.0 101 x\r\n\r\n"));
    EXPECT_FALSE(accepts("HTTP/1.1 200 OK\r\n\r\n"));
    EXPECT_FALSE(accepts("HTTP/1.1 1011\r\n\r\n"));
    EXPECT_FALSE(accepts(head("", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo")));
    EXPECT_FALSE(accepts(head("", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=")));
    EXPECT_FALSE(accepts(head("Sec-WebSocket-Accept: " + std::string(kAccept) + "\r\n")));
    EXPECT_FALSE(accepts(head("Upgrade: websocket\r\n")));
    EXPECT_FALSE(accepts(head("Sec-WebSocket-Protocol: third\r\n")));
    EXPECT_FALSE(accepts(head("Sec-WebSocket-Protocol: Other\r\n")));
    EXPECT_FALSE(
        accepts(head("Sec-WebSocket-Protocol: other\r\nSec-WebSocket-Protocol: other\r\n")));
    EXPECT_FALSE(accepts(head("Sec-WebSocket-Extensions: permessage-bzip2\r\n")));
    EXPECT_FALSE(accepts(head("Sec-WebSocket-Extensions: permessage-deflate;\r\n")));
    EXPECT_FALSE(accepts(head("no colon here\r\n")));
    EXPECT_FALSE(accepts(head("space : x\r\n")));
    EXPECT_FALSE(accepts(head() + "more"));
    std::string noEnd = head();
    noEnd.resize(noEnd.size() - 2);
    EXPECT_FALSE(accepts(noEnd));
    EXPECT_FALSE(accepts("HTTP/1.1 101 x\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + std::string(kAccept) + "\r\n\r\n"));
    EXPECT_FALSE(accepts("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
        + std::string(kAccept) + "\r\n\r\n"));
    EXPECT_FALSE(accepts("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"));
}

TEST_F(ClientHandshakeTest, AnEmptyProtocolOrExtensionHeaderIsNotAChoiceOfOurs)
{
    handshake.protocols = "";
    EXPECT_FALSE(accepts(head("Sec-WebSocket-Protocol: \r\n")));
    EXPECT_FALSE(accepts(head("Sec-WebSocket-Protocol: wavetape.v1\r\n")));
}

} // namespace wavetape::websocket
