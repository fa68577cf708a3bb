// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/McapWriter.h"

#include "protocol/RecordFields.h"

#include <algorithm>
#include <utility>

namespace wavetape::recording {

namespace {
std::string_view bytesOf(const std::vector<uint64_t> &values)
{
    return {reinterpret_cast<const char *>(values.data()), values.size() * sizeof(uint64_t)};
}
} // namespace

void McapWriter::begin(std::string &out, std::string_view library)
{
    const size_t before = out.size();
    out += kMcapMagic;
    McapRecord(out, McapOp::header).text("").text(library);
    m_size += out.size() - before;
}

void McapWriter::addMetadata(
    std::string &out, std::string_view name, const std::map<std::string, std::string> &values)
{
    const size_t before = out.size();
    McapRecord(out, McapOp::metadata).text(name).strings(values);
    const uint64_t length = out.size() - before;
    McapRecord(m_metadataIndexes, McapOp::metadataIndex).number(m_size).number(length).text(name);
    m_size += length;
    ++m_metadata;
}

std::optional<uint16_t> McapWriter::addSchema(const McapSchema &schema)
{
    for (const auto &[id, known] : m_schemas) {
        if (known == schema)
            return id;
    }
    if (m_schemas.size() >= 0xffff)
        return std::nullopt;
    const auto id = static_cast<uint16_t>(m_schemas.size() + 1);
    m_schemas.emplace(id, schema);
    return id;
}

std::optional<uint16_t> McapWriter::addChannel(McapChannel channel)
{
    if (m_channels.size() >= 0xffff)
        return std::nullopt;
    const auto id = static_cast<uint16_t>(m_channels.size() + 1);
    m_channels.emplace(id, std::move(channel));
    return id;
}

void McapWriter::add(uint16_t channel, uint64_t seq, uint64_t key, uint64_t nanos,
    std::string_view head, std::string_view tail)
{
    const auto [entries, isNew] = m_indexes.try_emplace(channel);
    if (isNew) {
        const McapChannel &about = m_channels.at(channel);
        if (const auto schema = m_schemas.find(about.schema); schema != m_schemas.end()) {
            // Once per chunk: by the first of its channels.
            const bool written = std::any_of(m_indexes.begin(), m_indexes.end(), [&](auto &other) {
                return other.first != channel && m_channels.at(other.first).schema == about.schema;
            });
            if (!written)
                appendMcapSchema(m_records, about.schema, schema->second);
        }
        appendMcapChannel(m_records, channel, about);
    }
    if (m_positions.empty()) {
        m_firstNanos = nanos;
        m_lastNanos = nanos;
    }
    m_firstNanos = std::min(m_firstNanos, nanos);
    m_lastNanos = std::max(m_lastNanos, nanos);
    entries->second.emplace_back(nanos, m_records.size());
    McapRecord(m_records, McapOp::message)
        .number(channel)
        .number(static_cast<uint32_t>(seq))
        .number(nanos)
        .number(nanos)
        .bytes(head)
        .bytes(tail);
    m_positions.push_back(seq);
    m_positions.push_back(key);
}

void McapWriter::flush(std::string &out)
{
    m_before
        = {m_size, m_messages, m_chunks, m_chunkIndexes.size(), m_counts, m_fileFirst, m_fileLast};
    if (m_positions.empty())
        return;
    const size_t before = out.size();
    {
        const std::string_view array = bytesOf(m_positions);
        const std::string packed = m_zstd.compress(array);
        McapRecord(out, McapOp::positions)
            .bytes(kPositionsMark)
            .number(static_cast<uint32_t>(pendingMessages()))
            .number(mcapCrc(array))
            .bytes(packed)
            .number(static_cast<uint32_t>(
                kMcapHead + kPositionsMark.size() + 3 * sizeof(uint32_t) + packed.size()));
    }
    std::string packed = m_zstd.compress(m_records);
    std::string_view compression = "zstd";
    if (packed.size() >= m_records.size() || mcapMostInflated(packed.size()) < m_records.size()) {
        packed.clear();
        compression = "";
    }
    McapChunk chunk {m_size + out.size() - before, 0, m_firstNanos, m_lastNanos, 0,
        static_cast<uint32_t>(pendingMessages())};
    const std::string_view stored = compression.empty() ? m_records : packed;
    const size_t chunkAt = out.size();
    McapRecord(out, McapOp::chunk)
        .number(m_firstNanos)
        .number(m_lastNanos)
        .number(uint64_t {m_records.size()})
        .number(mcapCrc(m_records))
        .text(compression)
        .number(uint64_t {stored.size()})
        .bytes(stored);
    chunk.length = out.size() - chunkAt;
    appendIndexes(out, before, m_indexes, chunk, compression, stored.size(), m_records.size());
    m_records.clear();
    m_positions.clear();
    m_indexes.clear();
}

void McapWriter::appendIndexes(std::string &out, size_t before,
    const std::map<uint16_t, Entries> &indexes, const McapChunk &chunk,
    std::string_view compression, uint64_t compressed, uint64_t raw)
{
    const uint64_t base = m_size - before; // of a place in `out`, in the file
    const size_t indexesAt = out.size();
    std::string offsets;
    for (const auto &[channel, entries] : indexes) {
        const uint64_t at = base + out.size();
        offsets.append(reinterpret_cast<const char *>(&channel), sizeof channel);
        offsets.append(reinterpret_cast<const char *>(&at), sizeof at);
        McapRecord record(out, McapOp::messageIndex);
        record.number(channel).number(static_cast<uint32_t>(entries.size() * 16));
        for (const auto &[nanos, offset] : entries)
            record.number(nanos).number(offset);
        m_counts[channel] += entries.size();
        m_messages += entries.size();
    }
    McapRecord(m_chunkIndexes, McapOp::chunkIndex)
        .number(chunk.firstNanos)
        .number(chunk.lastNanos)
        .number(chunk.at)
        .number(chunk.length)
        .text(offsets)
        .number(uint64_t {out.size() - indexesAt})
        .text(compression)
        .number(compressed)
        .number(raw);
    m_fileFirst = m_chunks ? std::min(m_fileFirst, chunk.firstNanos) : chunk.firstNanos;
    m_fileLast = std::max(m_fileLast, chunk.lastNanos);
    ++m_chunks;
    m_size += out.size() - before;
}

void McapWriter::revoke()
{
    m_size = m_before.size;
    m_messages = m_before.messages;
    m_chunks = m_before.chunks;
    m_chunkIndexes.resize(m_before.chunkIndexes);
    m_counts = m_before.counts;
    m_fileFirst = m_before.first;
    m_fileLast = m_before.last;
}

void McapWriter::copy(std::string &out, std::string_view positions, std::string_view chunk,
    const std::vector<std::pair<McapMessage, uint64_t>> &messagesAt, const McapChunk &about)
{
    const size_t before = out.size();
    out += positions;
    McapChunk copied = about;
    copied.at = m_size + out.size() - before;
    out += chunk;
    std::map<uint16_t, Entries> indexes;
    for (const auto &[message, offset] : messagesAt)
        indexes[message.channel].emplace_back(message.logNanos, offset);
    protocol::RecordFields fields(chunk.substr(kMcapHead));
    uint64_t nanos = 0;
    uint64_t raw = 0;
    uint64_t stored = 0;
    uint32_t crc = 0;
    std::string_view compression;
    fields.number(nanos).number(nanos).number(raw).number(crc).text(compression).number(stored);
    appendIndexes(out, before, indexes, copied, compression, stored, raw);
}

void McapWriter::finish(std::string &out)
{
    flush(out);
    const size_t before = out.size();
    const uint64_t base = m_size - before;
    McapRecord(out, McapOp::dataEnd).number(uint32_t {0});
    const size_t summaryAt = out.size();
    std::string groups; // the summary's offsets
    const auto group = [&](McapOp op, auto append) {
        const size_t at = out.size();
        append();
        if (out.size() > at)
            McapRecord(groups, McapOp::summaryOffset)
                .number(static_cast<uint8_t>(op))
                .number(base + at)
                .number(uint64_t {out.size() - at});
    };
    group(McapOp::schema, [&] {
        for (const auto &[id, schema] : m_schemas)
            appendMcapSchema(out, id, schema);
    });
    group(McapOp::channel, [&] {
        for (const auto &[id, channel] : m_channels)
            appendMcapChannel(out, id, channel);
    });
    group(McapOp::statistics, [&] {
        McapRecord record(out, McapOp::statistics);
        record.number(m_messages)
            .number(static_cast<uint16_t>(m_schemas.size()))
            .number(static_cast<uint32_t>(m_channels.size()))
            .number(uint32_t {0})
            .number(static_cast<uint32_t>(m_metadata))
            .number(static_cast<uint32_t>(m_chunks))
            .number(m_fileFirst)
            .number(m_fileLast)
            .number(static_cast<uint32_t>(m_counts.size() * 10));
        for (const auto &[channel, count] : m_counts)
            record.number(channel).number(count);
    });
    group(McapOp::metadataIndex, [&] { out += m_metadataIndexes; });
    group(McapOp::chunkIndex, [&] { out += m_chunkIndexes; });
    const size_t offsetsAt = out.size();
    out += groups;
    // The checksum is of the summary and the footer up to itself.
    const size_t footerAt = out.size();
    McapRecord(out, McapOp::footer)
        .number(base + summaryAt)
        .number(base + offsetsAt)
        .number(uint32_t {0});
    const std::string_view checked
        = std::string_view(out).substr(summaryAt, footerAt + kMcapHead + 16 - summaryAt);
    const uint32_t crc = mcapCrc(checked);
    std::memcpy(out.data() + out.size() - sizeof crc, &crc, sizeof crc);
    out += kMcapMagic;
    m_size += out.size() - before;
}

} // namespace wavetape::recording
