// SPDX-License-Identifier: GPL-3.0-or-later
#include "websocket/Deflate.h"

#include <gtest/gtest.h>

#include <string>

namespace wavetape::websocket {

namespace {

std::string answer(std::string_view offers)
{
    std::string response;
    const auto params = negotiateDeflate(offers, response);
    EXPECT_EQ(params.has_value(), !response.empty());
    // What the server says must be what a client that offered just that accepts.
    if (params && offers.find(',') == std::string_view::npos) {
        EXPECT_EQ(checkDeflateResponse(offers, response), params) << offers;
    }
    return response;
}

} // namespace

TEST(DeflateNegotiation, TakesValidOffers)
{
    EXPECT_EQ(answer("permessage-deflate"), "permessage-deflate");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits"), "permessage-deflate");
    EXPECT_EQ(answer("permessage-deflate;client_max_window_bits=10"),
        "permessage-deflate; client_max_window_bits=10");
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=8"),
        "permessage-deflate; server_max_window_bits=8");
    EXPECT_EQ(answer("permessage-deflate ; server_max_window_bits = \"9\""),
        "permessage-deflate; server_max_window_bits=9");
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=\"1\\0\""),
        "permessage-deflate; server_max_window_bits=10");
    EXPECT_EQ(answer("permessage-deflate; server_no_context_takeover; client_no_context_takeover"),
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits=15; server_max_window_bits=15; "
                     "client_no_context_takeover; server_no_context_takeover"),
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
        "server_max_window_bits=15; client_max_window_bits=15");
}

TEST(DeflateNegotiation, Params)
{
    std::string response;
    const auto params = negotiateDeflate(
        "permessage-deflate; server_max_window_bits=9; client_max_window_bits=12", response);
    ASSERT_TRUE(params);
    EXPECT_EQ(params->serverMaxWindowBits, 9);
    EXPECT_EQ(params->clientMaxWindowBits, 12);
    EXPECT_FALSE(params->serverNoContextTakeover);
    EXPECT_FALSE(params->clientNoContextTakeover);
}

TEST(DeflateNegotiation, DeclinesWhatIsInvalid)
{
    for (const char *offer : {
             "",
             "x-webkit-deflate-frame",
             "permessage-bzip2",
             "Permessage-Deflate",
             "permessage-deflate; unknown",
             "permessage-deflate; server_max_window_bits",
             "permessage-deflate; server_max_window_bits=7",
             "permessage-deflate; server_max_window_bits=16",
             "permessage-deflate; server_max_window_bits=08",
             "permessage-deflate; server_max_window_bits=010",
             "permessage-deflate; server_max_window_bits=1",
             "permessage-deflate; server_max_window_bits=x",
             "permessage-deflate; server_max_window_bits=-9",
             "permessage-deflate; client_max_window_bits=7",
             "permessage-deflate; client_max_window_bits=16",
             "permessage-deflate; client_max_window_bits=09",
             "permessage-deflate; server_no_context_takeover=1",
             "permessage-deflate; client_no_context_takeover=\"true\"",
             "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
             "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
             "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
             "permessage-deflate; client_max_window_bits; client_max_window_bits",
             "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
             "permessage-deflate;",
             "permessage-deflate; =9",
             "permessage-deflate;;",
             "permessage-deflate; server_max_window_bits=\"9",
             "permessage-deflate x",
             "permessage-deflate; server_max_window_bits=\"\"",
         }) {
        EXPECT_EQ(answer(offer), "") << offer;
    }
}

TEST(DeflateNegotiation, TakesTheFirstOfferThatWillDo)
{
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=99, permessage-deflate"),
        "permessage-deflate");
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=10, permessage-deflate"),
        "permessage-deflate; server_max_window_bits=10");
    EXPECT_EQ(answer("permessage-bzip2, , permessage-deflate; client_max_window_bits"),
        "permessage-deflate");
    EXPECT_EQ(
        answer("permessage-deflate; foo; bar=1, permessage-deflate; server_no_context_takeover"),
        "permessage-deflate; server_no_context_takeover");
}

TEST(DeflateNegotiation, ClientChecksTheResponse)
{
    const std::string offer
        = "permessage-deflate; client_max_window_bits=12; server_max_window_bits=11; "
          "server_no_context_takeover";
    const std::string good
        = "permessage-deflate; server_no_context_takeover; server_max_window_bits=11";
    const auto params = checkDeflateResponse(offer, good);
    ASSERT_TRUE(params);
    EXPECT_TRUE(params->serverNoContextTakeover);
    EXPECT_EQ(params->serverMaxWindowBits, 11);
    EXPECT_EQ(params->clientMaxWindowBits, 15);
    EXPECT_TRUE(checkDeflateResponse(offer, good + "; client_max_window_bits=15"));
    EXPECT_TRUE(checkDeflateResponse(offer, good + "; client_no_context_takeover"));
    EXPECT_TRUE(
        checkDeflateResponse("permessage-deflate", "permessage-deflate; server_max_window_bits=9"));
    for (const std::string &response : std::initializer_list<std::string> {"", "permessage-deflate",
             "permessage-deflate; server_no_context_takeover",
             "permessage-deflate; server_no_context_takeover; server_max_window_bits=12",
             good + "; client_max_window_bits", good + "; client_max_window_bits=16",
             good + "; foo", good + "; server_no_context_takeover", good + ", permessage-deflate",
             "permessage-bzip2; server_no_context_takeover; server_max_window_bits=11",
             good + ";"}) {
        EXPECT_FALSE(checkDeflateResponse(offer, response)) << response;
    }
    EXPECT_FALSE(
        checkDeflateResponse("permessage-deflate", "permessage-deflate; client_max_window_bits=10"))
        << "the client did not say that it can";
}

} // namespace wavetape::websocket
