// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/Redact.h"

#include <gtest/gtest.h>

using namespace wavetape::security;

TEST(Redact, hidesTokensInUrls)
{
    struct Row {
        const char *url, *shown;
    };
    for (const Row &row : std::initializer_list<Row> {{"/ws", "/ws"}, {"", ""}, {"/ws?", "/ws?"},
             {"/ws?token=s3cret", "/ws?token=***"}, {"/ws?token=", "/ws?token=***"},
             {"/ws?a=1&token=s3cret&b=2", "/ws?a=1&token=***&b=2"},
             {"/ws?TOKEN=s3cret", "/ws?TOKEN=***"}, {"/ws?%74oken=s3cret", "/ws?%74oken=***"},
             {"/ws?to%6Ben=s3cret", "/ws?to%6Ben=***"},
             {"/ws?%74%6F%6B%65%6E=s3cret", "/ws?%74%6F%6B%65%6E=***"},
             {"/ws?token=a=b", "/ws?token=***"}, {"/ws?token=a&token=b", "/ws?token=***&token=***"},
             {"/ws?x=1?token=s3cret", "/ws?x=1?token=***"},
             {"/ws?x=1;token=s3cret", "/ws?x=1;token=***"}, {"/ws#token=s3cret", "/ws#token=***"},
             {"ws://h:1/ws?access_token=s3cret#f", "ws://h:1/ws?access_token=***#f"},
             {"/ws?mytoken=fine&streams=a/b", "/ws?mytoken=fine&streams=a/b"},
             {"/eyJhbGci.eyJzdWIi.x_-Y", "/***"},
             {"/ws/eyJhbGci.eyJzdWIi.x_-Y/b?c=1", "/ws/***/b?c=1"},
             {"/ws?x=eyJhbGci.eyJzdWIi.xY&a=b", "/ws?x=***&a=b"},
             {"/ws?eyJhbGci.eyJzdWIi.xY", "/ws?***"},
             {"/ws/Bearer%20eyJhbGci.eyJzdWIi.xY", "/ws/Bearer%20***"},
             {"/ws/eyJ.ticker", "/ws/eyJ.ticker"}, {"/ws/ticker.AAPL", "/ws/ticker.AAPL"},
             {"/ws?token", "/ws?token"}, {"/ws?%7", "/ws?%7"}, {"/ws?%zz=1", "/ws?%zz=1"}})
        EXPECT_EQ(redactUrl(row.url), row.shown) << row.url;
}

TEST(Redact, hidesCredentialsInHeaders)
{
    struct Row {
        const char *name, *value, *shown;
    };
    for (const Row &row : std::initializer_list<Row> {
             {"Authorization", "Bearer s3cret", "Bearer ***"}, {"AUTHORIZATION", "s3cret", "***"},
             {"Proxy-Authorization", "Basic dXNlcjpwdw==", "Basic ***"},
             {"Cookie", "wavetape_session=s3cret; theme=s3cret", "wavetape_session=***; theme=***"},
             {"Cookie", "s3cret", "***"},
             {"Set-Cookie", "wavetape_session=s3cret; HttpOnly; Path=/",
                 "wavetape_session=***; HttpOnly; Path=/"},
             {"Sec-WebSocket-Protocol", "wavetape.v1, wavetape.token.s3cret, chat",
                 "wavetape.v1, wavetape.token.***, chat"},
             {"Sec-WebSocket-Protocol", "Wavetape.Token.s3cret", "Wavetape.Token.***"},
             {"Referer", "http://h/?token=s3cret", "http://h/?token=***"},
             {"User-Agent", "token=fine", "token=fine"}})
        EXPECT_EQ(redactHeader(row.name, row.value), row.shown) << row.name;
}

TEST(Redact, hidesCredentialsInAHeaderBlock)
{
    EXPECT_EQ(redactHeaderBlock(
                  "GET /ws?token=s3cret HTTP/1.1\r\nHost: a\r\nauthorization:Bearer s3cret\r\n"
                  "Cookie:  a=s3cret\r\nX: y\r\n\r\n"),
        "GET /ws?token=*** HTTP/1.1\r\nHost: a\r\nauthorization:Bearer ***\r\n"
        "Cookie:  a=***\r\nX: y\r\n\r\n");
    EXPECT_EQ(redactHeaderBlock("GET /?jwt=s3cret HTTP/1.1\nno colon\nCookie:\n"),
        "GET /?jwt=*** HTTP/1.1\nno colon\nCookie:***\n");
    EXPECT_EQ(redactHeaderBlock(""), "");
    EXPECT_EQ(
        redactHeaderBlock("HTTP/1.1 101 Switching Protocols"), "HTTP/1.1 101 Switching Protocols");
}

TEST(Redact, seesWhatAClientMayProveItselfBy)
{
    for (const char *message : {R"({"type":"auth","token":"x"})", R"({"Token":"x"})",
             R"({"type":"connection_init","payload":{"Authorization":"Bearer x"}})",
             R"({"op":"login","args":[{"apiKey":"x"}]})", R"({"pass":"x","PASSWORD":"y"})",
             R"({"\u0074oken":"x"})"})
        EXPECT_TRUE(mayCarryToken(message)) << message;
    for (const char *message : {"", R"({"type":"subscribe","channel":"book.BTC"})"})
        EXPECT_FALSE(mayCarryToken(message)) << message;
}

TEST(Redact, leavesNoSecretInWhateverOrder)
{
    const std::string parts[] = {"?", "&", "token=", "Token=", "#", ";", "x=1", "/", "%74oken="};
    for (const auto &a : parts)
        for (const auto &b : parts)
            for (const auto &c : parts) {
                std::string url = "/ws?";
                url.append(a).append(b).append(c).append("token=s3cret");
                const std::string shown = redactUrl(url);
                // Elsewhere it is part of another parameter's name or value.
                if (std::string_view("?&#;").find(c.back()) != std::string_view::npos) {
                    EXPECT_EQ(shown.find("s3cret"), std::string::npos) << url;
                }
            }
}
