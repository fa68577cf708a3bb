// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/RecordingTape.h"

#include <algorithm>
#include <utility>

namespace wavetape::recording {

namespace {
constexpr size_t kMostSummary = 16 << 20;
}

RecordingTape::RecordingTape(
    RecordingFile file, uint64_t mostBytes, const std::map<std::string, std::string> &about)
    : m_file(std::move(file))
    , m_mostBytes(mostBytes)
{
    m_writer.begin(m_out, "wavetape");
    m_writer.addMetadata(m_out, "wavetape", about);
}

std::optional<uint16_t> RecordingTape::channel(const RecordedChannel &channel, bool ours)
{
    uint16_t number = 0;
    if (const auto schema = recordedSchema(channel.name, channel.kind); ours && schema)
        number = m_writer.addSchema(*schema).value_or(0);
    return m_writer.addChannel(toMcap(channel, number));
}

bool RecordingTape::add(uint16_t channel, const Entry &entry, int64_t nowNanos)
{
    if (entry.head.size() + entry.tail.size() > McapWriter::kMostMessage)
        return false;
    if (m_writer.pending() == 0)
        m_blockNanos = nowNanos;
    m_writer.add(channel, entry.seq, entry.key,
        static_cast<uint64_t>(std::max<int64_t>(0, entry.timeMicros)) * 1000, entry.head,
        entry.tail);
    return true;
}

bool RecordingTape::due(int64_t nowNanos) const
{
    return m_writer.pending() >= kBlockBytes
        || (m_writer.pending() > 0 && nowNanos - m_blockNanos >= kBlockNanos);
}

bool RecordingTape::full() const
{
    return m_file.size() >= m_mostBytes || m_writer.summaryBytes() >= kMostSummary;
}

RecordingTape::Written RecordingTape::write(bool finish)
{
    const uint64_t waiting = m_writer.pendingMessages();
    const size_t before = m_out.size();
    m_writer.flush(m_out);
    Written result;
    if (const auto written = m_file.append(m_out); !written) {
        // The beginning stays to be written: nothing can be read without it.
        m_out.resize(before);
        m_writer.revoke();
        result = {waiting, written.error()};
    } else {
        m_out.clear();
    }
    if (!finish || !m_out.empty())
        return result;
    std::string summary;
    m_writer.finish(summary);
    if (const auto written = m_file.append(summary); !written && result.problem.empty())
        result.problem = written.error();
    return result;
}

} // namespace wavetape::recording
