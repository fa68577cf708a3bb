// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ChunkedBody.h"

#include <gtest/gtest.h>

#include <string>

using wavetape::http::ChunkedBody;
using Outcome = ChunkedBody::Outcome;

namespace {

Outcome read(std::string text, size_t piece, std::string *body = nullptr)
{
    ChunkedBody chunks({1024, 256});
    Outcome outcome = Outcome::more;
    for (size_t at = 0; at < text.size() && outcome == Outcome::more; at += piece) {
        size_t taken = 0;
        outcome = chunks.feed({text.data() + at, std::min(piece, text.size() - at)}, taken);
    }
    if (body)
        *body = chunks.body();
    return outcome;
}

} // namespace

TEST(ChunkedBody, WhatIsWellFormed)
{
    for (const char *text :
        {"5\r\nhello\r\n0\r\n\r\n", "05\r\nhello\r\n000\r\n\r\n", "5;a\r\nhello\r\n0\r\n\r\n",
            "5;a=b;c=\"d;\\\"e\"\r\nhello\r\n0;x\r\n\r\n", "5 ; a = b\r\nhello\r\n0\r\n\r\n",
            "2\r\nhe\r\n3\r\nllo\r\n0\r\nX-A: b\r\nX-C:\r\n\r\n"}) {
        for (const size_t piece : {1, 3, 100}) {
            std::string body;
            EXPECT_EQ(read(text, piece, &body), Outcome::complete) << text;
            EXPECT_EQ(body, "hello") << text;
        }
    }
}

TEST(ChunkedBody, WhatIsNot)
{
    for (const char *text :
        {"5 garbage\r\n", "5 \r\n", "5\t\r\n", "5;\r\n", "5;a b\r\n", "5;=b\r\n", "5;a=\r\n",
            "5;a=\"b\r\n", "5;a=\"b\"c\r\n", "5;a\x01\r\n", "5x\r\n", "0x5\r\n", " 5\r\n", "\r\n",
            "5\n", "5\r\nhello0\r\n", "5\r\nhello\n", "0\r\ntrailer\r\n\r\n", "0\r\n: b\r\n\r\n",
            "0\r\nX Y: b\r\n\r\n", "0\r\n X: b\r\n\r\n", "0\r\nX : b\r\n\r\n", "0\r\nX: b\n\r\n",
            "00000000000000005\r\n", "+5\r\n"}) {
        for (const size_t piece : {1, 100})
            EXPECT_EQ(read(text, piece), Outcome::malformed) << text;
    }
    EXPECT_EQ(read("401\r\n", 100), Outcome::tooLarge);
    EXPECT_EQ(read("5;" + std::string(300, 'a'), 100), Outcome::malformed) << "bounded";
}
