// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Import.h"

#include "recording/CsvRows.h"
#include "recording/RecordingReader.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace wavetape::recording {
namespace {

class ImportTest : public testing::Test {
protected:
    ImportTest()
    {
        char name[] = "/tmp/wavetape-import-XXXXXX";
        folder = mkdtemp(name);
    }
    ~ImportTest() override { std::filesystem::remove_all(folder); }

    Imported import(const std::string &text, const ImportMapping &mapping)
    {
        std::ofstream(folder / "rows") << text;
        const auto done = importRecording(folder / "rows", folder / "tape.mcap", mapping);
        if (!done) {
            ADD_FAILURE() << done.error();
            return {};
        }
        read.clear();
        const auto reader = RecordingReader::open(done->path);
        for (size_t i = 0; i < (*reader)->contents().chunks.size(); ++i) {
            for (const auto &message : (*reader)->chunk(i))
                read.push_back(message.channel->name + "@" + std::to_string(message.timeMicros)
                    + "#" + std::to_string(message.seq) + " " + std::string(message.data));
        }
        return *done;
    }

    std::filesystem::path folder;
    std::vector<std::string> read;
};

TEST_F(ImportTest, PlainTrades)
{
    const auto done
        = import("time,price,size\r\n1000.5,10.25,3\r\n1001,1e2,0.5\r\n", *importPreset("trades"));
    EXPECT_EQ(done.rows, 2u);
    EXPECT_EQ(done.skipped, 0u);
    EXPECT_EQ(read,
        (std::vector<std::string> {
            R"(trades.IMPORT@1000500#1 {"price":10.25,"size":3,"time":1000.5})",
            R"(trades.IMPORT@1001000#2 {"price":1e2,"size":0.5,"time":1001})"}));
}

TEST_F(ImportTest, TardisTradesAreAChannelPerSymbol)
{
    import("exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n"
           "deribit,BTC-PERP,1700000000000001,1,\"7\",buy,100.5,2\n"
           "deribit,ETH-PERP,1700000000000002,1,x,sell,9,1\n"
           "deribit,BTC PERP,1700000000000002,1,x,sell,9,1\n",
        *importPreset("tardis-trades"));
    EXPECT_EQ(read,
        (std::vector<std::string> {
            R"(trades.BTC-PERP@1700000000000001#1 {"id":7,"price":100.5,"size":2,"side":"buy","time":1700000000000001})",
            R"(trades.ETH-PERP@1700000000000002#1 {"id":"x","price":9,"size":1,"side":"sell","time":1700000000000002})"}));
}

TEST_F(ImportTest, BinanceHasNoLineOfNames)
{
    const auto done = import("26129,0.01633102,4.70443515,27781,27781,1498793709153,true\n",
        *importPreset("binance-aggtrades"));
    EXPECT_EQ(done.rows, 1u);
    EXPECT_EQ(read[0],
        R"(trades.IMPORT@1498793709153000#1 {"id":26129,"price":0.01633102,"size":4.70443515,"time":1498793709153,"buyerIsMaker":"true"})");
}

TEST_F(ImportTest, LinesOfJsonStayAsTheyAre)
{
    ImportMapping mapping;
    mapping.json = true;
    mapping.channel = "sensor.{name}";
    mapping.time = "t";
    mapping.microsPerUnit = 1e6;
    const auto done
        = import("{\"t\": 1.5, \"name\":\"a\", \"v\":[1, 2]}\n[]\n{\"t\":\"x\",\"name\":\"a\"}\n"
                 "\n{\"name\":\"a\"}\n{\"t\":2,\"name\":\"\xff\"}\n{\"t\":2,\"name\":\"a\"}",
            mapping);
    EXPECT_EQ(done.rows, 2u);
    EXPECT_EQ(done.skipped, 4u);
    EXPECT_EQ(done.firstProblem, "line 2: is no JSON object");
    EXPECT_EQ(read,
        (std::vector<std::string> {R"(sensor.a@1500000#1 {"t": 1.5, "name":"a", "v":[1, 2]})",
            R"(sensor.a@2000000#2 {"t":2,"name":"a"})"}));
}

TEST_F(ImportTest, RowsThatMakeNoSenseAreCountedAndTheirFirstIsTold)
{
    ImportMapping mapping;
    mapping.time = "time";
    const auto done = import("time,v\n1,a\nx,b\n-1,c\n9e15,d\n\"1\"x,e\n2,\"f\n", mapping);
    EXPECT_EQ(done.rows, 1u);
    EXPECT_EQ(done.skipped, 5u);
    EXPECT_EQ(done.firstProblem, "line 3: its time is no number of that unit: x");
    EXPECT_TRUE(importPreset("none").error().starts_with("--preset wants"));
    EXPECT_EQ(microsPerUnit("h"), 0);
}

TEST_F(ImportTest, ATradeHasAPriceAndASizeThatAreNumbers)
{
    const auto done
        = import("time,price,size\n1,2,3\n2,abc,3\n3,2,\n4,\"5\",6\n", *importPreset("trades"));
    EXPECT_EQ(done.rows, 2u);
    EXPECT_EQ(done.skipped, 2u);
    EXPECT_EQ(done.firstProblem, "line 3: its price is no number: abc");
}

TEST_F(ImportTest, WithoutARowThereIsNoFileAndTheColumnsAreNamed)
{
    std::ofstream(folder / "rows") << "time;price\n1;2\n";
    const auto done
        = importRecording(folder / "rows", folder / "tape.mcap", *importPreset("trades"));
    ASSERT_TRUE(done) << done.error();
    EXPECT_EQ(done->rows, 0u);
    EXPECT_EQ(done->firstProblem, "line 2: has no column \"time\"; it has \"time;price\"");
    EXPECT_FALSE(std::filesystem::exists(folder / "tape.mcap"));
}

TEST(CsvRowsTest, QuotesCommasAndBreaks)
{
    CsvRows rows;
    std::string_view bytes = "a,\"b,\"\"c\"\"\r\ne\",\r\n";
    ASSERT_EQ(rows.take(bytes), CsvRows::Found::row);
    EXPECT_EQ(rows.cells(), (std::vector<std::string> {"a", "b,\"c\"\r\ne", ""}));
    bytes = std::string_view("\"x\"y\n");
    EXPECT_EQ(rows.take(bytes), CsvRows::Found::broken);
    bytes = "last";
    EXPECT_EQ(rows.take(bytes), CsvRows::Found::more);
    ASSERT_EQ(rows.finish(), CsvRows::Found::row);
    EXPECT_EQ(rows.cells(), std::vector<std::string> {"last"});
    EXPECT_EQ(rows.finish(), CsvRows::Found::more);
}

TEST(CsvRowsTest, ARowIsBounded)
{
    CsvRows rows;
    const std::string wide(CsvRows::kMostCells + 5, ',');
    const std::string text = wide + "\n" + std::string(CsvRows::kMostRow + 5, 'x') + "\nok\n";
    std::string_view bytes = text;
    EXPECT_EQ(rows.take(bytes), CsvRows::Found::broken);
    EXPECT_EQ(rows.take(bytes), CsvRows::Found::broken);
    EXPECT_EQ(rows.take(bytes), CsvRows::Found::row);
}

} // namespace
} // namespace wavetape::recording
