// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/UpdateReader.h"

#include "documents/VarReader.h"

#include <string_view>

namespace wavetape::documents {

namespace {
constexpr size_t kMostRanges = 65'536; // of one update
constexpr unsigned kMostDepth = 32; // of a value within a value
constexpr uint64_t kLargestClock = uint64_t {1} << 53;

// yjs/src/structs: what the low bits of a struct's first byte say that it is.
enum : uint8_t {
    kCollected = 0,
    kDeleted = 1,
    kJson = 2,
    kBinary = 3,
    kString = 4,
    kEmbed = 5,
    kFormat = 6,
    kType = 7,
    kAny = 8,
    kDocument = 9,
    kSkip = 10,
};
constexpr uint8_t kKindBits = 0x1f;
constexpr uint8_t kHasOrigin = 0x80, kHasRightOrigin = 0x40, kHasParentKey = 0x20;
constexpr uint64_t kXmlElement = 3, kXmlHook = 5; // types that have a name

// lib0/encoding.js, writeAny().
enum : uint8_t {
    kAnyBytes = 116,
    kAnyArray = 117,
    kAnyObject = 118,
    kAnyText = 119,
    kAnyTrue = 120,
    kAnyFalse = 121,
    kAnyBigInteger = 122,
    kAnyDouble = 123,
    kAnyFloat = 124,
    kAnyInteger = 125,
    kAnyNull = 126,
    kAnyUndefined = 127,
};

tl::unexpected<const char *> fail(const char *sentence)
{
    return tl::unexpected(sentence);
}

void skipInteger(VarReader &reader)
{
    constexpr unsigned kLongest = 10;
    for (unsigned i = 0; i < kLongest && reader.sound(); ++i) {
        if (!(reader.byte() & 0x80))
            return;
    }
    reader.spoil();
}

void skipAny(VarReader &reader, unsigned depth)
{
    if (depth > kMostDepth)
        reader.spoil();
    if (!reader.sound())
        return;
    const uint8_t kind = reader.byte();
    switch (kind) {
    case kAnyUndefined:
    case kAnyNull:
    case kAnyFalse:
    case kAnyTrue:
        return;
    case kAnyInteger:
        skipInteger(reader);
        return;
    case kAnyFloat:
        reader.take(sizeof(float));
        return;
    case kAnyDouble:
    case kAnyBigInteger:
        reader.take(sizeof(double));
        return;
    case kAnyText:
    case kAnyBytes:
        reader.text();
        return;
    case kAnyArray:
    case kAnyObject:
        for (uint64_t left = reader.number(); left > 0 && reader.sound(); --left) {
            if (kind == kAnyObject)
                reader.text();
            skipAny(reader, depth + 1);
        }
        return;
    default:
        reader.spoil();
    }
}

/// In UTF-16 units, which is how JavaScript counts a text, from UTF-8.
uint64_t utf16Length(std::string_view text)
{
    uint64_t length = 0;
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        length += (byte & 0xc0) != 0x80;
        length += byte >= 0xf0;
    }
    return length;
}

void skipId(VarReader &reader)
{
    reader.number();
    reader.number();
}

/// The content's length in clocks; 0: it is none.
uint64_t readContent(VarReader &reader, uint8_t kind)
{
    switch (kind) {
    case kDeleted:
        return reader.number();
    case kString:
        return utf16Length(reader.text());
    case kBinary:
    case kEmbed:
        reader.text();
        return 1;
    case kFormat:
        reader.text();
        reader.text();
        return 1;
    case kType: {
        const uint64_t type = reader.number();
        if (type == kXmlElement || type == kXmlHook)
            reader.text();
        return 1;
    }
    case kDocument:
        reader.text();
        skipAny(reader, 0);
        return 1;
    case kJson:
    case kAny: {
        const uint64_t length = reader.number();
        for (uint64_t left = length; left > 0 && reader.sound(); --left) {
            if (kind == kJson)
                reader.text();
            else
                skipAny(reader, 0);
        }
        return length;
    }
    default:
        reader.spoil();
        return 0;
    }
}

uint64_t readItem(VarReader &reader, uint8_t info)
{
    if (info & kHasOrigin)
        skipId(reader);
    if (info & kHasRightOrigin)
        skipId(reader);
    // Where it has no neighbour its parent is told.
    if (!(info & (kHasOrigin | kHasRightOrigin))) {
        if (reader.number() == 1)
            reader.text();
        else
            skipId(reader);
        if (info & kHasParentKey)
            reader.text();
    }
    return readContent(reader, info & kKindBits);
}

/// Adds a range of clocks, or says why it is none.
const char *addRange(std::vector<ClockRange> &ranges, uint64_t client, uint64_t from, uint64_t size)
{
    if (size == 0 || size > kLargestClock - from)
        return "a struct or a deletion has no length";
    if (!ranges.empty() && ranges.back().client == client && ranges.back().to == from) {
        ranges.back().to += size;
        return nullptr;
    }
    if (ranges.size() >= kMostRanges)
        return "the update is in too many pieces";
    ranges.push_back({client, from, from + size});
    return nullptr;
}

const char *readStructs(VarReader &reader, std::vector<ClockRange> &inserted)
{
    for (uint64_t clients = reader.number(); clients > 0 && reader.sound(); --clients) {
        uint64_t structs = reader.number();
        const uint64_t client = reader.number();
        uint64_t clock = reader.number();
        for (; structs > 0 && reader.sound(); --structs) {
            const uint8_t info = reader.byte();
            const uint8_t kind = info & kKindBits;
            const uint64_t size
                = kind == kCollected || kind == kSkip ? reader.number() : readItem(reader, info);
            if (!reader.sound())
                break;
            if (kind == kSkip && size > 0 && size <= kLargestClock - clock) {
                clock += size;
                continue;
            }
            if (const char *why = addRange(inserted, client, clock, size))
                return why;
            clock += size;
        }
    }
    return nullptr;
}

const char *readDeletions(VarReader &reader, std::vector<ClockRange> &deleted)
{
    for (uint64_t clients = reader.number(); clients > 0 && reader.sound(); --clients) {
        const uint64_t client = reader.number();
        for (uint64_t ranges = reader.number(); ranges > 0 && reader.sound(); --ranges) {
            const uint64_t clock = reader.number();
            const uint64_t size = reader.number();
            if (!reader.sound())
                break;
            if (const char *why = addRange(deleted, client, clock, size))
                return why;
        }
    }
    return nullptr;
}

} // namespace

tl::expected<UpdateRanges, const char *> readUpdate(std::string_view update)
{
    VarReader reader(update);
    UpdateRanges found;
    if (const char *why = readStructs(reader, found.inserted))
        return tl::unexpected(why);
    if (const char *why = readDeletions(reader, found.deleted))
        return tl::unexpected(why);
    if (!reader.sound())
        return fail("the update ends before its end, or holds what Yjs does not write");
    if (!reader.atEnd())
        return fail("something follows the update");
    return found;
}

tl::expected<StateVector, const char *> readStateVector(std::string_view bytes)
{
    VarReader reader(bytes);
    StateVector vector;
    for (uint64_t clients = reader.number(); clients > 0 && reader.sound(); --clients) {
        const uint64_t client = reader.number();
        const uint64_t clock = reader.number();
        if (reader.sound())
            vector[client] = clock;
    }
    if (!reader.sound() || !reader.atEnd())
        return fail("this is no state vector");
    return vector;
}

} // namespace wavetape::documents
