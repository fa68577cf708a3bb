// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/SendQueue.h"

#include "defence/Defence.h"
#include "protocol/Reply.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace wavetape::net {

using defence::armed;
using defence::Defence;

using channels::FrameRef;
using protocol::Policy;

namespace {
// Frames below this are cheaper to copy together than to gather (tests/bench/README.md).
constexpr size_t kCopyBelow = 4096;
// The pool keeps what a burst needed, up to this many nodes.
constexpr size_t kPooledNodes = 65'536;
} // namespace

SendNodePool::~SendNodePool()
{
    while (m_free)
        delete std::exchange(m_free, m_free->next);
}

SendNode *SendNodePool::take()
{
    if (!m_free)
        return new SendNode;
    SendNode *node = std::exchange(m_free, m_free->next);
    --m_count;
    node->next = nullptr;
    return node;
}

void SendNodePool::give(SendNode *node)
{
    if (m_count >= kPooledNodes) {
        delete node;
        return;
    }
    *node = SendNode {};
    node->next = m_free;
    m_free = node;
    ++m_count;
}

SendQueue::~SendQueue() = default;

void SendQueue::clear(SendNodePool &pool)
{
    for (SendNode **list : {&m_head, &m_controlHead}) {
        while (*list) {
            SendNode *node = *list;
            *list = node->next;
            if (node->subscription)
                unlinkFromSubscription(node);
            pool.give(node);
        }
    }
    m_tail = m_controlTail = nullptr;
    policyChanged();
    m_bytes = 0;
    m_messages = 0;
    m_headSent = m_controlSent = 0;
}

void SendQueue::pushControl(SendNodePool &pool, FrameRef frame)
{
    SendNode *node = pool.take();
    m_bytes += frame->size();
    node->frame = std::move(frame);
    node->previous = m_controlTail;
    (m_controlTail ? m_controlTail->next : m_controlHead) = node;
    m_controlTail = node;
}

void SendQueue::pushPong(SendNodePool &pool, FrameRef frame, bool replace)
{
    for (SendNode *node = replace && armed(Defence::onePong) ? m_controlTail : nullptr; node;
         node = node->previous) {
        const bool started = node == m_controlHead && m_controlSent > 0;
        if (node->frame->opcode() != websocket::Opcode::pong || started)
            continue;
        m_bytes += frame->size();
        m_bytes -= node->frame->size();
        node->frame = std::move(frame);
        return;
    }
    pushControl(pool, std::move(frame));
}

SendQueue::Losses SendQueue::takeLosses()
{
    if (!m_behind)
        return {};
    const Losses all = m_behind->losses;
    const Losses before = std::exchange(m_behind->taken, all);
    return {all.dropped - before.dropped, all.conflated - before.conflated,
        all.notices - before.notices, all.unexplainedGaps - before.unexplainedGaps};
}

SendQueue::Behind &SendQueue::behind()
{
    if (!m_behind) {
        m_behind = std::make_unique<Behind>();
        policyChanged();
    }
    return *m_behind;
}

void SendQueue::policyChanged()
{
    if (m_behind)
        m_behind->droppable.fill(m_head);
}

SendNode *SendQueue::append(SendNodePool &pool, FrameRef frame, uint64_t nowMs)
{
    SendNode *node = pool.take();
    if (frame)
        m_bytes += frame->size();
    node->frame = std::move(frame);
    node->queuedMs = nowMs;
    node->previous = m_tail;
    (m_tail ? m_tail->next : m_head) = node;
    m_tail = node;
    ++m_messages;
    if (m_behind) {
        for (SendNode *&droppable : m_behind->droppable) {
            if (!droppable)
                droppable = node;
        }
    }
    return node;
}

void SendQueue::pushReply(SendNodePool &pool, FrameRef frame, uint64_t nowMs)
{
    append(pool, std::move(frame), nowMs);
}

SendQueue::Verdict SendQueue::pushPublication(SendNodePool &pool, Subscription &subscription,
    const channels::Publication &publication, bool behind, const Marks &marks, uint64_t nowMs)
{
    const FrameRef &encoded = publication.frame(subscription.format);
    const FrameRef frame = subscription.deflateBits
        ? subscription.channel->deflated(publication, subscription.format, subscription.deflateBits)
        : encoded ? encoded
                  : subscription.channel->derive(publication, subscription.format);
    const uint64_t previous = subscription.seenSeq;
    subscription.seenSeq = publication.seq;
    if (subscription.isGap(previous, publication.seq))
        ++lose().unexplainedGaps;
    if (behind && subscription.conflating() && conflate(subscription, publication, frame))
        return Verdict::queued;

    SendNode *node = append(pool, frame, nowMs);
    node->seq = publication.seq;
    node->key = publication.key;
    node->publishedNanos = publication.monotonicNanos;
    node->priority = publication.priority;
    linkToSubscription(node, subscription);
    if (behind && m_bytes > marks.high) {
        switch (subscription.policy) {
        case Policy::dropOldest:
        case Policy::lowPriorityFirst:
            trim(pool, marks.high, subscription.policy);
            break;
        case Policy::dropNewest:
            drop(pool, node);
            break;
        case Policy::conflate:
        case Policy::disconnect:
        case Policy::unbounded:
            break;
        }
    }
    // One frame larger than the hard mark is admitted to an empty queue.
    const bool alone = m_head == m_tail;
    return m_bytes > marks.hard && !alone && subscription.policy != Policy::unbounded
        ? Verdict::overflow
        : Verdict::queued;
}

void SendQueue::pushLoss(SendNodePool &pool, Subscription &subscription, uint64_t from, uint64_t to,
    FrameRef frame, uint64_t nowMs)
{
    SendNode *node = append(pool, std::move(frame), nowMs);
    node->seq = from;
    node->noticeTo = to;
    node->final = true;
    linkToSubscription(node, subscription);
    subscription.seenSeq = to;
}

void SendQueue::countRun(
    Subscription &subscription, uint64_t firstSeq, uint64_t lastSeq, uint64_t count)
{
    if (subscription.isGap(subscription.seenSeq, firstSeq))
        ++lose().unexplainedGaps;
    subscription.seenSeq = subscription.sentSeq = lastSeq;
    subscription.totals.delivered += count;
}

bool SendQueue::conflate(
    Subscription &subscription, const channels::Publication &publication, const FrameRef &frame)
{
    for (SendNode *node = subscription.newestPending; node; node = node->olderOfSubscription) {
        if (node->key != publication.key || node->noticeTo || !untouched(node))
            continue;
        m_bytes += frame->size();
        m_bytes -= node->frame->size();
        node->frame = frame;
        node->seq = publication.seq;
        node->publishedNanos = publication.monotonicNanos;
        ++subscription.totals.conflated;
        ++lose().conflated;
        return true;
    }
    return false;
}

void SendQueue::trim(SendNodePool &pool, uint64_t mark, Policy policy)
{
    // The least important lane first, the oldest of it first; with drop-oldest all lanes are one.
    for (int lane = policy == Policy::lowPriorityFirst ? kLanes - 1 : 0; lane >= 0; --lane) {
        SendNode *&droppable = behind().droppable[policy == Policy::dropOldest ? kLanes : lane];
        while (droppable && m_bytes > mark) {
            SendNode *node = std::exchange(droppable, droppable->next);
            const bool mine = node->subscription && node->subscription->policy == policy
                && !node->noticeTo && untouched(node);
            if (mine && (policy == Policy::dropOldest || node->priority == lane))
                drop(pool, node);
        }
        if (m_bytes <= mark)
            return;
    }
}

void SendQueue::drop(SendNodePool &pool, SendNode *node)
{
    Subscription &subscription = *node->subscription;
    // Whichever subscription's message made the room necessary, this one has the hole.
    if (subscription.resyncs)
        subscription.needsResync = m_resyncWanted = true;
    ++subscription.totals.dropped;
    ++lose().dropped;
    m_bytes -= node->frame->size();
    node->frame = {};
    SendNode *before = node->olderOfSubscription;
    SendNode *after = node->newerOfSubscription;
    const bool announced = subscription.notices && !subscription.conflating();
    const auto extendable = [&](SendNode *notice) {
        return notice && notice->noticeTo && !notice->final && untouched(notice);
    };
    if (announced && extendable(before) && before->noticeTo + 1 == node->seq) {
        before->noticeTo = node->seq;
        // What was encoded but not sent no longer holds.
        if (before->frame)
            m_bytes -= before->frame->size();
        before->frame = {};
    } else if (announced && extendable(after) && after->seq == node->seq + 1) {
        after->seq = node->seq;
        if (after->frame)
            m_bytes -= after->frame->size();
        after->frame = {};
    } else if (announced) {
        // The loss is told where the message would have been.
        node->noticeTo = node->seq;
        node->publishedNanos = 0;
        ++lose().notices;
        return;
    }
    unlinkFromSubscription(node);
    unlink(node);
    pool.give(node);
}

void SendQueue::unlink(SendNode *node)
{
    if (m_behind) {
        for (SendNode *&droppable : m_behind->droppable) {
            if (droppable == node)
                droppable = node->next;
        }
    }
    (node->previous ? node->previous->next : m_head) = node->next;
    (node->next ? node->next->previous : m_tail) = node->previous;
    --m_messages;
}

void SendQueue::linkToSubscription(SendNode *node, Subscription &subscription)
{
    node->subscription = &subscription;
    node->olderOfSubscription = subscription.newestPending;
    (subscription.newestPending ? subscription.newestPending->newerOfSubscription
                                : subscription.oldestPending)
        = node;
    subscription.newestPending = node;
}

void SendQueue::unlinkFromSubscription(SendNode *node)
{
    Subscription &subscription = *node->subscription;
    (node->olderOfSubscription ? node->olderOfSubscription->newerOfSubscription
                               : subscription.oldestPending)
        = node->newerOfSubscription;
    (node->newerOfSubscription ? node->newerOfSubscription->olderOfSubscription
                               : subscription.newestPending)
        = node->olderOfSubscription;
    node->olderOfSubscription = node->newerOfSubscription = nullptr;
    node->subscription = nullptr;
}

void SendQueue::encodeNotice(SendNode *node)
{
    const channels::Channel &channel = *node->subscription->channel;
    std::string text;
    protocol::appendLagged(
        text, channel.name(), channel.position().epoch, node->seq, node->noticeTo, "drop");
    node->frame = channels::EncodedFrame::text(text);
    m_bytes += node->frame->size();
}

size_t SendQueue::gather(
    size_t budget, std::span<char> scratch, std::span<iovec> parts, size_t &total)
{
    size_t count = 0;
    size_t used = 0;
    char *copying = nullptr; // end of the part in `scratch` that is still growing
    total = 0;
    const auto add = [&](std::string_view bytes) {
        const bool copied = bytes.size() < kCopyBelow && used + bytes.size() <= scratch.size();
        const bool growing = copied && copying == scratch.data() + used && count > 0;
        if (!growing && count == parts.size())
            return false;
        if (!copied) {
            parts[count++] = {const_cast<char *>(bytes.data()), bytes.size()};
            copying = nullptr;
        } else {
            std::memcpy(scratch.data() + used, bytes.data(), bytes.size());
            if (growing)
                parts[count - 1].iov_len += bytes.size();
            else
                parts[count++] = {scratch.data() + used, bytes.size()};
            used += bytes.size();
            copying = scratch.data() + used;
        }
        total += bytes.size();
        return true;
    };

    // A frame whose beginning is out goes on first, whichever lane it is of.
    SendNode *data = m_head;
    if (m_headSent > 0) {
        add(data->frame->bytes().substr(m_headSent));
        data = data->next;
    }
    for (SendNode *node = m_controlHead; node && total < budget; node = node->next) {
        if (!add(node->frame->bytes().substr(node == m_controlHead ? m_controlSent : 0)))
            return count;
    }
    for (; data && total < budget; data = data->next) {
        if (!data->frame)
            encodeNotice(data);
        if (!add(data->frame->bytes()))
            break;
    }
    return count;
}

SendQueue::Sent SendQueue::consume(SendNodePool &pool, uint64_t bytes)
{
    Sent sent;
    m_bytes -= bytes;
    const auto takeHead = [&] {
        const uint64_t left = m_head->frame->size() - m_headSent;
        if (bytes < left) {
            m_headSent += static_cast<uint32_t>(bytes);
            bytes = 0;
            return;
        }
        bytes -= left;
        pop(pool, sent);
    };
    if (m_headSent > 0 && bytes > 0)
        takeHead();
    while (m_controlHead && bytes > 0) {
        const uint64_t left = m_controlHead->frame->size() - m_controlSent;
        if (bytes < left) {
            m_controlSent += static_cast<uint32_t>(bytes);
            return sent;
        }
        bytes -= left;
        m_controlSent = 0;
        SendNode *node = m_controlHead;
        m_controlHead = node->next;
        (m_controlHead ? m_controlHead->previous : m_controlTail) = nullptr;
        pool.give(node);
    }
    while (m_head && bytes > 0)
        takeHead();
    return sent;
}

void SendQueue::pop(SendNodePool &pool, Sent &sent)
{
    SendNode *node = m_head;
    m_headSent = 0;
    unlink(node);
    ++sent.messages;
    const uint8_t header = node->frame->headerSize();
    ++sent.headers[header == 2 ? 0 : header == 4 ? 1 : 2];
    if (node->publishedNanos
        && (!sent.oldestPublishedNanos || node->publishedNanos < sent.oldestPublishedNanos))
        sent.oldestPublishedNanos = node->publishedNanos;
    if (node->subscription) {
        Subscription &subscription = *node->subscription;
        unlinkFromSubscription(node);
        const uint64_t last = node->noticeTo ? node->noticeTo : node->seq;
        if (subscription.notices && subscription.isGap(subscription.sentSeq, node->seq))
            ++lose().unexplainedGaps;
        subscription.sentSeq = last;
        if (!node->noticeTo)
            ++subscription.totals.delivered;
    }
    pool.give(node);
}

uint64_t Subscription::unaccounted(uint64_t seq) const
{
    uint64_t known = totals.delivered + totals.conflated + totals.dropped;
    for (const SendNode *node = oldestPending; node; node = node->newerOfSubscription)
        known += node->noticeTo ? 0 : 1;
    const uint64_t all = seq - std::min(seq, startSeq);
    return all - std::min(all, known);
}

uint64_t SendQueue::dropAll(SendNodePool &pool, Subscription &subscription)
{
    uint64_t first = subscription.sentSeq + 1;
    for (SendNode *node = subscription.oldestPending; node;) {
        SendNode *following = node->newerOfSubscription;
        if (!untouched(node)) {
            first = (node->noticeTo ? node->noticeTo : node->seq) + 1;
        } else {
            if (node->frame)
                m_bytes -= node->frame->size();
            if (!node->noticeTo) {
                ++subscription.totals.dropped;
                ++lose().dropped;
            }
            unlinkFromSubscription(node);
            unlink(node);
            pool.give(node);
        }
        node = following;
    }
    return first;
}

void SendQueue::discardData(SendNodePool &pool)
{
    for (SendNode *node = m_head; node;) {
        SendNode *following = node->next;
        if (untouched(node)) {
            if (node->frame)
                m_bytes -= node->frame->size();
            if (node->subscription) {
                if (!node->noticeTo) {
                    ++node->subscription->totals.dropped;
                    ++lose().dropped;
                }
                unlinkFromSubscription(node);
            }
            unlink(node);
            pool.give(node);
        }
        node = following;
    }
}

uint64_t SendQueue::unsentOfStarted() const
{
    if (m_headSent > 0)
        return m_head->frame->size() - m_headSent;
    return m_controlSent > 0 ? m_controlHead->frame->size() - m_controlSent : 0;
}

void SendQueue::detach(Subscription &subscription)
{
    while (SendNode *node = subscription.oldestPending) {
        if (!node->noticeTo)
            ++subscription.totals.delivered;
        else if (!node->frame)
            encodeNotice(node);
        unlinkFromSubscription(node);
    }
}

} // namespace wavetape::net
