// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// The records of an MCAP file (https://mcap.dev/spec, version 0): what both the writer and the
/// reader know. Pure. Little-endian, as the machines that this runs on are and as MCAP wants.
namespace wavetape::recording {

inline constexpr std::string_view kMcapMagic {"\x89MCAP0\r\n", 8};

enum class McapOp : uint8_t {
    header = 0x01,
    footer,
    schema,
    channel,
    message,
    chunk,
    messageIndex,
    chunkIndex,
    attachment,
    attachmentIndex,
    statistics,
    metadata,
    metadataIndex,
    summaryOffset,
    dataEnd,
    positions = 0x80, ///< ours (private records begin here): see McapWriter
};

/// What a record of ours begins with (McapOp::positions).
inline constexpr std::string_view kPositionsMark = "WTPOSIT1";
/// A record's operation code and the length of what follows.
inline constexpr size_t kMcapHead = 9;
/// No chunk is larger, on disk or inflated: what a reader makes room for at most.
inline constexpr uint64_t kMcapMostChunk = 16 << 20;
/// What a chunk may inflate to beyond its compressed size: 1,024 times it and 1 MiB.
constexpr uint64_t mcapMostInflated(uint64_t compressed)
{
    return compressed * 1024 + (1 << 20);
}

struct McapSchema {
    std::string name;
    std::string encoding; ///< `jsonschema`, `ros2msg`
    std::string data;

    bool operator==(const McapSchema &) const = default;
};

struct McapChannel {
    uint16_t schema = 0; ///< 0: none
    std::string topic;
    std::string encoding; ///< of its messages: `json`, `cdr`
    std::map<std::string, std::string> metadata;

    bool operator==(const McapChannel &) const = default;
};

struct McapMessage {
    uint16_t channel = 0;
    uint64_t seq = 0; ///< whole where the file has our positions, else its low 32 bits
    uint64_t key = 0; ///< what conflation replaces; 0 where the file does not say
    uint64_t logNanos = 0, publishNanos = 0;
    std::string_view data;
};

/// Where a chunk stands, and what its record says of it.
struct McapChunk {
    uint64_t at = 0; ///< of its record, in the file
    uint64_t length = 0; ///< of the whole record
    uint64_t firstNanos = 0, lastNanos = 0;
    uint64_t indexLength = 0; ///< of the message indexes that follow it
    uint32_t messages = 0; ///< where it was read
};

/// Appends one record; its length is filled in at the end.
class McapRecord {
public:
    McapRecord(std::string &out, McapOp op)
        : m_out(out)
        , m_at(out.size())
    {
        m_out.append(kMcapHead, '\0');
        m_out[m_at] = static_cast<char>(op);
    }
    McapRecord(const McapRecord &) = delete;
    McapRecord &operator=(const McapRecord &) = delete;
    ~McapRecord()
    {
        const uint64_t length = m_out.size() - m_at - kMcapHead;
        std::memcpy(m_out.data() + m_at + 1, &length, sizeof length);
    }

    template <typename Value>
    McapRecord &number(Value value)
    {
        static_assert(std::is_integral_v<Value>);
        m_out.append(reinterpret_cast<const char *>(&value), sizeof value);
        return *this;
    }
    McapRecord &text(std::string_view value)
    {
        number(static_cast<uint32_t>(value.size()));
        m_out.append(value);
        return *this;
    }
    McapRecord &bytes(std::string_view value)
    {
        m_out.append(value);
        return *this;
    }
    McapRecord &strings(const std::map<std::string, std::string> &values);

private:
    std::string &m_out;
    const size_t m_at;
};

void appendMcapSchema(std::string &out, uint16_t id, const McapSchema &schema);
void appendMcapChannel(std::string &out, uint16_t id, const McapChannel &channel);
/// False where `fields` are no such record.
bool readMcapSchema(std::string_view fields, uint16_t &id, McapSchema &schema);
bool readMcapChannel(std::string_view fields, uint16_t &id, McapChannel &channel);

/// CRC-32 (IEEE), as MCAP wants it. `before`: of what stands before.
uint32_t mcapCrc(std::string_view bytes, uint32_t before = 0);

} // namespace wavetape::recording
