// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/foxglove/FoxgloveForm.h"

#include "channels/Channel.h"
#include "dialects/foxglove/FoxgloveReply.h"
#include "protocol/Cdr.h"

#include <string>

namespace wavetape::dialects::foxglove {

namespace {

class DataForm final : public channels::Form {
    channels::FrameRef encode(const channels::ChannelSpec &channel,
        const channels::Publication &publication) const override
    {
        return made(channel, publication, channel.rate);
    }
    channels::FrameRef encodeOf(const channels::Channel &channel, const channels::ChannelSpec &spec,
        const channels::Publication &publication) const override
    {
        return made(spec, publication, channel.rate());
    }
    static channels::FrameRef made(
        const channels::ChannelSpec &channel, const channels::Publication &publication, double rate)
    {
        std::string body;
        appendMessageTime(body, publication.timeMicros);
        if (!channel.binary) {
            body += publication.data();
            return channels::EncodedFrame::raw(body);
        }
        const std::string_view payload = publication.message->payload();
        if (const auto header = protocol::BinaryHeader::read({payload.data(), payload.size()})) {
            const std::string_view samples = payload.substr(protocol::BinaryHeader::kSize);
            protocol::appendCdrHead(
                body, {header->kind, header->timeMicros, rate, header->lanes, samples});
            body += samples;
        }
        return channels::EncodedFrame::raw(body);
    }
};

constexpr DataForm kData;

} // namespace

const channels::Form &form = kData;

} // namespace wavetape::dialects::foxglove
