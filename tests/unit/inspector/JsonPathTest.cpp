// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/JsonPath.h"

#include <gtest/gtest.h>

using namespace wavetape::inspector;

namespace {

// Where the caret stands is marked by ‸.
std::string at(QString marked)
{
    const qsizetype position = marked.indexOf(QChar(0x2038));
    return jsonPathAt(marked.remove(position, 1), position).toStdString();
}

std::string value(std::string_view json, const char *path)
{
    const auto found = jsonValueAt(json, path);
    return found ? found->toStdString() : "nothing";
}

} // namespace

TEST(JsonPath, namesTheInnermostValue)
{
    EXPECT_EQ(at(R"({"a": 1‸, "b": [2, {"c": null}]})"), "$.a");
    EXPECT_EQ(at(R"({"‸a": 1})"), "$.a");
    EXPECT_EQ(at(R"({"a": 1, "b": [2, {"c": nu‸ll}]})"), "$.b[1].c");
    EXPECT_EQ(at(R"({"a": 1, "b": [‸2, {"c": null}]})"), "$.b[0]");
    EXPECT_EQ(at(R"({"a": 1, "b": ‸[2, {"c": null}]})"), "$.b");
    EXPECT_EQ(at(R"(‸{"a": 1})"), "$");
    EXPECT_EQ(at(R"({"a b": {"\"": true‸}})"), R"($["a b"]["\""])");
    EXPECT_EQ(at("\"text‸\""), "$");
    EXPECT_EQ(at("‸"), "");
}

TEST(JsonPath, namesTheValueOfALine)
{
    EXPECT_EQ(at("{\n  \"a\": [\n    1,\n‸    2,\n    3\n  ]\n}"), "$.a[1]");
    EXPECT_EQ(at("{\n  \"a\": [\n    1,\n    2,‸\n    3\n  ]\n}"), "$.a[1]");
    EXPECT_EQ(at("{\n  \"a\": [‸\n    1,\n    2,\n    3\n  ]\n}"), "$.a");
    EXPECT_EQ(at("{\n‸  \"a\": 1\n}"), "$.a");
    EXPECT_EQ(at("{‸\n  \"a\": 1\n}"), "$");
}

TEST(JsonPath, looksAtWhatIsBeforeAMistake)
{
    EXPECT_EQ(at(R"({"a": 1‸, nonsense)"), "$.a");
    EXPECT_EQ(at(R"({"a": [1, 2‸)"), "$.a[1]");
    EXPECT_EQ(jsonPathAt(QString(100'000, u'['), 5).toStdString(), "$[0][0][0][0][0]");
}

TEST(JsonPath, findsWhatItNames)
{
    const std::string_view json = R"({"a": 1.5, "b": [2, {"c": null, "d e": "x\"y"}], "f": true})";
    EXPECT_EQ(value(json, "$.a"), "1.5");
    EXPECT_EQ(value(json, "$.b[0]"), "2");
    EXPECT_EQ(value(json, "$.b[1].c"), "null");
    EXPECT_EQ(value(json, R"($.b[1]["d e"])"), "x\"y");
    EXPECT_EQ(value(json, "$.b"), R"([2,{"c":null,"d e":"x\"y"}])");
    EXPECT_EQ(value(json, "$.f"), "true");
    for (const char *missing :
        {"$.g", "$.b[2]", "$.a.x", "$.a[0]", "$..", "a", "", "$[", "$.b[99999999999]"})
        EXPECT_EQ(value(json, missing), "nothing") << missing;
    EXPECT_EQ(value("no json", "$"), "nothing");
    EXPECT_EQ(value("[1]", "$[0]"), "1");
}
