// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Fakes.h"
#include "channels/ChannelHub.h"
#include "delivery/SendQueue.h"
#include "protocol/Reply.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace wavetape::delivery {

/// A queue with one subscription of a channel, and the reader at its other end.
class QueueReader {
public:
    explicit QueueReader(protocol::Policy policy, bool notices = true)
    {
        channels::ChannelSpec spec;
        spec.name = "q";
        spec.policy = policy;
        channel = hub.create(spec);
        subscription.channel = channel;
        subscription.epoch = channel->epoch();
        subscription.subscriber = &listener;
        subscription.policy = policy;
        subscription.notices = notices;
    }
    ~QueueReader() { queue.clear(pool); }

    SendQueue::Verdict publish(
        bool behind, uint64_t key = 0, uint8_t priority = 2, size_t bytes = 100)
    {
        auto publication = std::make_shared<channels::Publication>();
        publication->seq = ++published;
        publication->key = key;
        publication->priority = priority;
        const std::string number = std::to_string(published) + ":" + std::to_string(key);
        publication->message = channels::EncodedFrame::text(number + std::string(bytes, ' '));
        if (leavesOut)
            return queue.pushTouched(pool, subscription, *publication,
                channels::EncodedFrame::raw({}), behind, marks, 1);
        return queue.pushPublication(pool, subscription, *publication, behind, marks, 1);
    }

    /// The next `count` publications never come this far; from `from` on they were lost.
    void lose(uint64_t count, uint64_t from)
    {
        published += count;
        std::string text;
        protocol::appendLagged(text, "q", "e", from, published, "history");
        queue.pushLoss(pool, subscription, from, published, channels::EncodedFrame::text(text), 1);
        subscription.totals.dropped += count;
    }

    /// Takes `bytes` off the queue, as a socket would, and reads whole frames out of what came.
    void take(size_t bytes)
    {
        while (bytes > 0 && !queue.empty()) {
            std::vector<char> scratch(64 * 1024);
            std::array<iovec, 16> parts;
            size_t total = 0;
            const size_t count = queue.gather(bytes, scratch, parts, total);
            size_t taken = std::min(bytes, total);
            bytes -= taken;
            const size_t consumed = taken;
            for (size_t i = 0; i < count && taken > 0; ++i) {
                const size_t part = std::min(taken, parts[i].iov_len);
                stream.append(static_cast<const char *>(parts[i].iov_base), part);
                taken -= part;
            }
            queue.consume(pool, consumed);
        }
        parse();
    }

    struct Message {
        bool notice = false;
        uint64_t from = 0, to = 0, key = 0;
    };
    std::vector<Message> received;
    std::vector<std::string> control;

    channels::ChannelHub hub {channels::HubOptions {}};
    channels::ChannelRef channel;
    FakeSubscriber listener;
    SendNodePool pool;
    SendQueue queue;
    Subscription subscription;
    SendQueue::Marks marks {500, 2000, 6000};
    uint64_t published = 0;
    bool leavesOut = false; ///< what is published, as a fault does

private:
    void parse()
    {
        for (;;) {
            if (stream.size() < 2)
                return;
            const auto opcode = static_cast<unsigned char>(stream[0]) & 0x0f;
            size_t size = static_cast<unsigned char>(stream[1]) & 0x7f, header = 2;
            if (size == 126) {
                if (stream.size() < 4)
                    return;
                size = static_cast<size_t>(static_cast<unsigned char>(stream[2])) << 8
                    | static_cast<unsigned char>(stream[3]);
                header = 4;
            }
            if (stream.size() < header + size)
                return;
            const std::string payload = stream.substr(header, size);
            stream.erase(0, header + size);
            if (opcode >= 8) {
                control.push_back(payload);
            } else if (payload[0] == '{') {
                Message notice {true, number(payload, "\"from\":"), number(payload, "\"to\":"), 0};
                EXPECT_EQ(number(payload, "\"n\":"), notice.to - notice.from + 1);
                received.push_back(notice);
            } else {
                const uint64_t seq = std::stoull(payload);
                received.push_back(
                    {false, seq, seq, std::stoull(payload.substr(payload.find(':') + 1))});
            }
        }
    }
    static uint64_t number(const std::string &text, const std::string &after)
    {
        return std::stoull(text.substr(text.find(after) + after.size()));
    }
    std::string stream;
};

inline void expectSumsAddUp(const QueueReader &reader)
{
    const auto &totals = reader.subscription.totals;
    EXPECT_EQ(totals.delivered + totals.conflated + totals.dropped, reader.published);
    EXPECT_EQ(reader.queue.losses().unexplainedGaps, 0u);
    EXPECT_EQ(reader.queue.bytes(), 0u);
}

} // namespace wavetape::delivery
