// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/JsonWriter.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace wavetape::protocol;

namespace {

std::string number(double value)
{
    std::string out;
    appendJsonNumber(out, value);
    return out;
}

std::string rounded(double value, int decimals)
{
    std::string out;
    JsonWriter(out).number(value, decimals);
    return out;
}

std::string decimal(int64_t value, int decimals)
{
    std::string out;
    JsonWriter(out).decimal(value, decimals);
    return out;
}

std::string string(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

} // namespace

TEST(JsonWriter, writesNumbersAsECMAScriptWithoutExponent)
{
    const std::pair<double, const char *> rows[] = {{0, "0"}, {-0.0, "0"}, {1, "1"}, {-1, "-1"},
        {0.1, "0.1"}, {-0.1, "-0.1"}, {100, "100"}, {189.25, "189.25"},
        {0.1 + 0.2, "0.30000000000000004"}, {1.0 / 3, "0.3333333333333333"}, {1e-7, "0.0000001"},
        {1.5e-9, "0.0000000015"}, {123456789.125, "123456789.125"}, {1e15, "1000000000000000"},
        {1e16, "10000000000000000"}, {9007199254740993.0, "9007199254740992"},
        {1e21, "1000000000000000000000"}, {590295810358705651712.0, "590295810358705700000"},
        {1e23, "100000000000000000000000"}, {-2.5e22, "-25000000000000000000000"},
        {std::numeric_limits<double>::quiet_NaN(), "null"},
        {std::numeric_limits<double>::infinity(), "null"},
        {-std::numeric_limits<double>::infinity(), "null"}};
    for (const auto &[value, text] : rows)
        EXPECT_EQ(number(value), text);
    EXPECT_EQ(number(std::numeric_limits<double>::max()).size(), 309u);
    EXPECT_EQ(number(std::numeric_limits<double>::denorm_min()).size(), 326u);
}

TEST(JsonWriter, numbersReadBackExactly)
{
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        const auto value = std::bit_cast<double>(random());
        if (!std::isfinite(value))
            continue;
        const std::string text = number(value);
        EXPECT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
        EXPECT_EQ(text.find_first_of("eE+"), text.npos) << text;
    }
}

TEST(JsonWriter, roundsAndTrims)
{
    EXPECT_EQ(rounded(1.005, 2), "1"); // the double is below 1.005
    EXPECT_EQ(rounded(1.235, 2), "1.24"); // and this one above
    EXPECT_EQ(rounded(2.5, 0), "2");
    EXPECT_EQ(rounded(1.10, 3), "1.1");
    EXPECT_EQ(rounded(100, 3), "100");
    EXPECT_EQ(rounded(-0.0004, 3), "0");
    EXPECT_EQ(rounded(-12.5, 0), "-12");
    EXPECT_EQ(rounded(0.000000001, 9), "0.000000001");
    EXPECT_EQ(rounded(1e22, 2), "10000000000000000000000");
    EXPECT_EQ(rounded(std::nan(""), 2), "null");
}

TEST(JsonWriter, writesTicksAsPrices)
{
    EXPECT_EQ(decimal(18925, 2), "189.25");
    EXPECT_EQ(decimal(18920, 2), "189.2");
    EXPECT_EQ(decimal(18900, 2), "189");
    EXPECT_EQ(decimal(5, 2), "0.05");
    EXPECT_EQ(decimal(-5, 3), "-0.005");
    EXPECT_EQ(decimal(0, 4), "0");
    EXPECT_EQ(decimal(1200, 0), "1200");
    EXPECT_EQ(decimal(INT64_MIN, 9), "-9223372036.854775808");
    EXPECT_EQ(decimal(INT64_MAX, 0), "9223372036854775807");
}

TEST(JsonWriter, escapesStrings)
{
    EXPECT_EQ(string(""), R"("")");
    EXPECT_EQ(string("plain é 𝄞"), R"("plain é 𝄞")");
    EXPECT_EQ(string("\"\\/"), R"("\"\\/")");
    EXPECT_EQ(string(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001f\x7f\"");
    EXPECT_EQ(string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
}

TEST(JsonWriter, putsCommas)
{
    std::string out = "x";
    JsonWriter json(out);
    json.beginObject();
    json.key("a").integer(-1).key("b").beginArray().endArray();
    json.key("c")
        .beginArray()
        .null()
        .boolean(true)
        .boolean(false)
        .raw("{ }")
        .string("s")
        .beginObject()
        .endObject();
    json.beginArray().unsignedInteger(UINT64_MAX).endArray().endArray();
    json.key("d").beginObject().key("e").number(0.5).endObject();
    json.endObject();
    EXPECT_EQ(out,
        R"(x{"a":-1,"b":[],"c":[null,true,false,{ },"s",{},[18446744073709551615]],"d":{"e":0.5}})");
}
