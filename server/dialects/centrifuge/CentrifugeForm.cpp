// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/centrifuge/CentrifugeForm.h"

#include "channels/Publication.h"
#include "dialects/centrifuge/CentrifugeReply.h"
#include "protocol/BinaryHeader.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"

#include <string>

namespace wavetape::dialects::centrifuge {

namespace {

class PushForm final : public channels::Form {
    channels::FrameRef encode(const channels::ChannelSpec &channel,
        const channels::Publication &publication) const override
    {
        std::string text;
        protocol::JsonWriter json(text);
        json.beginObject().key("push").beginObject().key("channel").string(channel.name);
        json.key("pub").beginObject().key("data").raw("");
        if (!channel.binary) {
            appendOnOneLine(text, publication.data());
        } else {
            const std::string_view payload = publication.message->payload();
            if (const auto header = protocol::BinaryHeader::read({payload.data(), payload.size()}))
                protocol::appendBlock(
                    text, channel.name, *header, payload.substr(protocol::BinaryHeader::kSize));
            else
                text += "null";
        }
        if (isRecoverable(channel))
            json.key("offset").unsignedInteger(publication.seq);
        json.endObject().endObject().endObject();
        return channels::EncodedFrame::text(text);
    }
};

constexpr PushForm kPush;

} // namespace

const channels::Form &form = kPush;

bool isRecoverable(const channels::ChannelSpec &channel)
{
    return channel.recoverable && channel.keepHistory && !channel.binary
        && channel.policy != protocol::Policy::conflate;
}

} // namespace wavetape::dialects::centrifuge
