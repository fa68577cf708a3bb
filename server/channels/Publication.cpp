// SPDX-License-Identifier: GPL-3.0-or-later
#include "channels/Publication.h"

#include "channels/BlockPool.h"
#include "protocol/Reply.h"

#include <utility>

namespace wavetape::channels {

Publication::~Publication()
{
    const Made *made = m_made.load(std::memory_order_relaxed);
    while (made)
        delete std::exchange(made, made->next);
}

std::shared_ptr<Publication> Publication::make()
{
    return std::allocate_shared<Publication>(PoolAllocator<Publication>());
}

void *Publication::Made::operator new(size_t bytes)
{
    return BlockPool::take(bytes);
}

void Publication::Made::operator delete(void *made, size_t bytes)
{
    BlockPool::give(made, bytes);
}

PublicationRef Publication::inPlaceOf(
    const Publication &newest, std::string_view channel, std::string_view dataJson)
{
    auto made = make();
    made->channelId = newest.channelId;
    made->priority = newest.priority;
    made->epoch = newest.epoch;
    made->seq = newest.seq;
    made->key = newest.key;
    made->timeMicros = newest.timeMicros;
    made->monotonicNanos = newest.monotonicNanos;
    std::string text;
    made->dataAt = static_cast<uint32_t>(
        protocol::appendPublication(text, channel, dataJson, newest.seq, newest.timeMicros, {}));
    made->dataSize = static_cast<uint32_t>(dataJson.size());
    made->message = EncodedFrame::text(text);
    return made;
}

const FrameRef *Publication::find(const Form &form, uint8_t windowBits) const
{
    for (const Made *made = m_made.load(std::memory_order_acquire); made; made = made->next) {
        if (made->form == &form && made->windowBits == windowBits)
            return &made->frame;
    }
    return nullptr;
}

const FrameRef &Publication::keep(const Form &form, uint8_t windowBits, FrameRef frame) const
{
    const Made *made
        = new Made {&form, windowBits, std::move(frame), m_made.load(std::memory_order_relaxed)};
    m_made.store(made, std::memory_order_release);
    return made->frame;
}

} // namespace wavetape::channels
