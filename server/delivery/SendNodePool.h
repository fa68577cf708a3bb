// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/EncodedFrame.h"

#include <cstddef>
#include <cstdint>

namespace wavetape::delivery {

struct Subscription;

/// One entry of a SendQueue: a frame, or a `lagged` notice that is encoded when it is sent.
struct SendNode {
    SendNode *previous = nullptr;
    SendNode *next = nullptr;
    SendNode *olderOfSubscription = nullptr;
    SendNode *newerOfSubscription = nullptr;
    channels::FrameRef prefix; ///< what this reader alone gets before the frame; null: nothing
    channels::FrameRef frame;
    Subscription *subscription = nullptr; ///< null: a reply, never dropped
    uint64_t seq = 0; ///< of a notice: the first number lost
    uint64_t noticeTo = 0; ///< not 0: this is a notice, up to this number
    uint64_t key = 0;
    int64_t publishedNanos = 0; ///< steady clock; 0: not a publication that was just published
    uint64_t queuedMs = 0;
    uint8_t priority = 0;
    bool pulled = false; ///< asked for: a reply, a snapshot, a replay. Never trimmed
    bool final = false; ///< of a notice: what is lost next to it is another's to tell

    uint32_t size() const { return (prefix ? prefix->size() : 0) + (frame ? frame->size() : 0); }
};

/// Nodes are recycled per I/O thread: the hot path allocates nothing.
class SendNodePool {
public:
    SendNodePool() = default;
    ~SendNodePool();
    SendNodePool(const SendNodePool &) = delete;
    SendNodePool &operator=(const SendNodePool &) = delete;

    SendNode *take();
    void give(SendNode *node);
    /// Now and then: frees a part of the nodes that were not needed since the last call.
    void shrink();

private:
    SendNode *m_free = nullptr;
    size_t m_count = 0;
    size_t m_least = 0; ///< free ones, since shrink()
};

} // namespace wavetape::delivery
