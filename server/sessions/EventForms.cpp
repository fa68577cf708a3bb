// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessions/EventForms.h"

#include "channels/ChannelSpec.h"
#include "channels/Publication.h"
#include "protocol/BinaryHeader.h"
#include "protocol/Reply.h"

#include <algorithm>
#include <charconv>

namespace wavetape::sessions {

using channels::ChannelSpec;
using channels::EncodedFrame;
using channels::FrameRef;
using channels::Publication;

namespace {

std::string jsonOf(const ChannelSpec &channel, const Publication &publication)
{
    const std::string_view payload = publication.message->payload();
    if (!channel.binary)
        return std::string(payload);
    std::string text;
    if (const auto header = protocol::BinaryHeader::read({payload.data(), payload.size()}))
        protocol::appendBlock(
            text, channel.name, *header, payload.substr(protocol::BinaryHeader::kSize));
    return text;
}

class JsonForm final : public channels::Form {
    FrameRef encode(const ChannelSpec &channel, const Publication &publication) const override
    {
        return EncodedFrame::raw(jsonOf(channel, publication));
    }
};

class EventForm final : public channels::Form {
public:
    constexpr EventForm(bool identified, bool chunked)
        : m_identified(identified)
        , m_chunked(chunked)
    {
    }

private:
    FrameRef cutShort(const EncodedFrame &frame) const override
    {
        std::string_view text = frame.bytes();
        if (m_chunked) {
            text.remove_prefix(text.find("\r\n") + 2);
            text.remove_suffix(2);
        }
        const size_t json = text.find("data:") + 5;
        std::string cut(text.substr(0, json));
        cut += firstHalf(text.substr(json));
        return EncodedFrame::raw(streamBytes(cut + "\n\n", m_chunked));
    }

    FrameRef encode(const ChannelSpec &channel, const Publication &publication) const override
    {
        std::string text;
        if (m_identified)
            text = "id:" + *publication.epoch + ':' + std::to_string(publication.seq) + '\n';
        appendEventData(text, jsonOf(channel, publication));
        return EncodedFrame::raw(streamBytes(text, m_chunked));
    }

    const bool m_identified, m_chunked;
};

constexpr JsonForm kJson;
constexpr EventForm kEvents[2][2] {{{false, false}, {false, true}}, {{true, false}, {true, true}}};

} // namespace

namespace forms {
const channels::Form &json = kJson;
} // namespace forms

const channels::Form &eventForm(bool identified, bool chunked)
{
    return kEvents[identified][chunked];
}

void appendEventData(std::string &out, std::string_view json)
{
    // A client's data may have line ends between its tokens; each would end the field. One space
    // after the colon is not part of the value.
    for (bool first = true;; first = false) {
        const size_t end = std::min(json.find_first_of("\r\n"), json.size());
        out += first ? "data:" : "data: ";
        out += json.substr(0, end);
        out += '\n';
        if (end == json.size())
            break;
        const bool pair = json[end] == '\r' && json.substr(end + 1).starts_with('\n');
        json.remove_prefix(end + (pair ? 2 : 1));
    }
    out += '\n';
}

std::string streamBytes(std::string_view text, bool chunked)
{
    if (!chunked)
        return std::string(text);
    char size[16];
    const auto end = std::to_chars(size, size + sizeof size, text.size(), 16).ptr;
    std::string bytes(size, end);
    bytes += "\r\n";
    bytes += text;
    bytes += "\r\n";
    return bytes;
}

} // namespace wavetape::sessions
