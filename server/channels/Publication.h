// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/EncodedFrame.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace wavetape::channels {

class Form;

/// One publication, sequenced. Immutable once it is handed out; shared by history, inboxes and
/// queues of all threads.
struct Publication {
    uint32_t channelId = 0;
    uint8_t priority = 2; ///< 0 control, 1 alert or snapshot, 2 normal, 3 bulk
    std::shared_ptr<const std::string> epoch; ///< of the numbering that `seq` is of
    uint64_t seq = 0;
    uint64_t key = 0; ///< what conflation replaces within the channel (a candle's start; else 0)
    int64_t timeMicros = 0; ///< when it was published, since 1970
    int64_t monotonicNanos = 0; ///< the same by the steady clock
    FrameRef message; ///< forms::message, from which every other form is made
    uint32_t dataAt = 0, dataSize = 0; ///< of a text publication's `data` in its payload

    Publication() = default;
    Publication(const Publication &) = delete;
    Publication &operator=(const Publication &) = delete;
    ~Publication();

    static std::shared_ptr<Publication> make();
    /// One of `dataJson` in the place of `newest`: what tells of it and of some before it.
    static std::shared_ptr<const Publication> inPlaceOf(
        const Publication &newest, std::string_view channel, std::string_view dataJson);

    /// The `data` of a text publication, as JSON.
    std::string_view data() const { return message->payload().substr(dataAt, dataSize); }
    /// Its frame in a form that was kept, compressed for a window of `windowBits` (0: as it is);
    /// null where nobody has asked for it yet. Any thread, without a lock. What readers call is
    /// Channel::frame().
    const FrameRef *find(const Form &form, uint8_t windowBits = 0) const;
    /// Adds a frame, which lives as long as the publication. One caller at a time; any number may
    /// look meanwhile.
    const FrameRef &keep(const Form &form, uint8_t windowBits, FrameRef frame) const;

private:
    /// Forms made so far, the newest first: few, so that a list is the smallest map.
    struct Made {
        const Form *form;
        uint8_t windowBits;
        FrameRef frame;
        const Made *next;

        static void *operator new(size_t bytes);
        static void operator delete(void *made, size_t bytes);
    };
    mutable std::atomic<const Made *> m_made {nullptr};
};
using PublicationRef = std::shared_ptr<const Publication>;

} // namespace wavetape::channels
