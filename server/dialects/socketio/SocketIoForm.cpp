// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/socketio/SocketIoForm.h"

#include "channels/ChannelSpec.h"
#include "channels/Publication.h"
#include "dialects/socketio/SocketIoReply.h"
#include "protocol/BinaryHeader.h"
#include "protocol/JsonWriter.h"
#include "protocol/Reply.h"

#include <string>

namespace wavetape::dialects::socketio {

namespace {

class EventForm final : public channels::Form {
public:
    explicit constexpr EventForm(bool spaced)
        : m_spaced(spaced)
    {
    }

private:
    channels::FrameRef encode(const channels::ChannelSpec &channel,
        const channels::Publication &publication) const override
    {
        constexpr double kMicrosPerMilli = 1000;
        constexpr int kDecimals = 3;
        std::string text;
        appendEventHead(text, channel.name, m_spaced);
        const std::string_view payload = publication.message->payload();
        if (!channel.binary)
            text += publication.data();
        else if (const auto header = protocol::BinaryHeader::read({payload.data(), payload.size()}))
            protocol::appendBlock(
                text, channel.name, *header, payload.substr(protocol::BinaryHeader::kSize));
        else
            text += "null";
        text += ',';
        protocol::JsonWriter json(text);
        json.beginObject().key("seq").unsignedInteger(publication.seq);
        json.key("ts").number(
            static_cast<double>(publication.timeMicros) / kMicrosPerMilli, kDecimals);
        json.key("epoch").string(*publication.epoch).endObject();
        text += ']';
        return channels::EncodedFrame::text(text);
    }

    const bool m_spaced;
};

constexpr EventForm kWhole(false);
constexpr EventForm kSpaced(true);

} // namespace

const channels::Form &form(bool spaced)
{
    return spaced ? kSpaced : kWhole;
}

} // namespace wavetape::dialects::socketio
