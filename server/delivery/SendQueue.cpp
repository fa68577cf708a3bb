// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/SendQueue.h"

#include "defence/Defence.h"
#include "delivery/Subscriber.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace wavetape::delivery {

using defence::armed;
using defence::Defence;

using channels::FrameRef;
using metrics::kLanes;
using protocol::Policy;

namespace {
/// Is it part of HTTP? Then nothing of the WebSocket may go before it, and it is no message.
bool isHttp(const SendNode *node)
{
    // A body without a header that was a subscription's has its reader's own before it.
    return node->frame && node->frame->headerSize() == 0 && !node->subscription && !node->prefix;
}
} // namespace

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
    m_bytes = m_pulledBytes = 0;
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
    Losses gained {all.dropped - before.dropped, all.conflated - before.conflated,
        all.notices - before.notices, all.unexplainedGaps - before.unexplainedGaps, {}};
    for (size_t lane = 0; lane < kLanes; ++lane)
        gained.droppedByLane[lane] = all.droppedByLane[lane] - before.droppedByLane[lane];
    return gained;
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

/// `node` has grown by `bytes`.
void SendQueue::resize(const SendNode *node, int64_t bytes)
{
    m_bytes += static_cast<uint64_t>(bytes);
    if (node->pulled)
        m_pulledBytes += static_cast<uint64_t>(bytes);
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
    SendNode *node = append(pool, std::move(frame), nowMs);
    node->pulled = true;
    m_pulledBytes += node->size();
}

SendQueue::Verdict SendQueue::pushPublication(SendNodePool &pool, Subscription &subscription,
    const channels::Publication &publication, bool behind, const Marks &marks, uint64_t nowMs)
{
    return pushTouched(pool, subscription, publication,
        subscription.channel->frame(publication, *subscription.form, subscription.deflateBits),
        behind, marks, nowMs);
}

SendQueue::Verdict SendQueue::pushTouched(SendNodePool &pool, Subscription &subscription,
    const channels::Publication &publication, const FrameRef &frame, bool behind,
    const Marks &marks, uint64_t nowMs)
{
    const uint64_t previous = subscription.seenSeq;
    // What a rate held comes later than what passed of another key.
    subscription.seenSeq = std::max(previous, publication.seq);
    if (subscription.isGap(previous, publication.seq))
        ++lose().unexplainedGaps;
    if (behind && subscription.conflating() && conflate(subscription, publication, frame))
        return Verdict::queued;

    SendNode *node = append(pool, frame, nowMs);
    const uint64_t size = node->size();
    node->pulled = !subscription.live; // Recovery reads it as the reader takes it
    if (node->pulled)
        m_pulledBytes += size;
    node->seq = publication.seq;
    node->key = publication.key;
    // A replay tells nothing of how long delivery takes.
    node->publishedNanos = subscription.live ? publication.monotonicNanos : 0;
    node->priority = publication.priority;
    linkToSubscription(node, subscription);
    if (behind && !node->pulled && feedBytes() > marks.high) {
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
    const bool alone = m_head == m_tail || feedBytes() <= size;
    return feedBytes() > marks.hard && !alone && subscription.policy != Policy::unbounded
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
    ++lose().notices;
    linkToSubscription(node, subscription);
    subscription.seenSeq = to;
}

void SendQueue::countLoss(Subscription &subscription, Loss loss, uint64_t count)
{
    if (count == 0)
        return;
    if (loss == Loss::dropped) {
        countDropped(subscription, count);
    } else {
        subscription.totals.conflated += count;
        lose().conflated += count;
    }
}

void SendQueue::countDropped(Subscription &subscription, uint64_t count)
{
    subscription.totals.dropped += count;
    lose().dropped += count;
    lose().droppedByLane[std::min<size_t>(subscription.channel->spec().priority, kLanes - 1)]
        += count;
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
        resize(node, -int64_t {node->size()});
        node->prefix = {};
        node->frame = frame;
        resize(node, node->size());
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
    for (int lane = policy == Policy::lowPriorityFirst ? int {kLanes} - 1 : 0; lane >= 0; --lane) {
        SendNode *&droppable
            = behind().droppable[policy == Policy::dropOldest ? kLanes : static_cast<size_t>(lane)];
        while (droppable && feedBytes() > mark) {
            SendNode *node = std::exchange(droppable, droppable->next);
            const bool mine = node->subscription && node->subscription->policy == policy
                && !node->noticeTo && !node->pulled && untouched(node);
            if (mine && (policy == Policy::dropOldest || node->priority == lane))
                drop(pool, node);
        }
        if (feedBytes() <= mark)
            return;
    }
}

void SendQueue::drop(SendNodePool &pool, SendNode *node)
{
    Subscription &subscription = *node->subscription;
    // Whichever subscription's message made the room necessary, this one has the hole.
    if (subscription.resyncs)
        subscription.needsResync = m_resyncWanted = true;
    countDropped(subscription, 1);
    discard(node);
    SendNode *before = node->olderOfSubscription;
    SendNode *after = node->newerOfSubscription;
    const bool announced = subscription.notices && !subscription.conflating();
    const auto extendable = [&](SendNode *notice) {
        return notice && notice->noticeTo && !notice->final && untouched(notice);
    };
    if (announced && extendable(before) && before->noticeTo + 1 == node->seq) {
        before->noticeTo = node->seq;
        // What was encoded but not sent no longer holds.
        discard(before);
    } else if (announced && extendable(after) && after->seq == node->seq + 1) {
        after->seq = node->seq;
        discard(after);
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
    node->frame = node->subscription->subscriber->encodeLoss(
        *node->subscription, node->seq, node->noticeTo, "drop");
    resize(node, node->frame->size());
}

/// What was encoded is not sent.
void SendQueue::discard(SendNode *node)
{
    resize(node, -int64_t {node->size()});
    node->prefix = {};
    node->frame = {};
}

/// A node's prefix says what went before it, so it is written when that is known, and anew where
/// the node was not sent after all. Not of one that is partly out: it says the same as before.
void SendQueue::writePrefix(SendNode *node, bool first)
{
    const Subscription &subscription = *node->subscription;
    const uint64_t last = node->noticeTo ? node->noticeTo : node->seq;
    FrameRef prefix = subscription.subscriber->prefix(subscription, last, *node->frame, first);
    if (!untouched(node))
        return;
    resize(node, -int64_t {node->prefix ? node->prefix->size() : 0});
    node->prefix = std::move(prefix);
    resize(node, node->prefix ? node->prefix->size() : 0);
}

/// Of all that waits.
void SendQueue::writePrefixes()
{
    bool first = true;
    for (SendNode *node = m_head; node; node = node->next) {
        if (!node->subscription || !node->subscription->prefixed)
            continue;
        if (!node->frame)
            encodeNotice(node);
        writePrefix(node, std::exchange(first, false));
    }
}

size_t SendQueue::gather(
    size_t budget, std::span<char> scratch, std::span<iovec> parts, size_t &total, size_t copyBelow)
{
    size_t count = 0;
    size_t used = 0;
    char *copying = nullptr; // end of the part in `scratch` that is still growing
    total = 0;
    const auto add = [&](std::string_view bytes) {
        const bool copied = bytes.size() < copyBelow && used + bytes.size() <= scratch.size();
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
    bool firstPrefix = true;
    const auto addMessage = [&](SendNode *node, uint32_t sent) {
        if (node->subscription && node->subscription->prefixed)
            writePrefix(node, std::exchange(firstPrefix, false));
        const uint32_t before = node->prefix ? node->prefix->size() : 0;
        return (sent >= before || add(node->prefix->bytes().substr(sent)))
            && add(node->frame->bytes().substr(sent > before ? sent - before : 0));
    };
    if (m_headSent > 0) {
        if (!addMessage(data, m_headSent))
            return count;
        data = data->next;
    }
    for (; data && isHttp(data) && total < budget; data = data->next) {
        if (!add(data->frame->bytes()))
            return count;
    }
    for (SendNode *node = m_controlHead; node && total < budget; node = node->next) {
        if (!add(node->frame->bytes().substr(node == m_controlHead ? m_controlSent : 0)))
            return count;
    }
    for (; data && total < budget; data = data->next) {
        if (!data->frame)
            encodeNotice(data);
        if (!addMessage(data, 0))
            break;
    }
    return count;
}

SendQueue::Sent SendQueue::consume(SendNodePool &pool, uint64_t bytes)
{
    Sent sent;
    m_bytes -= bytes;
    const auto takeHead = [&] {
        const uint64_t left = m_head->size() - m_headSent;
        if (m_head->pulled)
            m_pulledBytes -= std::min(bytes, left);
        if (bytes < left) {
            m_headSent += static_cast<uint32_t>(bytes);
            bytes = 0;
            return;
        }
        bytes -= left;
        pop(pool, sent);
    };
    while (m_head && bytes > 0 && (m_headSent > 0 || isHttp(m_head)))
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
    // What has no bytes goes with what was before it.
    while (m_head && (bytes > 0 || (m_head->frame && m_head->size() == 0)))
        takeHead();
    return sent;
}

void SendQueue::pop(SendNodePool &pool, Sent &sent)
{
    SendNode *node = m_head;
    m_headSent = 0;
    unlink(node);
    // Neither an HTTP answer, which has no header, nor a close frame is a message. Publications
    // are, in forms without a header too.
    const uint8_t header = node->frame->headerSize();
    const bool framed = header && static_cast<uint8_t>(node->frame->opcode()) < 8;
    if (framed)
        ++sent.headers[header == 2 ? 0 : header == 4 ? 1 : 2];
    if (framed || node->subscription)
        ++sent.messages;
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

uint64_t SendQueue::dropAll(SendNodePool &pool, Subscription &subscription)
{
    uint64_t first = subscription.sentSeq + 1;
    for (SendNode *node = subscription.oldestPending; node;) {
        SendNode *following = node->newerOfSubscription;
        // What was told already stays: the snapshot that it goes before waits too.
        if (!untouched(node) || node->final) {
            first = (node->noticeTo ? node->noticeTo : node->seq) + 1;
        } else {
            resize(node, -int64_t {node->size()});
            if (!node->noticeTo)
                countDropped(subscription, 1);
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
        if (untouched(node) && !isHttp(node)) {
            resize(node, -int64_t {node->size()});
            if (node->subscription) {
                if (!node->noticeTo)
                    countDropped(*node->subscription, 1);
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
        return m_head->size() - m_headSent;
    return m_controlSent > 0 ? m_controlHead->frame->size() - m_controlSent : 0;
}

void SendQueue::detach(Subscription &subscription)
{
    // What waits of it is known as its own no longer, but to what was written before it.
    if (subscription.prefixed && subscription.oldestPending)
        writePrefixes();
    while (SendNode *node = subscription.oldestPending) {
        if (!node->noticeTo)
            ++subscription.totals.delivered;
        else if (!node->frame)
            encodeNotice(node);
        unlinkFromSubscription(node);
    }
}

} // namespace wavetape::delivery
