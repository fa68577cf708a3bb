// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/StateRecords.h"

#include "channels/PublicationKeys.h"
#include "protocol/Command.h"
#include "protocol/PositionText.h"
#include "protocol/RecordFields.h"

#include <zlib.h>

#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <type_traits>

namespace wavetape::state {

using protocol::RecordFields;

namespace {

constexpr std::string_view kMark = "wavetape-state-1\n";
// As far as a client's numbers reach, in the year 2255; what reckons with times stays in range.
constexpr int64_t kMostMicros = int64_t {1} << 53;

enum class Kind : uint8_t { head = 1, channel, publication, key, end };

struct RecordHead {
    uint32_t size = 0; ///< of kind and body
    uint32_t crc = 0;
};

uint32_t checksum(std::string_view bytes)
{
    return static_cast<uint32_t>(
        crc32(0, reinterpret_cast<const Bytef *>(bytes.data()), static_cast<uInt>(bytes.size())));
}

/// Appends one record; its head is filled in at the end.
class Record {
public:
    Record(std::string &out, Kind kind)
        : m_out(out)
        , m_at(out.size())
    {
        m_out.append(sizeof(RecordHead), '\0');
        m_out += static_cast<char>(kind);
    }
    Record(const Record &) = delete;
    Record &operator=(const Record &) = delete;
    ~Record()
    {
        const std::string_view body = std::string_view(m_out).substr(m_at + sizeof(RecordHead));
        const RecordHead head {static_cast<uint32_t>(body.size()), checksum(body)};
        std::memcpy(m_out.data() + m_at, &head, sizeof head);
    }

    template <typename Value>
    Record &number(Value value)
    {
        static_assert(std::is_trivially_copyable_v<Value>);
        m_out.append(reinterpret_cast<const char *>(&value), sizeof value);
        return *this;
    }
    Record &text(std::string_view value)
    {
        number(static_cast<uint32_t>(value.size()));
        m_out.append(value);
        return *this;
    }

private:
    std::string &m_out;
    const size_t m_at;
};

class Reader {
public:
    /// False where the record makes no sense.
    bool take(Kind kind, RecordFields fields)
    {
        switch (kind) {
        case Kind::head:
            fields.number(m_records.hub.epochBase).number(m_records.hub.nextEpoch);
            return fields.ended();
        case Kind::channel:
            return takeChannel(fields);
        case Kind::publication:
            return takePublication(fields);
        case Kind::key: {
            channels::KeyImage key;
            fields.text(key.channel).text(key.key).number(key.seq).number(key.leftNanos);
            const bool known
                = key.leftNanos > 0 && key.leftNanos <= channels::PublicationKeys::kKeptNanos;
            m_records.hub.keys.push_back(std::move(key));
            return fields.ended() && known;
        }
        case Kind::end:
            m_records.ended = true;
            return fields.ended();
        }
        return false;
    }
    bool ended() const { return m_records.ended; }
    StateRecords records()
    {
        // Of one name the last is the one that lives.
        std::map<std::string, channels::ChannelImage> byName;
        for (auto &[number, channel] : m_channels)
            byName.insert_or_assign(channel.name, std::move(channel));
        for (auto &[name, channel] : byName)
            m_records.hub.channels.push_back(std::move(channel));
        return std::move(m_records);
    }

private:
    bool takeChannel(RecordFields fields)
    {
        uint32_t number = 0;
        uint32_t keys = 0;
        channels::ChannelImage said;
        channels::Numbering &numbering = said.numbering;
        fields.number(number).text(said.name).text(numbering.epoch).number(numbering.seq);
        fields.flag(said.born).number(said.rate).number(keys);
        // Checked before there is room made for them.
        if (keys > fields.rest().size() / (2 * sizeof(uint64_t)))
            return false;
        numbering.keys.resize(keys);
        for (auto &[key, seq] : numbering.keys)
            fields.number(key).number(seq);
        if (!fields.ended() || !protocol::isValidChannelName(said.name) || !isPosition(numbering)
            || !std::isfinite(said.rate) || said.rate < 0)
            return false;
        channels::ChannelImage &channel = m_channels[number];
        // What is remembered belongs to this numbering, which only goes forward.
        if (channel.name == said.name && channel.numbering.epoch == numbering.epoch) {
            if (numbering.seq < channel.numbering.seq)
                return false;
            said.history = std::move(channel.history);
        }
        channel = std::move(said);
        return true;
    }
    /// A number and a life that can be told to clients.
    static bool isPosition(const channels::Numbering &numbering)
    {
        const auto read
            = protocol::readPositions(numbering.epoch + ":" + std::to_string(numbering.seq), 1);
        return read && read->front().epoch == numbering.epoch;
    }
    bool takePublication(RecordFields fields)
    {
        uint32_t number = 0;
        channels::PublicationImage item;
        fields.number(number).number(item.seq).number(item.key).number(item.timeMicros);
        fields.number(item.dataAt).number(item.dataSize).text(item.payload);
        const auto channel = m_channels.find(number);
        if (!fields.ended() || channel == m_channels.end() || item.timeMicros < 0
            || item.timeMicros > kMostMicros
            || uint64_t {item.dataAt} + item.dataSize > item.payload.size())
            return false;
        // The channel was said before what it has published, with the newest number.
        auto &history = channel->second.history;
        const uint64_t before = history.empty() ? 0 : history.back().seq;
        if (item.seq <= before || item.seq > channel->second.numbering.seq)
            return false;
        if (item.seq != before + 1)
            history.clear(); // what was between is forgotten, and so is what was before
        history.push_back(std::move(item));
        return true;
    }

    StateRecords m_records;
    std::map<uint32_t, channels::ChannelImage> m_channels;
};

} // namespace

void appendHead(std::string &out, const channels::HubImage &hub)
{
    out += kMark;
    Record(out, Kind::head).number(hub.epochBase).number(hub.nextEpoch);
}

void appendChannel(
    std::string &out, uint32_t number, std::string_view name, const channels::ChannelState &channel)
{
    Record record(out, Kind::channel);
    const channels::Numbering &numbering = channel.numbering;
    record.number(number).text(name).text(numbering.epoch).number(numbering.seq);
    record.number(channel.born).number(channel.rate);
    record.number(static_cast<uint32_t>(numbering.keys.size()));
    for (const auto &[key, seq] : numbering.keys)
        record.number(key).number(seq);
}

void appendPublication(std::string &out, uint32_t number, const channels::Publication &publication)
{
    Record(out, Kind::publication)
        .number(number)
        .number(publication.seq)
        .number(publication.key)
        .number(publication.timeMicros)
        .number(publication.dataAt)
        .number(publication.dataSize)
        .text(publication.message->payload());
}

void appendKey(std::string &out, const channels::KeyImage &key)
{
    Record(out, Kind::key).text(key.channel).text(key.key).number(key.seq).number(key.leftNanos);
}

void appendTrailer(std::string &out)
{
    Record(out, Kind::end);
}

tl::expected<StateRecords, std::string> readRecords(std::string_view bytes)
{
    if (!bytes.starts_with(kMark))
        return tl::unexpected(std::string("this is no state file of this version of wavetape"));
    Reader reader;
    size_t at = kMark.size();
    const auto damaged
        = [&] { return tl::unexpected("the state file is damaged at byte " + std::to_string(at)); };
    while (at < bytes.size()) {
        if (reader.ended())
            return damaged(); // something follows
        RecordHead head;
        if (bytes.size() - at < sizeof head)
            break; // its writer was killed here
        std::memcpy(&head, bytes.data() + at, sizeof head);
        const std::string_view rest = bytes.substr(at + sizeof head);
        if (head.size > rest.size())
            break;
        const std::string_view record = rest.substr(0, head.size);
        if (record.empty() || checksum(record) != head.crc
            || !reader.take(static_cast<Kind>(record.front()), RecordFields(record.substr(1))))
            return damaged();
        at += sizeof head + head.size;
    }
    return reader.records();
}

} // namespace wavetape::state
