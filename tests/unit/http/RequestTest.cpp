// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/Request.h"
#include "http/Response.h"

#include <gmock/gmock.h>

using namespace wavetape::http;
using testing::ElementsAre;
using testing::Pair;

TEST(Request, Parameters)
{
    Request request;
    request.query = "a=1&b=x%20y+z&&c&a=2&%=3&d=%zz";
    EXPECT_THAT(request.parameters(),
        ElementsAre(
            Pair("a", "1"), Pair("b", "x y z"), Pair("c", ""), Pair("a", "2"), Pair("d", "")));
    EXPECT_EQ(request.parameter("a"), "1");
    EXPECT_TRUE(request.hasParameter("c"));
    EXPECT_FALSE(request.hasParameter("e"));
}

TEST(Request, EntityTagsByWeakComparison)
{
    for (const char *header : {"\"abc\"", "W/\"abc\"", "*", "\"x\", W/\"abc\"", " \"abc\" ,\"y\""})
        EXPECT_TRUE(matchesEntityTag(header, "\"abc\"")) << header;
    for (const char *header : {"", "abc", "\"ab\"", "w/\"abc\"", "\"abcd\"", "\"x\", \"y\""})
        EXPECT_FALSE(matchesEntityTag(header, "\"abc\"")) << header;
}

TEST(Request, Codings)
{
    const auto takes = [](const char *header, const char *coding) {
        return accepts(acceptedCodings(header), coding);
    };
    for (const char *header :
        {"br", "gzip, br", "gzip;q=1.0, BR;q=0.5", "*", "br;q=0.001", "gzip;q=0, *"})
        EXPECT_TRUE(takes(header, "br")) << header;
    for (const char *header :
        {"", "gzip", "br;q=0", "br; q=0.000", "*;q=0", "br;q=0, *", "identity", "brr"})
        EXPECT_FALSE(takes(header, "br")) << header;
}

TEST(Response, HasADate)
{
    EXPECT_EQ(httpDate(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_NE(Response::json("{}").serialise(false, false).find("\r\nDate: "), std::string::npos);
    EXPECT_NE(
        Response::refusal(404, "x").serialise(true, true).find("\r\nDate: "), std::string::npos);
}
