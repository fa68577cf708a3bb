// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/Rooms.h"
#include "documents/VarReader.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <malloc.h>

using namespace wavetape::documents;
using Verdict = Document::Verdict;

namespace {

struct Sample {
    const char *name;
    const char *hex;
    std::vector<ClockRange> inserted, deleted;
};
const Sample kSamples[] = {
#include "updates.inc"
};

std::string bytesOf(std::string_view hex)
{
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
    return bytes;
}

/// An update of one text: `client` wrote `size` letters from `clock` on.
std::string text(uint64_t client, uint64_t clock, size_t size)
{
    std::string update;
    appendNumber(update, 1);
    appendNumber(update, 1);
    appendNumber(update, client);
    appendNumber(update, clock);
    update += '\x04'; // a string without neighbours
    appendNumber(update, 1);
    appendText(update, "t");
    appendText(update, std::string(size, 'x'));
    appendNumber(update, 0);
    return update;
}

std::string deletion(uint64_t client, uint64_t clock, uint64_t size)
{
    std::string update;
    for (const uint64_t number : {uint64_t {0}, uint64_t {1}, client, uint64_t {1}, clock, size})
        appendNumber(update, number);
    return update;
}

std::string awareness(uint64_t client, uint64_t clock, std::string_view state)
{
    std::string update;
    appendNumber(update, 1);
    appendNumber(update, client);
    appendNumber(update, clock);
    appendText(update, state);
    return update;
}

class Folder {
public:
    Folder()
    {
        std::string path
            = (std::filesystem::temp_directory_path() / "wavetape-rooms-XXXXXX").string();
        m_path = ::mkdtemp(path.data());
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    const std::string &path() const { return m_path; }

private:
    std::string m_path;
};

} // namespace

TEST(UpdateReader, FindsTheRangesThatYjsFinds)
{
    for (const Sample &sample : kSamples) {
        const auto found = readUpdate(bytesOf(sample.hex));
        ASSERT_TRUE(found) << sample.name << ": " << found.error();
        EXPECT_EQ(found->inserted, sample.inserted) << sample.name;
        EXPECT_EQ(found->deleted, sample.deleted) << sample.name;
    }
}

TEST(UpdateReader, RefusesEveryUpdateThatWasCutOffOrGoesOn)
{
    for (const Sample &sample : kSamples) {
        const std::string whole = bytesOf(sample.hex);
        for (size_t size = 0; size < whole.size(); ++size)
            EXPECT_FALSE(readUpdate(std::string_view(whole).substr(0, size)))
                << sample.name << size;
        EXPECT_FALSE(readUpdate(whole + '\0')) << sample.name;
    }
}

TEST(ClockRanges, JoinWhatMeetsAndKnowWhatTheyCover)
{
    std::mt19937 random(7);
    std::vector<bool> plain(200);
    ClockRanges ranges;
    for (int i = 0; i < 300; ++i) {
        const uint64_t from = random() % 190, to = from + 1 + random() % 4;
        if (i % 3 == 0) {
            ranges.add({1, from, to});
            std::fill(plain.begin() + static_cast<long>(from),
                plain.begin() + static_cast<long>(to), true);
        }
        const bool covered = std::all_of(plain.begin() + static_cast<long>(from),
            plain.begin() + static_cast<long>(to), [](bool one) { return one; });
        ASSERT_EQ(ranges.covers({1, from, to}), covered);
        ASSERT_FALSE(ranges.covers({2, from, to}));
    }
    size_t pieces = 0;
    for (size_t i = 0; i < plain.size(); ++i)
        pieces += plain[i] && (i == 0 || !plain[i - 1]);
    EXPECT_EQ(ranges.size(), pieces);
    ranges.add({1, 0, 200});
    ranges.add({3, 5, 6});
    EXPECT_EQ(ranges.size(), 2u);
    EXPECT_EQ(ranges.reached(), (StateVector {{1, 200}}));
}

TEST(Document, KeepsWhatIsNewAndNothingTwice)
{
    Document document;
    EXPECT_EQ(document.apply(text(1, 0, 3), false, 1), Verdict::added);
    EXPECT_EQ(document.apply(text(1, 0, 3), false, 2), Verdict::known);
    EXPECT_EQ(document.apply(text(1, 1, 2), true, 2), Verdict::known);
    EXPECT_EQ(document.apply(deletion(1, 0, 1), false, 2), Verdict::added);
    EXPECT_EQ(document.apply(deletion(1, 0, 1), false, 2), Verdict::known);
    EXPECT_EQ(document.apply("\x01", false, 2), Verdict::malformed);
    EXPECT_EQ(document.entries().size(), 2u);
    EXPECT_EQ(document.stateVector(), (StateVector {{1, 3}}));
}

TEST(Document, AStateTakesThePlaceOfThoseAloneThatItCovers)
{
    Document document;
    for (uint64_t clock = 0; clock < 10; ++clock)
        ASSERT_EQ(document.apply(text(1, clock, 1), false, 1), Verdict::added);
    ASSERT_EQ(document.apply(deletion(1, 0, 1), false, 2), Verdict::added);
    ASSERT_EQ(document.apply(text(2, 0, 1), false, 2), Verdict::added);
    // It knows neither of the deletion nor of the other writer: those stay.
    EXPECT_EQ(document.apply(text(1, 0, 10), true, 1), Verdict::replaced);
    ASSERT_EQ(document.entries().size(), 3u);
    EXPECT_EQ(document.entries().front().number, 10u);
    EXPECT_EQ(document.firstAfter(10), 1u);
    // The same bytes as a mere update replace nothing.
    EXPECT_EQ(document.apply(text(1, 0, 10), false, 1), Verdict::known);
    // What replaces and brings something new is told to all.
    EXPECT_EQ(document.apply(text(2, 0, 5), true, 2), Verdict::addedAndReplaced);
    EXPECT_EQ(document.entries().back().number, document.newest());
    EXPECT_EQ(document.entries().size(), 3u);
}

TEST(Document, IsBounded)
{
    Document document;
    ASSERT_EQ(document.apply(text(1, 0, 3 << 20), false, 1), Verdict::added);
    EXPECT_EQ(document.apply(text(2, 0, 2 << 20), false, 1), Verdict::full);
    EXPECT_EQ(document.apply(text(2, 0, 10), false, 1), Verdict::added);
    EXPECT_LE(document.bytes(), Document::kMostBytes);
    Document crowded;
    auto verdict = Verdict::added;
    uint64_t client = 0;
    while (verdict == Verdict::added)
        verdict = crowded.apply(text(++client, 0, 1), false, 1);
    EXPECT_EQ(verdict, Verdict::full);
    EXPECT_EQ(crowded.entries().size(), Document::kMostUpdates);
}

TEST(Document, AsksForAStateOnceForSoMuch)
{
    Document document;
    int asked = 0;
    for (uint64_t clock = 0; clock < 1000; ++clock) {
        static_cast<void>(document.apply(text(1, clock, 1), false, 1));
        asked += document.wantsState();
    }
    EXPECT_EQ(asked, 3);
    ASSERT_EQ(document.apply(text(1, 0, 1000), true, 1), Verdict::replaced);
    EXPECT_EQ(document.entries().size(), 1u);
    EXPECT_FALSE(document.wantsState());
}

TEST(Awareness, KeepsTheNewestOfEachAndForgetsWhoLeft)
{
    Awareness awareness_;
    EXPECT_EQ(awareness_.apply(awareness(5, 1, "{}"), 1), nullptr);
    EXPECT_EQ(awareness_.apply(awareness(5, 3, "{\"a\":1}"), 1), nullptr);
    EXPECT_EQ(awareness_.apply(awareness(5, 2, "{\"late\":1}"), 1), nullptr);
    EXPECT_EQ(awareness_.since(0), awareness(5, 3, "{\"a\":1}"));
    const uint64_t before = awareness_.version();
    EXPECT_EQ(awareness_.since(before), std::nullopt);
    awareness_.leave(2);
    EXPECT_EQ(awareness_.since(before), std::nullopt);
    awareness_.leave(1);
    EXPECT_EQ(awareness_.since(before), awareness(5, 3, "null"));
    EXPECT_EQ(awareness_.since(0), std::nullopt);
    awareness_.forgetUpTo(awareness_.version());
    // Who was cut off comes back with what he said before.
    EXPECT_EQ(awareness_.apply(awareness(5, 3, "{}"), 2), nullptr);
    EXPECT_EQ(awareness_.clients(), 1u);
    // The old link's end is none of the new one's.
    EXPECT_EQ(awareness_.apply(awareness(5, 3, "{}"), 3), nullptr);
    awareness_.leave(2);
    EXPECT_EQ(awareness_.clients(), 1u);
}

TEST(Room, TellsEachMemberWhatItHasNotBroughtOrKnown)
{
    Room room("");
    int woken = 0;
    const uint64_t writer = room.join(true, [] {});
    const uint64_t reader = room.join(false, [&] { ++woken; });
    room.begin(writer, {});
    EXPECT_TRUE(room.take(writer, 1000).complete);
    ASSERT_EQ(room.write(writer, text(1, 0, 5), false), Verdict::added);
    ASSERT_EQ(room.write(writer, text(2, 0, 5), false), Verdict::added);
    EXPECT_TRUE(room.take(writer, 1000).updates.empty());
    EXPECT_EQ(woken, 1) << "once until it has looked";
    EXPECT_TRUE(room.take(reader, 1000).updates.empty()) << "it has not said what it knows";
    room.begin(reader, {{1, 5}});
    auto news = room.take(reader, 1);
    ASSERT_EQ(news.updates.size(), 1u);
    EXPECT_EQ(*news.updates[0], text(2, 0, 5));
    EXPECT_TRUE(news.complete);
    EXPECT_FALSE(room.take(reader, 1000).complete) << "once";
    ASSERT_EQ(room.write(writer, text(1, 5, 5), false), Verdict::added);
    ASSERT_EQ(room.write(writer, text(1, 10, 5), false), Verdict::added);
    news = room.take(reader, 1);
    EXPECT_EQ(news.updates.size(), 1u);
    EXPECT_TRUE(news.more);
}

TEST(Rooms, GoOnFromTheirFilesAndMakeRoomOfThoseWithoutMembers)
{
    Folder folder;
    const std::string documents = folder.path() + "/documents";
    {
        auto rooms = *Rooms::open(documents);
        auto room = *rooms->enter("doc.a");
        const uint64_t member = room->join(true, [] {});
        ASSERT_EQ(room->write(member, text(1, 0, 5), false), Verdict::added);
        ASSERT_EQ(room->write(member, text(1, 5, 5), false), Verdict::added);
        ASSERT_EQ(room->write(member, text(1, 0, 10), true), Verdict::replaced);
        ASSERT_EQ(room->write(member, text(2, 0, 1), false), Verdict::added);
    }
    { // killed while it wrote
        std::ofstream file(documents + "/doc.a.yjs", std::ios::app | std::ios::binary);
        file << "\x09" << '\0' << '\0' << '\0' << "abc";
    }
    auto rooms = *Rooms::open(documents);
    {
        auto room = *rooms->enter("doc.a");
        EXPECT_EQ(room->stateVector(), (StateVector {{1, 10}, {2, 1}}));
        const uint64_t member = room->join(true, [] {});
        ASSERT_EQ(room->write(member, text(3, 0, 1), false), Verdict::added);
    }
    std::vector<std::shared_ptr<Room>> held;
    for (size_t i = 0; i < Rooms::kMostRooms; ++i)
        held.push_back(*rooms->enter("doc." + std::to_string(i)));
    EXPECT_FALSE(rooms->enter("doc.a"));
    held.pop_back();
    EXPECT_EQ((*rooms->enter("doc.a"))->stateVector(), (StateVector {{1, 10}, {2, 1}, {3, 1}}));
    EXPECT_EQ(rooms->reading().inUse, Rooms::kMostRooms - 1);
}

TEST(Rooms, AreSixteenOfFourMiBAndNoMore)
{
    constexpr size_t kUpdate = 64 << 10;
    constexpr size_t kFull = Rooms::kMostRooms * Document::kMostBytes;
    const auto heap = [] { return ::mallinfo2().uordblks + ::mallinfo2().hblkhd; };
    const size_t before = heap();
    auto rooms = *Rooms::open("");
    std::vector<std::shared_ptr<Room>> held;
    for (size_t i = 0; i < Rooms::kMostRooms; ++i) {
        auto room = *rooms->enter("doc." + std::to_string(i));
        const uint64_t writer = room->join(true, [] {});
        uint64_t clock = 0;
        while (room->write(writer, text(1, clock, kUpdate), false) == Verdict::added)
            clock += kUpdate;
        EXPECT_EQ(room->write(writer, text(1, clock, kUpdate), false), Verdict::full);
        held.push_back(std::move(room));
    }
    EXPECT_EQ(rooms->reading().rooms, Rooms::kMostRooms);
    EXPECT_FALSE(rooms->enter("doc.more"));
    size_t kept = 0;
    for (const auto &room : held) { // what a late reader is given
        const uint64_t reader = room->join(false, [] {});
        room->begin(reader, {});
        for (Room::News news {{}, {}, false, false, true}; news.more;) {
            news = room->take(reader, kUpdate);
            for (const UpdateRef &update : news.updates)
                kept += update->size();
        }
    }
    EXPECT_LE(kept, kFull);
    EXPECT_GT(kept, kFull - Rooms::kMostRooms * 2 * kUpdate);
    EXPECT_LT(heap() - before, kFull + kFull / 8) << "what holds it is small beside it";
}

TEST(Rooms, SayWhatIsNoDocument)
{
    Folder folder;
    auto rooms = *Rooms::open(folder.path());
    std::vector<std::string> said;
    rooms->onTrouble = [&](const std::string &sentence) { said.push_back(sentence); };
    std::ofstream(folder.path() + "/doc.a.yjs") << "something else";
    EXPECT_FALSE(rooms->enter("doc.a"));
    ASSERT_EQ(said.size(), 1u);
    EXPECT_NE(said[0].find("doc.a.yjs: this is no document of ours"), std::string::npos) << said[0];
}
