// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/McapReader.h"

#include "protocol/RecordFields.h"
#include "recording/Zstd.h"

#include <algorithm>
#include <optional>

namespace wavetape::recording {

namespace {

constexpr size_t kWindow = 64 << 10;
constexpr size_t kSmall = 256;
constexpr size_t kChunkFields = 8 + 8 + 8 + 4 + 4 + 8; // without the name of the compression
constexpr size_t kFooter = kMcapHead + 20;
// A record that is no chunk and is read whole: a schema, a channel, metadata, an index.
constexpr uint64_t kMostRecord = 16 << 20;
constexpr std::string_view kTooMuch
    = "holds more channels, schemas and chunks than this program keeps in memory";

struct ChunkFields {
    uint64_t first = 0, last = 0, raw = 0, size = 0;
    uint32_t crc = 0;
    std::string_view compression, records;
};

std::optional<ChunkFields> readChunkFields(std::string_view record)
{
    ChunkFields chunk;
    protocol::RecordFields fields(record);
    fields.number(chunk.first).number(chunk.last).number(chunk.raw).number(chunk.crc);
    fields.text(chunk.compression).number(chunk.size);
    chunk.records = fields.take(chunk.size);
    if (!fields.ended() || chunk.raw > kMcapMostChunk || chunk.first > chunk.last)
        return std::nullopt;
    return chunk;
}

} // namespace

bool McapReader::read(uint64_t at, uint64_t count, std::string &out)
{
    const uint64_t size = m_source.size();
    if (at > size || count > size - at)
        return false;
    if (count <= kSmall) {
        // Heads of records, one after the other: not a call each.
        if (at < m_windowAt || at + count > m_windowAt + m_window.size()) {
            m_window.resize(std::min<uint64_t>(kWindow, size - at));
            m_windowAt = at;
            if (!m_source.read(at, m_window.data(), m_window.size())) {
                m_window.clear();
                return false;
            }
        }
        out.assign(m_window, at - m_windowAt, count);
        return true;
    }
    out.resize(count);
    return m_source.read(at, out.data(), count);
}

bool McapReader::keep(size_t bytes)
{
    m_kept += bytes;
    return m_kept <= kMostKept;
}

tl::expected<McapContents, std::string> McapReader::contents()
{
    m_kept = 0;
    auto found = summary();
    return found ? std::move(found) : scan();
}

tl::expected<McapContents, std::string> McapReader::summary()
{
    const auto none = [] { return tl::unexpected(std::string("it has no summary")); };
    const uint64_t size = m_source.size();
    std::string bytes;
    if (!read(0, kMcapMagic.size(), bytes) || bytes != kMcapMagic)
        return none();
    const uint64_t tail = kFooter + kMcapMagic.size();
    if (size < kMcapMagic.size() + tail || !read(size - tail, tail, bytes)
        || !bytes.ends_with(kMcapMagic) || static_cast<McapOp>(bytes[0]) != McapOp::footer)
        return none();
    uint64_t length = 0;
    uint64_t summaryAt = 0;
    uint64_t offsetsAt = 0;
    uint32_t crc = 0;
    protocol::RecordFields footer(std::string_view(bytes).substr(1, kFooter - 1));
    footer.number(length).number(summaryAt).number(offsetsAt).number(crc);
    if (length != kFooter - kMcapHead || summaryAt == 0 || summaryAt > size - tail
        || size - tail - summaryAt > kMostKept)
        return none();
    const uint64_t checked = size - tail - summaryAt + kMcapHead + 16;
    if (!read(summaryAt, checked, bytes) || (crc != 0 && mcapCrc(bytes) != crc))
        return none();
    McapContents found;
    found.finished = true;
    bool counted = false;
    protocol::RecordFields records(std::string_view(bytes).substr(0, size - tail - summaryAt));
    while (!records.rest().empty()) {
        uint8_t op = 0;
        records.number(op).number(length);
        const std::string_view record = records.take(length);
        if (!records.sound())
            return none();
        uint16_t id = 0;
        protocol::RecordFields fields(record);
        switch (static_cast<McapOp>(op)) {
        case McapOp::schema: {
            McapSchema schema;
            if (!readMcapSchema(record, id, schema))
                return none();
            found.schemas.insert_or_assign(id, std::move(schema));
            break;
        }
        case McapOp::channel: {
            McapChannel channel;
            if (!readMcapChannel(record, id, channel))
                return none();
            found.channels.insert_or_assign(id, std::move(channel));
            break;
        }
        case McapOp::statistics: {
            uint32_t other = 0;
            uint32_t counts = 0;
            fields.number(found.messages).number(id).number(other).number(other).number(other);
            fields.number(other).number(found.firstNanos).number(found.lastNanos).number(counts);
            protocol::RecordFields list(fields.take(counts));
            while (list.sound() && !list.rest().empty()) {
                uint64_t count = 0;
                list.number(id).number(count);
                if (list.sound())
                    found.counts[id] = count;
            }
            counted = fields.ended();
            break;
        }
        case McapOp::chunkIndex: {
            McapChunk chunk;
            std::string_view text;
            uint64_t number = 0;
            fields.number(chunk.firstNanos).number(chunk.lastNanos).number(chunk.at);
            fields.number(chunk.length).text(text).number(chunk.indexLength).text(text);
            fields.number(number).number(number);
            if (!fields.ended() || chunk.at > size || chunk.length > size - chunk.at)
                return none();
            found.chunks.push_back(chunk);
            break;
        }
        case McapOp::metadataIndex: {
            uint64_t at = 0;
            std::string name;
            std::map<std::string, std::string> values;
            std::string item;
            fields.number(at).number(length).text(name);
            if (!fields.ended() || length > kMostRecord || length < kMcapHead || !keep(length)
                || !read(at, length, item))
                return none();
            protocol::RecordFields metadata(std::string_view(item).substr(kMcapHead));
            metadata.text(name).strings(values);
            if (!metadata.ended())
                return none();
            found.metadata.insert_or_assign(std::move(name), std::move(values));
            break;
        }
        default:
            break;
        }
    }
    // An index may be left out by whoever wrote it; the chunks are there all the same.
    if (!counted || (found.chunks.empty() && found.messages > 0))
        return none();
    std::sort(found.chunks.begin(), found.chunks.end(),
        [](const McapChunk &a, const McapChunk &b) { return a.at < b.at; });
    return found;
}

tl::expected<McapContents, std::string> McapReader::scan()
{
    m_kept = 0;
    m_wasted = 0;
    McapContents found;
    const uint64_t size = m_source.size();
    std::string head;
    uint64_t at = kMcapMagic.size();
    if (!read(0, kMcapMagic.size(), head) || head != kMcapMagic) {
        at = nextChunk(0); // or somebody has written over its beginning
        if (at == size)
            return tl::unexpected(std::string("this is no MCAP file"));
        found.damagedPlaces = 1;
        found.damagedBytes = at;
    }
    while (at < size) {
        uint8_t op = 0;
        uint64_t length = 0;
        bool sound = read(at, std::min<uint64_t>(kMcapHead, size - at), head);
        protocol::RecordFields fields(head);
        fields.number(op).number(length);
        sound = sound && fields.sound() && length <= size - at - kMcapHead;
        McapChunk chunk;
        if (sound && static_cast<McapOp>(op) == McapOp::chunk && looksLikeChunk(at, chunk)) {
            auto contents = this->chunk(chunk);
            sound = contents.has_value();
            if (sound) {
                chunk.messages = static_cast<uint32_t>(contents->messages.size());
                if (!take(found, chunk, *contents))
                    return tl::unexpected(std::string(kTooMuch));
            }
        } else {
            sound = sound && stepOver(at, op, length, found);
        }
        if (sound && static_cast<McapOp>(op) == McapOp::footer)
            break;
        if (sound) {
            at += kMcapHead + length;
            continue;
        }
        const uint64_t next = nextChunk(at + 1);
        // What is left of a record that was being written is no damage to speak of.
        ++found.damagedPlaces;
        found.damagedBytes += next - at;
        at = next;
    }
    if (m_kept > kMostKept)
        return tl::unexpected(std::string(kTooMuch));
    return found;
}

/// A record that is no chunk: false where it cannot be what it says it is.
bool McapReader::stepOver(uint64_t at, uint8_t op, uint64_t length, McapContents &found)
{
    std::string record;
    const auto whole
        = [&] { return length <= kMostRecord && read(at + kMcapHead, length, record); };
    uint16_t id = 0;
    uint32_t count = 0;
    switch (static_cast<McapOp>(op)) {
    case McapOp::header: {
        std::string_view profile;
        std::string_view library;
        return whole() && protocol::RecordFields(record).text(profile).text(library).ended();
    }
    case McapOp::footer:
        found.finished = length == 20;
        return found.finished;
    case McapOp::dataEnd:
        return length == 4;
    case McapOp::summaryOffset:
        return length == 17;
    case McapOp::schema: {
        McapSchema schema;
        if (!whole() || !readMcapSchema(record, id, schema))
            return false;
        if (found.schemas.emplace(id, std::move(schema)).second)
            static_cast<void>(keep(length));
        return true;
    }
    case McapOp::channel: {
        McapChannel channel;
        if (!whole() || !readMcapChannel(record, id, channel))
            return false;
        if (found.channels.emplace(id, std::move(channel)).second)
            static_cast<void>(keep(length));
        return true;
    }
    case McapOp::message:
        ++found.looseMessages;
        return length >= 22;
    case McapOp::messageIndex:
        if (length < 6 || !read(at + kMcapHead, 6, record))
            return false;
        protocol::RecordFields(record).number(id).number(count);
        if (!found.chunks.empty())
            found.chunks.back().indexLength += kMcapHead + length;
        return length == 6 + uint64_t {count};
    case McapOp::metadata: {
        std::string name;
        std::map<std::string, std::string> values;
        if (!whole() || !protocol::RecordFields(record).text(name).strings(values).ended()
            || !keep(length))
            return false;
        found.metadata.insert_or_assign(std::move(name), std::move(values));
        return true;
    }
    case McapOp::chunk:
        return false; // it does not look like one
    case McapOp::positions: {
        // Only where it is ours, which says its length twice.
        if (length < kPositionsMark.size() + 3 * sizeof count
            || !read(at + kMcapHead, kPositionsMark.size(), record) || record != kPositionsMark)
            break;
        if (!read(at + kMcapHead + length - sizeof count, sizeof count, record))
            return false;
        protocol::RecordFields(record).number(count);
        return count == kMcapHead + length;
    }
    default:
        break;
    }
    if (op == 0)
        return false; // MCAP has none
    // Nothing is known of it but its length: right where another record follows.
    const uint64_t end = at + kMcapHead + length;
    if (end == m_source.size() || !read(end, 1, record))
        return end == m_source.size();
    const auto following = static_cast<uint8_t>(record[0]);
    if (!read(end, kMcapHead, record))
        return false;
    uint64_t next = 0;
    protocol::RecordFields(std::string_view(record).substr(1)).number(next);
    return following != 0 && next <= m_source.size() - end - kMcapHead;
}

bool McapReader::looksLikeChunk(uint64_t at, McapChunk &chunk)
{
    std::string head;
    const uint64_t size = m_source.size();
    if (size - at < kMcapHead + kChunkFields
        || !read(at, std::min<uint64_t>(kMcapHead + kChunkFields + 4, size - at), head))
        return false;
    uint8_t op = 0;
    uint64_t length = 0;
    uint64_t raw = 0;
    uint64_t stored = 0;
    uint32_t crc = 0;
    std::string_view compression;
    protocol::RecordFields fields(head);
    fields.number(op).number(length).number(chunk.firstNanos).number(chunk.lastNanos);
    fields.number(raw).number(crc).text(compression).number(stored);
    chunk.at = at;
    chunk.length = kMcapHead + length;
    return fields.sound() && static_cast<McapOp>(op) == McapOp::chunk
        && length <= size - at - kMcapHead && raw <= kMcapMostChunk
        && chunk.firstNanos <= chunk.lastNanos
        && (compression.empty() || compression == "zstd" || compression == "lz4")
        && length == kChunkFields + compression.size() + stored;
}

/// The next place from `from` on where a whole chunk stands; the end of the file where there is
/// none, or where looking for it has cost too much.
uint64_t McapReader::nextChunk(uint64_t from)
{
    const uint64_t size = m_source.size();
    const uint64_t mostWasted = 4 * size + (64 << 20);
    std::string window;
    while (from < size) {
        const uint64_t count = std::min<uint64_t>(kWindow, size - from);
        if (!read(from, count, window))
            return size;
        for (size_t i = window.find('\x06'); i != std::string::npos;
             i = window.find('\x06', i + 1)) {
            McapChunk chunk;
            if (!looksLikeChunk(from + i, chunk))
                continue;
            if (this->chunk(chunk))
                return from + i;
            m_wasted += chunk.length + kWindow;
            if (m_wasted > mostWasted)
                return size;
        }
        from += count;
    }
    return size;
}

tl::expected<std::string, std::string> McapReader::bytesOf(const McapChunk &chunk)
{
    std::string record;
    if (chunk.length > kMcapMostChunk + 1024)
        return tl::unexpected(std::string("a chunk is larger than any may be"));
    if (!read(chunk.at, chunk.length, record))
        return tl::unexpected(std::string("the file cannot be read where a chunk stands"));
    return record;
}

tl::expected<McapChunkContents, std::string> McapReader::chunk(const McapChunk &chunk)
{
    const auto damaged = [&](std::string_view what) {
        return tl::unexpected(
            "the chunk at byte " + std::to_string(chunk.at) + " " + std::string(what));
    };
    auto record = bytesOf(chunk);
    if (!record)
        return tl::unexpected(record.error());
    if (record->size() < kMcapHead || static_cast<McapOp>((*record)[0]) != McapOp::chunk)
        return damaged("is none");
    const auto fields = readChunkFields(std::string_view(*record).substr(kMcapHead));
    if (!fields)
        return damaged("is damaged");
    McapChunkContents result;
    if (fields->compression.empty()) {
        if (fields->size != fields->raw)
            return damaged("is damaged");
        result.records.assign(fields->records);
    } else if (fields->compression == "zstd") {
        if (fields->raw > mcapMostInflated(fields->size))
            return damaged("inflates to more than this program makes room for");
        m_wasted += fields->raw;
        if (!zstdInflate(fields->records, fields->raw, result.records))
            return damaged("is damaged");
        m_wasted -= fields->raw;
    } else {
        return damaged("is compressed by " + std::string(fields->compression.substr(0, 16))
            + ", which this program does not read");
    }
    if (fields->crc != 0 && mcapCrc(result.records) != fields->crc)
        return damaged("is damaged");
    protocol::RecordFields records(result.records);
    while (!records.rest().empty()) {
        const uint64_t place = result.records.size() - records.rest().size();
        uint8_t op = 0;
        uint64_t length = 0;
        records.number(op).number(length);
        const std::string_view item = records.take(length);
        if (!records.sound())
            return damaged("is damaged");
        uint16_t id = 0;
        if (static_cast<McapOp>(op) == McapOp::schema) {
            McapSchema schema;
            if (!readMcapSchema(item, id, schema))
                return damaged("is damaged");
            result.schemas.insert_or_assign(id, std::move(schema));
        } else if (static_cast<McapOp>(op) == McapOp::channel) {
            McapChannel channel;
            if (!readMcapChannel(item, id, channel))
                return damaged("is damaged");
            result.channels.insert_or_assign(id, std::move(channel));
        } else if (static_cast<McapOp>(op) == McapOp::message) {
            McapMessage message;
            uint32_t seq = 0;
            protocol::RecordFields in(item);
            in.number(message.channel).number(seq).number(message.logNanos);
            in.number(message.publishNanos);
            if (!in.sound())
                return damaged("is damaged");
            message.seq = seq;
            message.data = in.rest();
            result.messages.emplace_back(message, place);
        }
    }
    result.positions = positionsBefore(chunk.at);
    if (result.positions.empty())
        return result;
    protocol::RecordFields in(
        std::string_view(result.positions).substr(kMcapHead + kPositionsMark.size()));
    uint32_t count = 0;
    uint32_t crc = 0;
    in.number(count).number(crc);
    std::string array;
    const size_t size = size_t {16} * result.messages.size();
    const std::string_view packed = in.rest().substr(0, in.rest().size() - sizeof count);
    if (count != result.messages.size() || !zstdInflate(packed, size, array)
        || mcapCrc(array) != crc) {
        result.positions.clear();
        return result;
    }
    protocol::RecordFields places(array);
    for (auto &[message, place] : result.messages)
        places.number(message.seq).number(message.key);
    return result;
}

/// The record of positions that ends at `at`; empty where there is none.
std::string McapReader::positionsBefore(uint64_t at)
{
    uint32_t length = 0;
    const size_t least = kMcapHead + kPositionsMark.size() + 3 * sizeof length;
    std::string record;
    if (at < least || !read(at - sizeof length, sizeof length, record))
        return {};
    protocol::RecordFields(record).number(length);
    if (length < least || length > kMcapMostChunk || length > at
        || !read(at - length, length, record))
        return {};
    uint8_t op = 0;
    uint64_t rest = 0;
    protocol::RecordFields fields(record);
    fields.number(op).number(rest);
    if (static_cast<McapOp>(op) != McapOp::positions || rest != length - kMcapHead
        || fields.take(kPositionsMark.size()) != kPositionsMark)
        return {};
    return record;
}

/// False where there is more than is kept.
bool McapReader::take(McapContents &found, const McapChunk &chunk, const McapChunkContents &read)
{
    const auto sizeOf = [](const McapChannel &channel) {
        size_t size = sizeof channel + channel.topic.size() + channel.encoding.size();
        for (const auto &[name, value] : channel.metadata)
            size += name.size() + value.size() + 64;
        return size;
    };
    for (const auto &[id, schema] : read.schemas) {
        if (found.schemas.emplace(id, schema).second)
            static_cast<void>(keep(sizeof schema + schema.name.size() + schema.data.size()));
    }
    for (const auto &[id, channel] : read.channels) {
        if (found.channels.emplace(id, channel).second)
            static_cast<void>(keep(sizeOf(channel)));
    }
    for (const auto &[message, place] : read.messages)
        ++found.counts[message.channel];
    const bool first = found.messages == 0;
    found.messages += read.messages.size();
    if (!read.messages.empty()) {
        found.firstNanos = first ? chunk.firstNanos : std::min(found.firstNanos, chunk.firstNanos);
        found.lastNanos = std::max(found.lastNanos, chunk.lastNanos);
    }
    found.chunks.push_back(chunk);
    return keep(sizeof chunk) && found.chunks.size() <= kMostChunks;
}

} // namespace wavetape::recording
