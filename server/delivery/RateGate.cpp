// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/RateGate.h"

#include "delivery/Loop.h"
#include "delivery/Outlet.h"
#include "delivery/Subscription.h"

#include <algorithm>
#include <utility>

namespace wavetape::delivery {

namespace {
constexpr size_t kMostGathered = 64; // then they become one, and more are gathered

uint64_t intervalMs(const Subscription &subscription)
{
    return static_cast<uint64_t>(1000 / subscription.maxRate);
}

channels::PublicationRef inOne(
    const Subscription &subscription, std::span<const channels::PublicationRef> publications)
{
    return channels::Publication::inPlaceOf(*publications.back(), subscription.channel->name(),
        subscription.form->gather(publications));
}

void send(Subscription &subscription, RateSlot &slot)
{
    auto gathered = std::exchange(slot.gathered, {});
    channels::PublicationRef publication = std::exchange(slot.held, nullptr);
    if (!gathered.empty()) {
        gathered.push_back(std::move(publication));
        publication = inOne(subscription, gathered);
        // What it stands for is missing to nobody.
        subscription.gapsUntil = std::max(subscription.gapsUntil, publication->seq - 1);
    }
    subscription.outlet->deliver(subscription, *publication);
}
} // namespace

RateGate::RateGate(Loop &loop)
    : m_loop(loop)
{
}

bool RateGate::passes(Subscription &subscription, const channels::PublicationRef &publication)
{
    const uint64_t now = m_loop.nowMs();
    auto &slots = subscription.rateSlots;
    const uint64_t key = subscription.gathers ? 0 : publication->key;
    auto slot = std::find_if(
        slots.begin(), slots.end(), [key](const RateSlot &other) { return other.key == key; });
    if (slot == slots.end()) {
        // Keys pass (a candle's start): those that are through with their interval and hold nothing
        // make room.
        std::erase_if(
            slots, [now](const RateSlot &other) { return !other.held && other.nextMs <= now; });
        slots.push_back({key, 0, nullptr, {}});
        slot = slots.end() - 1;
    }
    if (slot->nextMs <= now && !slot->held) {
        slot->nextMs = now + intervalMs(subscription);
        return true;
    }
    if (slot->held) {
        subscription.outlet->lose(subscription, Loss::conflated, 1);
    }
    if (slot->held && subscription.gathers) {
        slot->gathered.push_back(std::move(slot->held));
        if (slot->gathered.size() >= kMostGathered)
            slot->gathered = {inOne(subscription, slot->gathered)};
    }
    slot->held = publication;
    if (!subscription.rateScheduled) {
        subscription.rateScheduled = true;
        hold(subscription, m_holding.size());
    }
    wakeAt(slot->nextMs);
    return false;
}

void RateGate::wakeAt(uint64_t dueMs)
{
    if (m_wakesAtMs && m_wakesAtMs <= dueMs)
        return;
    m_wakesAtMs = dueMs;
    const uint64_t now = m_loop.nowMs();
    m_loop.wakeRateGateIn(dueMs > now ? dueMs - now : 1);
}

void RateGate::unschedule(Subscription &subscription)
{
    // Not moved: sendDue() may be between two of them, and closes the holes.
    if (std::exchange(subscription.rateScheduled, false))
        m_holding[subscription.ratePlace] = nullptr;
}

void RateGate::hold(Subscription &subscription, size_t place)
{
    if (place == m_holding.size())
        m_holding.push_back(&subscription);
    else
        m_holding[place] = &subscription;
    subscription.ratePlace = static_cast<uint32_t>(place);
}

void RateGate::sendDue()
{
    m_wakesAtMs = 0;
    uint64_t earliest = ~0ull;
    size_t kept = 0;
    for (size_t i = 0; i < m_holding.size(); ++i) {
        Subscription *subscription = m_holding[i];
        if (!subscription)
            continue;
        const uint64_t next = sendDue(*subscription, m_loop.nowMs());
        if (m_holding[i] != subscription)
            continue; // it has ended meanwhile, or needs something newer
        m_holding[i] = nullptr;
        subscription->rateScheduled = next != 0;
        if (next) {
            hold(*subscription, kept++);
            earliest = std::min(earliest, next);
        }
    }
    m_holding.resize(kept);
    if (kept > 0)
        wakeAt(earliest);
}

uint64_t RateGate::sendDue(Subscription &subscription, uint64_t nowMs)
{
    uint64_t next = 0;
    for (RateSlot &slot : subscription.rateSlots) {
        if (!slot.held)
            continue;
        if (slot.nextMs <= nowMs) {
            send(subscription, slot);
            slot.nextMs = nowMs + intervalMs(subscription);
        } else {
            next = next ? std::min(next, slot.nextMs) : slot.nextMs;
        }
    }
    return next;
}

void RateGate::release(Subscription &subscription)
{
    unschedule(subscription);
    std::vector<RateSlot> slots = std::exchange(subscription.rateSlots, {});
    std::erase_if(slots, [](const RateSlot &slot) { return !slot.held; });
    std::sort(slots.begin(), slots.end(),
        [](const RateSlot &a, const RateSlot &b) { return a.held->seq < b.held->seq; });
    for (RateSlot &slot : slots)
        send(subscription, slot);
}

void RateGate::forget(Subscription &subscription)
{
    unschedule(subscription);
    uint64_t held = 0;
    for (const RateSlot &slot : subscription.rateSlots) {
        if (!slot.held)
            continue;
        ++held;
        subscription.seenSeq = std::max(subscription.seenSeq, slot.held->seq);
    }
    subscription.rateSlots.clear();
    if (held > 0)
        subscription.outlet->lose(subscription, Loss::conflated, held);
}

} // namespace wavetape::delivery
