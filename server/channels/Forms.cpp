// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/Forms.h"

#include "channels/ChannelSpec.h"
#include "channels/Publication.h"
#include "protocol/BinaryHeader.h"
#include "protocol/Reply.h"

#include <string>

namespace wavetape::channels {

namespace {
class MessageForm final : public Form {
    FrameRef encode(const ChannelSpec &, const Publication &publication) const override
    {
        return publication.message;
    }
};

class BareForm final : public Form {
    FrameRef encode(const ChannelSpec &channel, const Publication &publication) const override
    {
        if (channel.binary)
            return EncodedFrame::binary(
                {}, publication.message->payload().substr(protocol::BinaryHeader::kSize));
        return EncodedFrame::text(publication.data());
    }
};

class StreamForm final : public Form {
    FrameRef encode(const ChannelSpec &channel, const Publication &publication) const override
    {
        std::string text;
        protocol::appendStreamMessage(text, channel.name, publication.data());
        return EncodedFrame::text(text);
    }
};

constexpr MessageForm kMessage;
constexpr BareForm kBare;
constexpr StreamForm kStream;
} // namespace

namespace forms {
const Form &message = kMessage;
const Form &bare = kBare;
const Form &stream = kStream;
} // namespace forms

} // namespace wavetape::channels
