// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/Form.h"

#include "channels/Publication.h"

namespace wavetape::channels {

FrameRef Form::encodeOf(
    const Channel &, const ChannelSpec &spec, const Publication &publication) const
{
    return encode(spec, publication);
}

std::string Form::gather(std::span<const PublicationRef> publications) const
{
    return std::string(publications.back()->data());
}

FrameRef Form::cutShort(const EncodedFrame &frame) const
{
    const std::string_view half = firstHalf(frame.payload());
    return frame.headerSize() ? EncodedFrame::text(half) : EncodedFrame::raw(half);
}

std::string_view Form::firstHalf(std::string_view json)
{
    // Half a number is a number.
    if (!json.empty() && (json.front() == '-' || (json.front() >= '0' && json.front() <= '9')))
        return {};
    size_t half = json.size() / 2;
    while (half > 0 && (static_cast<unsigned char>(json[half]) & 0xC0) == 0x80)
        --half;
    return json.substr(0, half);
}

} // namespace wavetape::channels
