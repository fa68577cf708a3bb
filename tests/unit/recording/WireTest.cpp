// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/ChannelHub.h"
#include "protocol/Inspection.h"
#include "recording/Har.h"
#include "recording/Pcapng.h"
#include "recording/Recorder.h"
#include "recording/Timeline.h"
#include "recording/WireExport.h"
#include "websocket/Deflate.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

namespace wavetape::recording {
namespace {

using websocket::Opcode;

size_t countOf(std::string_view text, std::string_view part)
{
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

TEST(HarWriterTest, AnEntryPerConnectionWithItsMessages)
{
    HarWriter har;
    std::string out;
    har.begin(out, "a", "1");
    har.open(out,
        {"ws://h/x?a=1&b", "GET /x?a=1&b HTTP/1.1\r\nHost: h\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", 1'000'000, 1'250'000,
            {}});
    har.message(out, true, 1'500'000, Opcode::text, "say \"hi\"");
    har.message(out, false, 1'750'000, Opcode::binary, std::string_view("\0\xff", 2));
    har.message(out, false, 1'800'000, Opcode::ping, "no place for it");
    har.finish(out);
    EXPECT_EQ(out,
        R"({"log":{"version":"1.2","creator":{"name":"a","version":"1"},"pages":[],"entries":[)"
        R"({"startedDateTime":"1970-01-01T00:00:01.000Z","request":{"method":"GET",)"
        R"("url":"ws://h/x?a=1&b","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"h"}],)"
        R"("cookies":[],"queryString":[{"name":"a","value":"1"},{"name":"b","value":""}],)"
        R"("headersSize":34,"bodySize":0},"response":{"status":101,)"
        R"("statusText":"Switching Protocols","httpVersion":"HTTP/1.1",)"
        R"("headers":[{"name":"Upgrade","value":"websocket"}],"cookies":[],)"
        R"("content":{"size":0,"mimeType":"x-unknown"},"redirectURL":"","headersSize":56,)"
        R"("bodySize":0},"cache":{},"_resourceType":"websocket","_webSocketMessages":[)"
        R"({"type":"send","time":1.5,"opcode":1,"data":"say \"hi\""},)"
        R"({"type":"receive","time":1.75,"opcode":2,"data":"AP8="}],)"
        R"("timings":{"send":0,"wait":250,"receive":500},"time":750}]}})"
        "\n");
}

TEST(PcapngWriterTest, BlocksAreWholeAndNumbersGoOn)
{
    PcapngWriter writer;
    std::string out;
    PcapngWriter::begin(out, "a");
    writer.open(out, 1, {}, 1'000'000, "made up");
    websocket::FrameInfo frame;
    frame.fin = true;
    frame.opcode = Opcode::text;
    writer.frame(out, 1, false, 1'000'001, frame, std::string(100'000, 'x'));
    writer.frame(out, 2, false, 1'000'001, frame, "of nobody");
    writer.close(out, 1, 1'000'002);
    size_t packets = 0;
    for (size_t at = 0; at < out.size();) {
        uint32_t type = 0, length = 0, again = 0;
        ASSERT_LE(at + 12, out.size());
        std::memcpy(&type, out.data() + at, 4);
        std::memcpy(&length, out.data() + at + 4, 4);
        ASSERT_EQ(length % 4, 0u);
        ASSERT_LE(at + length, out.size());
        std::memcpy(&again, out.data() + at + length - 4, 4);
        EXPECT_EQ(length, again);
        packets += type == 6 ? 1 : 0;
        at += length;
    }
    // Three to open, four segments of at most 32 KiB and as many acknowledgements, three to close.
    EXPECT_EQ(packets, 3u + 2 * 4 + 3);
}

class WireExportTest : public testing::Test {
protected:
    WireExportTest()
    {
        char name[] = "/tmp/wavetape-wire-XXXXXX";
        folder = mkdtemp(name);
        RecorderOptions options;
        options.file = folder / "tape.mcap";
        recorder = std::make_unique<Recorder>(hub, options);
        EXPECT_TRUE(recorder->start());
        wire = hub.create(channels::ChannelSpec::of("sys.frames.c7.whole"));
        looked = hub.create(channels::ChannelSpec::of("sys.frames.c8"));
        news = hub.create(channels::ChannelSpec::of("news"));
    }
    ~WireExportTest() override { std::filesystem::remove_all(folder); }

    void begin()
    {
        const std::string request = "GET /ws HTTP/1.1\r\nHost: h:1\r\n\r\n";
        const std::string response = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
        const std::vector<uint64_t> queue;
        const std::vector<double> rtt;
        const protocol::RecordedDetails details {request, response, 1000, 2.5, queue, rtt};
        text.clear();
        protocol::appendFramesBegin(text, 5'000'000, &details);
        hub.publish(*wire, text);
    }
    void frame(bool incoming, Opcode opcode, std::string_view payload, bool fin = true,
        uint8_t rsv = 0, bool hidden = false)
    {
        protocol::FrameCopy copy {};
        copy.incoming = incoming;
        copy.fin = fin;
        copy.rsv = rsv;
        copy.opcode = static_cast<uint8_t>(opcode);
        copy.masked = incoming;
        copy.key = "\1\2\3\4";
        copy.header = std::string_view("\x81\x01", 2);
        copy.bytes = payload.size();
        copy.hidden = hidden;
        copy.payload = payload;
        text.clear();
        protocol::appendFrameCopy(text, copy);
        hub.publish(*wire, text);
    }
    std::string exported(WireFormat format, uint64_t expected)
    {
        recorder->finish();
        auto reader = RecordingReader::open(folder / "tape.mcap");
        EXPECT_TRUE(reader);
        std::string out;
        EXPECT_EQ(
            exportWire(**reader, format, [&](std::string_view bytes) { out += bytes; }), expected);
        return out;
    }

    std::filesystem::path folder;
    channels::ChannelHub hub {{}};
    std::unique_ptr<Recorder> recorder;
    channels::ChannelRef wire, looked, news;
    std::string text;
};

TEST_F(WireExportTest, MessagesAreJoinedAndInflated)
{
    begin();
    frame(true, Opcode::text, "one, ", false);
    frame(true, Opcode::ping, "in between");
    frame(true, Opcode::continuation, "two");
    websocket::Deflater deflater(15);
    for (const std::string_view message : {"three three three", "three again"}) {
        std::string compressed;
        deflater.compress(message, compressed);
        frame(false, Opcode::text, compressed, true, 4);
    }
    frame(true, Opcode::text, "secret", true, 0, true);
    frame(true, Opcode::close, "\x03\xe8");
    const std::string har = exported(WireFormat::har, 4);
    EXPECT_NE(har.find(R"("data":"one, two")"), std::string::npos);
    EXPECT_NE(har.find(R"("data":"three three three")"), std::string::npos);
    EXPECT_NE(har.find(R"("data":"three again")"), std::string::npos);
    EXPECT_NE(har.find(R"("data":"******")"), std::string::npos);
    EXPECT_EQ(har.find("secret"), std::string::npos);
    EXPECT_NE(har.find(R"("url":"ws://h:1/ws")"), std::string::npos);
    EXPECT_NE(har.find(R"("wait":2.5)"), std::string::npos);
}

TEST_F(WireExportTest, EveryFrameTravelsAgain)
{
    begin();
    frame(true, Opcode::text, "hello");
    frame(false, Opcode::close, "\x03\xe8");
    const std::string packets = exported(WireFormat::pcapng, 2);
    EXPECT_EQ(countOf(packets, "GET /ws HTTP/1.1"), 1u);
    EXPECT_EQ(countOf(packets, std::string_view("\x81\x85\1\2\3\4i", 7)), 1u) << "masked";
    EXPECT_EQ(countOf(packets, std::string_view("\x88\x02\x03\xe8", 4)), 1u);
}

TEST_F(WireExportTest, OnlyWhatWasAskedForIsRecorded)
{
    hub.publish(*looked, R"({"of":"somebody who looks"})");
    hub.publish(*news, R"({"text":"of all"})");
    recorder->finish();
    auto reader = RecordingReader::open(folder / "tape.mcap");
    ASSERT_TRUE(reader);
    ASSERT_EQ((*reader)->channels().size(), 1u);
    EXPECT_EQ((*reader)->channels().begin()->second.name, "news");
}

TEST_F(WireExportTest, ATimelineTellsWhatHappened)
{
    hub.publish(*news, R"({"text":"a \"headline\""})");
    hub.publish(*hub.create(channels::ChannelSpec::of("status")),
        R"({"symbol":"A","status":"halted","reason":"volatility"})");
    hub.publish(*hub.create(channels::ChannelSpec::of("trades.A")), R"({"text":"no event"})");
    recorder->finish();
    auto reader = RecordingReader::open(folder / "tape.mcap");
    ASSERT_TRUE(reader);
    const Timeline timeline = timelineOf(**reader, 8, [] { return true; });
    ASSERT_EQ(timeline.events.size(), 2u);
    EXPECT_EQ(timeline.events[0].text, R"(a \"headline\")");
    EXPECT_EQ(timeline.events[1].text, "A: halted, volatility");
    EXPECT_TRUE(timeline.whole);
    ASSERT_EQ(timeline.bytes.size(), 8u);
    double sum = 0;
    for (const double bytes : timeline.bytes)
        sum += bytes;
    EXPECT_GT(sum, 100);
    EXPECT_FALSE(timelineOf(**reader, 8, [] { return false; }).whole);
}

} // namespace
} // namespace wavetape::recording
