// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/BrokerLine.h"

#include <uv.h>

#include <algorithm>
#include <random>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr uint64_t kProbeEveryMs = 2'000, kProbeLostMs = 5'000;
constexpr uint64_t kPresentEveryMs = 1'000;
constexpr uint64_t kLeastPauseMs = 100, kMostPauseMs = 1'000; // between two attempts
} // namespace

std::string drawnName()
{
    std::random_device random;
    uint64_t value = uint64_t {random()} << 32 | random();
    std::string text;
    do {
        text.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[value % 36]);
        value /= 36;
    } while (value);
    return text;
}

BrokerLine::BrokerLine(std::string place, Identity identity, Events events)
    : m_place(std::move(place))
    , m_identity(std::move(identity))
    , m_life(drawnName())
    , m_events(std::move(events))
    , m_pauseMs(kLeastPauseMs)
{
}

void BrokerLine::begin()
{
    m_opening = false;
    m_nameTaken = m_nameShared = false;
    m_pauseMs = kLeastPauseMs;
    m_trouble.clear();
    m_echoedMs = m_presentMs = m_nowMs;
    m_probedMs = m_probedNanos = 0;
    if (std::exchange(m_everUp, true))
        m_events.note("the broker " + m_place + " is back");
    m_up.store(true, std::memory_order_release);
    m_events.up();
    decide({});
}

void BrokerLine::lose(const std::string &sentence, bool fatal)
{
    if (!isUp() && !m_opening)
        return; // it has been said
    const bool wasUp = m_up.exchange(false);
    m_opening = false;
    disconnect();
    if (wasUp) {
        ++m_losses;
        m_events.note("the broker is away: " + sentence);
    }
    m_trouble = sentence;
    // Not all nodes at the same moment.
    m_openAtMs = m_nowMs + m_pauseMs + std::random_device {}() % (m_pauseMs / 2 + 1);
    m_pauseMs = std::min(m_pauseMs * 2, kMostPauseMs);
    m_events.down();
    if (fatal)
        decide(tl::unexpected(sentence));
}

void BrokerLine::loseName(bool fatal)
{
    // A node that was killed is forgotten in a moment, and this may be it again.
    m_nameTaken = true;
    lose(m_place + ": the cluster " + m_identity.cluster + " has a node named " + m_identity.node
            + " already",
        fatal);
}

std::string BrokerLine::sentenceOfKey() const
{
    return m_place + ": the cluster " + m_identity.cluster + " has another key than this node's";
}

void BrokerLine::noteName(bool ours)
{
    if (std::exchange(m_nameShared, !ours) == !ours)
        return;
    const std::string node = "node of the cluster " + m_identity.cluster + " calls itself ";
    m_events.note(ours ? "no other " + node + m_identity.node + " any more"
                       : "another " + node + m_identity.node + " too");
}

void BrokerLine::decide(tl::expected<void, std::string> result)
{
    if (std::exchange(m_decided, true))
        return;
    if (result && !m_everUp)
        m_events.note("the broker is away: "
            + (m_trouble.empty() ? m_place + ": does not answer" : m_trouble));
    m_events.decided(std::move(result));
}

void BrokerLine::tick(uint64_t nowMs)
{
    m_nowMs = nowMs;
    if (m_startedMs == 0)
        m_startedMs = nowMs;
    onTick();
    if (!isUp() && !m_opening && !m_leaving && nowMs >= m_openAtMs) {
        m_opening = true;
        connect();
    }
    // Nobody waits for it at the start: it may be there in a moment, or tomorrow.
    if (!m_nameTaken && nowMs - m_startedMs > kSetupMs + 500)
        decide({});
    if (!isUp())
        return;
    if (nowMs - m_probedMs >= kProbeEveryMs) {
        m_probedMs = nowMs;
        m_probedNanos = uv_hrtime();
        probe();
    }
    if (nowMs - m_echoedMs >= kProbeLostMs) {
        lose(m_place + ": does not answer any more", false);
    } else if (nowMs - m_presentMs >= kPresentEveryMs) {
        m_presentMs = nowMs;
        present();
    }
}

void BrokerLine::echoed()
{
    m_echoedMs = m_nowMs;
    if (const uint64_t left = std::exchange(m_probedNanos, 0))
        m_probeMs = static_cast<double>(uv_hrtime() - left) / 1e6;
}

void BrokerLine::leave()
{
    m_leaving = true;
    if (isUp())
        farewell();
}

void BrokerLine::close()
{
    m_up = false;
    disconnect();
}

} // namespace wavetape::cluster
