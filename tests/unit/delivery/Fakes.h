// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "delivery/Loop.h"
#include "delivery/Outlet.h"
#include "delivery/Subscriber.h"
#include "delivery/Subscription.h"

#include <algorithm>
#include <string>
#include <vector>

namespace wavetape::delivery {

/// A loop whose clock the test turns.
class FakeLoop final : public Loop {
public:
    uint64_t now = 1000;
    uint64_t rateGateAt = 0; ///< 0: not asked for

    void wakeUp() override { }
    bool isCurrent() const override { return true; }
    bool stopRequested() const override { return false; }
    uint64_t nowMs() override { return now; }
    bool gathersPublications() const override { return false; }
    void wakeRateGateIn(uint64_t ms) override { rateGateAt = now + ms; }
};

/// Writes down what comes, in order: `5` a publication, `lost 2-4` a notice.
class FakeOutlet : public Outlet {
public:
    std::vector<std::string> seen;
    bool full = false;
    bool overflowed = false;
    uint64_t dropped = 0, conflated = 0, notices = 0; ///< of all subscriptions

    void deliver(Subscription &subscription, const channels::Publication &publication) override
    {
        seen.push_back(std::to_string(publication.seq));
        subscription.seenSeq = std::max(subscription.seenSeq, publication.seq);
        subscription.sentSeq = publication.seq;
        ++subscription.totals.delivered;
    }
    bool takesRun() const override { return false; }
    void sendRun(Subscription &, const PublicationRun &) override { }
    void lose(Subscription &subscription, Loss loss, uint64_t count) override
    {
        (loss == Loss::dropped ? subscription.totals.dropped : subscription.totals.conflated)
            += count;
        (loss == Loss::dropped ? dropped : conflated) += count;
    }
    void sendLoss(
        Subscription &subscription, uint64_t from, uint64_t to, channels::FrameRef) override
    {
        seen.push_back("lost " + std::to_string(from) + "-" + std::to_string(to));
        subscription.seenSeq = to;
        ++notices;
    }
    uint64_t dropWaiting(Subscription &subscription) override { return subscription.sentSeq + 1; }
    void detach(Subscription &) override { }
    void overflow() override { overflowed = true; }
    bool behind() const override { return false; }
    bool aboveHigh() const override { return full; }
    bool touched() const override { return false; }
    void flush() override { }
    void writeNow() override { }
    void makeReady() override { }
};

/// Speaks our own protocol; snapshots are written down as `snapshot DATA`.
class FakeSubscriber final : public Subscriber {
public:
    explicit FakeSubscriber(std::vector<std::string> *seen = nullptr)
        : m_seen(seen)
    {
    }
    std::string prefixText; ///< what this reader has before each body, with the numbers up to it
    mutable std::string before;

    void onSkipped(Subscription &) override { }
    void onRestart(Subscription &, const channels::Restart &) override { }
    void onGap(Subscription &, const channels::Gap &) override { }
    void onResyncWanted() override { }
    void sendSnapshot(
        const Subscription &, const std::string &data, const protocol::StreamPosition &) override
    {
        if (m_seen)
            m_seen->push_back("snapshot " + data);
    }
    channels::FrameRef prefix(const Subscription &, uint64_t seq, const channels::EncodedFrame &,
        bool first) const override
    {
        if (first)
            before.clear();
        before += std::to_string(seq) + ' ';
        return channels::EncodedFrame::raw('(' + prefixText + before + ')');
    }

private:
    std::vector<std::string> *m_seen;
};

} // namespace wavetape::delivery
