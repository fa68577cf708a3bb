// SPDX-License-Identifier: GPL-3.0-or-later
// What is offered, replaced and compared around a message.
#include "inspector/MessageDiff.h"
#include "inspector/MessageVariables.h"
#include "inspector/RecentAddresses.h"

#include <gtest/gtest.h>

#include <QRegularExpression>
#include <QTemporaryDir>

using namespace wavetape::inspector;

TEST(RecentAddresses, areNewestFirstAndHoldNoSecrets)
{
    const QTemporaryDir folder;
    QSettings store(folder.filePath("settings.ini"), QSettings::IniFormat);
    RecentAddresses recent;
    recent.setStore(&store);
    recent.add("ws://a/ws");
    recent.add("wss://user:pass@b:8443/ws?token=abc&x=1&password=p");
    recent.add(" ws://a/ws ");
    recent.add("nonsense");
    recent.add("");
    EXPECT_EQ(recent.list(), (QStringList {"ws://a/ws", "wss://b:8443/ws?x=1"}));
    for (int i = 0; i < 50; ++i)
        recent.add(QStringLiteral("ws://host%1/").arg(i));
    EXPECT_EQ(recent.list().size(), RecentAddresses::kMost);
    EXPECT_EQ(recent.list().first(), "ws://host49/");
    RecentAddresses again;
    again.setStore(&store);
    EXPECT_EQ(again.list(), recent.list());
    // A file is as hostile as anything.
    store.setValue(
        "inspector/recent", QStringList {"ws://u:p@h/?secret=1", "x", QString(5000, 'a')});
    again.setStore(&store);
    EXPECT_EQ(again.list(), QStringList {"ws://h/"});
}

TEST(MessageVariables, standForWhatTheyAre)
{
    MessageVariables variables;
    EXPECT_EQ(variables.set("symbol = AAPL; id=7\n price = a=b;;"), "");
    EXPECT_EQ(variables.text(), "id = 7; price = a=b; symbol = AAPL");
    EXPECT_EQ(variables.expanded(R"({"s":"{{symbol}}","i":{{ id }},"x":"{{other}}{{"})"),
        R"({"s":"AAPL","i":7,"x":"{{other}}{{"})");
    EXPECT_EQ(variables.namesIn("{{id}} {{nope}} {{now}} {{id}}"), (QStringList {"id", "now"}));
    EXPECT_EQ(variables.expanded("{{count}}"), "2");
    EXPECT_EQ(variables.expanded("{{count}} {{count}}"), "3 3");
    variables.restart();
    EXPECT_EQ(variables.expanded("{{count}}"), "1");
    const QString made = variables.expanded("{{now}} {{time}} {{uuid}} {{random}}");
    EXPECT_TRUE(QRegularExpression(
        R"(^\d{13} \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} 0(\.\d+)?$)")
                    .match(made)
                    .hasMatch())
        << made.toStdString();
}

TEST(MessageVariables, sayWhatIsWrongAndTakeTheRest)
{
    MessageVariables variables;
    EXPECT_NE(variables.set("a = 1; nonsense; b = 2"), "");
    EXPECT_EQ(variables.expanded("{{a}}{{b}}"), "12");
    EXPECT_NE(variables.set("now = 5"), "");
    EXPECT_NE(variables.expanded("{{now}}"), "5");
    // A value that looks like one is not read again.
    EXPECT_EQ(variables.set("a = {{b}}; b = {{a}}"), "");
    EXPECT_EQ(variables.expanded("{{a}}"), "{{b}}");
}

TEST(MessageDiff, tellsLinesOfOneSide)
{
    using Side = DiffLine::Side;
    const auto lines = diffOf(R"({"b":1,"a":[1,2]})", R"({"a":[1,3],"b":1})");
    const std::vector<DiffLine> expected {{Side::Both, "{"}, {Side::Both, "    \"a\": ["},
        {Side::Both, "        1,"}, {Side::First, "        2"}, {Side::Second, "        3"},
        {Side::Both, "    ],"}, {Side::Both, "    \"b\": 1"}, {Side::Both, "}"}};
    EXPECT_EQ(lines, expected);
    EXPECT_EQ(diffOf("same", "same"), (std::vector<DiffLine> {{Side::Both, "same"}}));
    EXPECT_EQ(diffOf("one\ntwo", "two"),
        (std::vector<DiffLine> {{Side::First, "one"}, {Side::Both, "two"}}));
}

TEST(MessageDiff, ofBytesIsOneOfHex)
{
    const auto lines = diffOf(std::string_view("\x00\xff", 2), std::string_view("\x00\xfe", 2));
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_TRUE(lines[0].side == DiffLine::Side::First && lines[0].text.contains("00 ff"));
    EXPECT_TRUE(lines[1].side == DiffLine::Side::Second && lines[1].text.contains("00 fe"));
}

TEST(MessageDiff, hasABound)
{
    std::string many;
    for (int i = 0; i < 100'000; ++i)
        many += std::to_string(i) + "\n";
    const auto lines = diffOf(many, "0\n1");
    EXPECT_EQ(qsizetype(lines.size()), kMostDiffLines + 1);
    EXPECT_TRUE(lines.back().text.contains(QString::number(kMostDiffLines)));
}
