// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/RecordingReader.h"

#include "websocket/Utf8.h"

#include <algorithm>

namespace wavetape::recording {

namespace {
// As far as a client's numbers reach, in the year 2255; what reckons with times stays in range.
constexpr uint64_t kMostNanos = (uint64_t {1} << 53) * 1000;
constexpr size_t kMostMessage = 8 << 20; // as the recorder
} // namespace

tl::expected<std::unique_ptr<RecordingReader>, std::string> RecordingReader::open(
    const std::string &path)
{
    auto source = FileSource::open(path);
    if (!source)
        return tl::unexpected(source.error());
    std::unique_ptr<RecordingReader> reader(new RecordingReader(std::move(*source)));
    auto contents = reader->m_reader.contents();
    if (!contents)
        return tl::unexpected(path + ": " + contents.error());
    reader->m_contents = std::move(*contents);
    for (const auto &[id, channel] : reader->m_contents.channels) {
        if (auto recorded = recordedChannel(channel))
            reader->m_channels.emplace(id, std::move(*recorded));
    }
    return reader;
}

const std::vector<RecordedMessage> &RecordingReader::chunk(size_t number)
{
    m_messages.clear();
    auto read = m_reader.chunk(m_contents.chunks[number]);
    if (!read) {
        ++m_skipped;
        return m_messages;
    }
    m_chunk = std::move(*read);
    for (const auto &[message, place] : m_chunk.messages) {
        const auto channel = m_channels.find(message.channel);
        if (channel == m_channels.end() || message.logNanos > kMostNanos
            || message.data.size() > kMostMessage) {
            ++m_skipped;
            continue;
        }
        RecordedMessage result {message.channel, &channel->second, message.seq, message.key,
            static_cast<int64_t>(message.logNanos / 1000), message.data, {}};
        const RecordedKind kind = channel->second.kind;
        bool sound = true;
        if (kind == RecordedKind::float32 || kind == RecordedKind::bytes) {
            const auto block
                = protocol::readCdr(kind == RecordedKind::float32 ? protocol::BlockKind::float32
                                                                  : protocol::BlockKind::bytes,
                    message.data);
            sound = block.has_value();
            if (sound) {
                result.block = *block;
                result.data = block->payload;
            }
        } else {
            sound = websocket::isValidUtf8(message.data) && m_json.isValidJson(message.data);
        }
        if (sound)
            m_messages.push_back(result);
        else
            ++m_skipped;
    }
    return m_messages;
}

} // namespace wavetape::recording
