// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/Timeline.h"

#include "protocol/ChannelFamily.h"
#include "recording/JsonMembers.h"

#include <algorithm>

namespace wavetape::recording {

namespace {

constexpr size_t kMostText = 240;

/// `"a \"b\""` without its quotes, as far as it can be shown: what is escaped stays so.
std::string_view shownText(std::string_view json)
{
    const bool quoted = json.size() >= 2 && json.front() == '"';
    return (quoted ? json.substr(1, json.size() - 2) : json).substr(0, kMostText);
}

/// What the families say that are about events; empty for the others.
std::string eventText(const RecordedMessage &message)
{
    if (message.channel->kind != RecordedKind::text)
        return {};
    const std::string_view family = protocol::familyOf(message.channel->name).name;
    if (family == "news" || family == "alerts")
        return std::string(shownText(jsonMember(message.data, "text")));
    if (family != "status")
        return {};
    std::string text(shownText(jsonMember(message.data, "symbol")));
    text.append(": ").append(shownText(jsonMember(message.data, "status")));
    return text.append(", ").append(shownText(jsonMember(message.data, "reason")));
}

/// A chunk's bytes, spread evenly over its time.
void spread(std::vector<double> &columns, const McapContents &contents, const McapChunk &chunk)
{
    const auto span = static_cast<double>(contents.lastNanos - contents.firstNanos);
    const auto place = [&](uint64_t nanos) {
        const uint64_t within
            = std::clamp(nanos, contents.firstNanos, contents.lastNanos) - contents.firstNanos;
        const double share = span > 0 ? static_cast<double>(within) / span : 0;
        return std::min(
            columns.size() - 1, static_cast<size_t>(share * static_cast<double>(columns.size())));
    };
    const size_t first = place(chunk.firstNanos);
    const size_t last = std::max(first, place(chunk.lastNanos));
    for (size_t i = first; i <= last; ++i)
        columns[i] += static_cast<double>(chunk.length) / static_cast<double>(last - first + 1);
}

} // namespace

Timeline timelineOf(RecordingReader &reader, size_t columns, const std::function<bool()> &goOn)
{
    Timeline timeline;
    const McapContents &contents = reader.contents();
    timeline.bytes.assign(std::max<size_t>(columns, 1), 0);
    for (const McapChunk &chunk : contents.chunks)
        spread(timeline.bytes, contents, chunk);
    for (size_t i = 0; i < contents.chunks.size() && timeline.whole; ++i) {
        timeline.whole = i < kMostTimelineChunks && goOn();
        if (!timeline.whole)
            break;
        for (const RecordedMessage &message : reader.chunk(i)) {
            std::string text = eventText(message);
            if (text.empty())
                continue;
            if (timeline.events.size() == kMostEvents) {
                timeline.whole = false;
                break;
            }
            timeline.events.push_back({message.timeMicros, message.channel->name, std::move(text)});
        }
    }
    return timeline;
}

} // namespace wavetape::recording
