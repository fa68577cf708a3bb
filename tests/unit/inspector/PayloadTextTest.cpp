// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/PayloadText.h"

#include <gtest/gtest.h>

using namespace wavetape::inspector;

TEST(PayloadText, dumpsSixteenBytesALine)
{
    const QString dump = hexDump(std::string("ABCDEFGHIJKLMNOPQ\x01", 18));
    const QStringList lines = dump.split('\n');
    EXPECT_EQ(
        lines[0], "000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP");
    EXPECT_TRUE(lines[1].startsWith("000010  51 01 "));
    EXPECT_TRUE(lines[1].endsWith("Q."));
    EXPECT_TRUE(hexDump(std::string(100, 'x'), 16).contains("84"));
}

TEST(PayloadText, formatsJsonWithoutTouchingItsValues)
{
    const auto pretty = formatJson(R"({"b":1.10,"a":[],"c":{"d":" x:, "}})", true);
    ASSERT_TRUE(pretty);
    EXPECT_EQ(*pretty, "{\n  \"b\": 1.10,\n  \"a\": [],\n  \"c\": {\n    \"d\": \" x:, \"\n  }\n}");
    EXPECT_EQ(*formatJson(pretty->toStdString(), false), R"({"b":1.10,"a":[],"c":{"d":" x:, "}})");
    QString error;
    EXPECT_FALSE(formatJson("{nope}", true, &error));
    EXPECT_FALSE(error.isEmpty());
}

TEST(PayloadText, readsHexAndFloats)
{
    EXPECT_EQ(*parseHex("01 ff,0x0A"), QByteArray("\x01\xff\x0a", 3));
    EXPECT_FALSE(parseHex("0"));
    EXPECT_FALSE(parseHex("zz"));
    const auto floats = parseFloats("[1.5, 2.7 3.14]");
    ASSERT_TRUE(floats);
    ASSERT_EQ(floats->size(), 12);
    EXPECT_EQ(floats->first(4), QByteArray("\x00\x00\xc0\x3f", 4));
    EXPECT_FALSE(parseFloats("1.5, x"));
    const auto back = readFloats({floats->constData(), size_t(floats->size())});
    ASSERT_EQ(back.size(), 3);
    EXPECT_FLOAT_EQ(float(back[2]), 3.14f);
    EXPECT_TRUE(readFloats("abc").isEmpty());
}

TEST(PayloadText, thinsOutWithoutLosingExtremes)
{
    QList<double> values(10'000, 0.0);
    values[1234] = 5;
    values[7777] = -7;
    const auto thin = thinOut(values, 512);
    EXPECT_EQ(thin.size(), 512);
    EXPECT_TRUE(thin.contains(5));
    EXPECT_TRUE(thin.contains(-7));
}

TEST(PayloadText, leavesSecretsOut)
{
    EXPECT_EQ(withoutSecrets(R"({"type":"auth","Token" : "a\"b","x":"y"})"),
        R"({"type":"auth","Token" : "","x":"y"})");
}
