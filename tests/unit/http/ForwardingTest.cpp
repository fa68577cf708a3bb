// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Forwarding.h"

#include "config/AddressText.h"
#include "net/ProxyHeader.h"

#include <gtest/gtest.h>

namespace wavetape::http {
namespace {

security::ProxyTrust trust(std::initializer_list<const char *> texts)
{
    std::vector<security::ProxyTrust::Block> blocks;
    for (const char *text : texts) {
        const auto block = config::parseAddressBlock(text);
        EXPECT_TRUE(block) << text;
        blocks.push_back({block->ip, block->bits});
    }
    return security::ProxyTrust(std::move(blocks));
}

std::string clientOf(std::vector<std::pair<std::string, std::string>> headers)
{
    Request request;
    request.headers = std::move(headers);
    const Forwarding read = readForwarding(request, trust({"10.0.0.0/8", "fd00::/8"}));
    return !read.wrong.empty() ? "wrong" : read.client ? read.client->toString() : "none";
}

TEST(Forwarding, TheNearestHopThatIsNoProxyIsTheClient)
{
    EXPECT_EQ(clientOf({}), "none");
    EXPECT_EQ(clientOf({{"X-Forwarded-For", "203.0.113.7"}}), "203.0.113.7:0");
    EXPECT_EQ(clientOf({{"x-forwarded-for", "1.1.1.1, 203.0.113.7,10.1.2.3 , 10.0.0.1"}}),
        "203.0.113.7:0");
    EXPECT_EQ(clientOf({{"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-For", "203.0.113.7"}}),
        "203.0.113.7:0");
    EXPECT_EQ(clientOf({{"X-Forwarded-For", "10.0.0.2, 10.0.0.1"}}), "10.0.0.2:0");
    EXPECT_EQ(clientOf({{"X-Forwarded-For", "2001:db8::7, fd00::1"}}), "[2001:db8::7]:0");
    EXPECT_EQ(clientOf({{"X-Forwarded-For", "::ffff:203.0.113.7"}}), "203.0.113.7:0");
    EXPECT_EQ(clientOf({{"X-Forwarded-For", "rubbish, 10.0.0.1"}}), "10.0.0.1:0");
    for (const char *none : {"", ",", "unknown", "203.0.113.7:x", "203.0.113.7:", "[::1", "1.2.3"})
        EXPECT_EQ(clientOf({{"X-Forwarded-For", none}}), "none") << none;
}

TEST(Forwarding, TheStandardHeaderIsReadWhole)
{
    EXPECT_EQ(
        clientOf({{"Forwarded", "for=203.0.113.7:99;proto=http, For=10.0.0.1"}}), "203.0.113.7:99");
    EXPECT_EQ(clientOf({{"Forwarded", "for=\"[2001:db8::7]:99\";by=_x"}}), "[2001:db8::7]:99");
    EXPECT_EQ(
        clientOf({{"Forwarded", "by=\"a, for=1.1.1.1\" ; for=203.0.113.7"}}), "203.0.113.7:0");
    for (const char *none : {"for=_hidden", "for=unknown", "proto=https", ";;", ","})
        EXPECT_EQ(clientOf({{"Forwarded", none}}), "none") << none;
    for (const char *wrong : {"for", "for=\"x", "for=a b", "for=\"a\\", "for=\"a\"b", "=x=;\""})
        EXPECT_EQ(clientOf({{"Forwarded", wrong}}), "wrong") << wrong;
    EXPECT_EQ(clientOf({{"Forwarded", "for=1.1.1.1"}, {"X-Forwarded-For", "2.2.2.2"}}), "wrong");
}

TEST(Forwarding, SchemeAndHostAreThoseOfTheClientsHop)
{
    Request request;
    request.headers = {{"X-Forwarded-For", "203.0.113.7"}, {"X-Forwarded-Proto", "http, HTTPS"},
        {"X-Forwarded-Host", "forged.example, desk.example:8443"}};
    Forwarding read = readForwarding(request, trust({"10.0.0.1"}));
    EXPECT_TRUE(read.secure);
    EXPECT_EQ(read.host, "desk.example:8443");
    request.headers = {{"Forwarded",
        "for=1.1.1.1;host=forged.example;proto=https, for=203.0.113.7;host=desk.example"}};
    read = readForwarding(request, trust({"10.0.0.1"}));
    EXPECT_FALSE(read.secure);
    EXPECT_EQ(read.host, "desk.example");
    // Without a client there is nobody to speak for.
    request.headers = {{"X-Forwarded-Host", "desk.example"}, {"X-Forwarded-Proto", "https"}};
    read = readForwarding(request, trust({"10.0.0.1"}));
    EXPECT_FALSE(read.secure);
    EXPECT_EQ(read.host, "");
}

TEST(ProxyTrust, ABlockIsAllThatBeginsAlike)
{
    const auto trusts = [](std::initializer_list<const char *> blocks, const char *address) {
        return trust(blocks).trusts(net::PeerAddress::parse(address)->ip);
    };
    EXPECT_TRUE(trusts({"127.0.0.0/8"}, "127.255.255.255"));
    EXPECT_FALSE(trusts({"127.0.0.0/8"}, "128.0.0.1"));
    EXPECT_TRUE(trusts({"192.0.2.128/25"}, "192.0.2.129"));
    EXPECT_FALSE(trusts({"192.0.2.128/25"}, "192.0.2.127"));
    EXPECT_TRUE(trusts({"192.0.2.1"}, "192.0.2.1"));
    EXPECT_FALSE(trusts({"192.0.2.1"}, "192.0.2.2"));
    EXPECT_TRUE(trusts({"fd00::/8", "::1"}, "fdff::1"));
    EXPECT_FALSE(trusts({"fd00::/8"}, "10.0.0.1"));
    EXPECT_TRUE(trusts({"0.0.0.0/0"}, "10.0.0.1"));
    EXPECT_FALSE(trusts({"0.0.0.0/0"}, "::1"));
    EXPECT_FALSE(trusts({}, "10.0.0.1"));
    for (const char *none : {"", "/", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::/129", "x/8",
             "10.0.0.0/8/8", "10.0.0.0/-1", "localhost"})
        EXPECT_FALSE(config::parseAddressBlock(none)) << none;
}

TEST(ProxyHeader, IsReadOnceItIsWhole)
{
    using net::ProxyHeader;
    std::string bytes("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0f", 16);
    bytes += std::string("\xcb\0\x71\x07\x7f\0\0\1\x12\x67\0\x50\4\0\0", 15);
    for (size_t size = 0; size < bytes.size(); ++size)
        EXPECT_EQ(ProxyHeader::read(bytes.substr(0, size)).state, ProxyHeader::State::incomplete);
    const ProxyHeader read = ProxyHeader::read(bytes + "GET /");
    ASSERT_EQ(read.state, ProxyHeader::State::read);
    EXPECT_EQ(read.size, bytes.size());
    EXPECT_EQ(read.client->toString(), "203.0.113.7:4711");
    std::string local = bytes;
    local[12] = '\x20';
    EXPECT_FALSE(ProxyHeader::read(local).client);
    for (const auto &[at, byte] : {std::pair {0, 'x'}, {11, ' '}, {12, '\x11'}, {14, '\x7f'}}) {
        std::string wrong = bytes;
        wrong[static_cast<size_t>(at)] = byte;
        EXPECT_EQ(ProxyHeader::read(wrong).state, ProxyHeader::State::wrong) << at;
    }
    std::string brief = bytes.substr(0, 16) + "abcd";
    brief[15] = 4;
    EXPECT_EQ(ProxyHeader::read(brief).state, ProxyHeader::State::wrong);
}

} // namespace
} // namespace wavetape::http
