// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/TransportAdviser.h"

#include <algorithm>

namespace wavetape::lab {

using namespace Qt::StringLiterals;

namespace {
constexpr double kLeastMs = 10, kMostMs = 60'000;
constexpr double kOftenPerSecond = 1;
constexpr double kSeldomPerSecond = 1.0 / 60;
constexpr double kSoonMs = 100;
// A poll a minute is as late as a minute: who needs it sooner does not poll for it.
constexpr double kPatientMs = 10'000;
} // namespace

TransportAdviser::Advice TransportAdviser::advise(const Need &need)
{
    const bool often = need.perSecond > kOftenPerSecond;
    const bool soon = need.latencyMs < kSoonMs;
    const bool patient = need.perSecond < kSeldomPerSecond && need.latencyMs >= kPatientMs;
    if (need.direction == Up) {
        const bool socket = (often || soon) && need.proxies != BlockUpgrades;
        return socket
            ? Advice {Transport::WebSocket, Rule::SendOnlyOften}
            : Advice {Transport::Posts, often || soon ? Rule::UpgradesBlocked : Rule::SendOnly};
    }
    const bool posts = need.direction == Both;
    if (patient && !posts)
        return {Transport::Poll, Rule::UnderOneAMinute};
    // A WebSocket passes a proxy that holds answers back, for it is no answer.
    if (need.proxies != BlockUpgrades) {
        if (need.binary && often)
            return {Transport::WebSocket, Rule::BinaryOften};
        if (posts && (often || soon))
            return {Transport::WebSocket, Rule::BothWaysOften};
    }
    if (need.proxies == HoldAnswers)
        return {posts ? Transport::LongPollAndPosts : Transport::LongPoll, Rule::AnswersHeld};
    if (need.proxies == BlockUpgrades && (often || soon) && (posts || need.binary))
        return {posts ? Transport::EventsAndPosts : Transport::Events, Rule::UpgradesBlocked};
    if (posts)
        return {Transport::EventsAndPosts, Rule::BothWaysSeldom};
    return {Transport::Events, Rule::PushOnly};
}

QString TransportAdviser::nameOf(Transport transport)
{
    switch (transport) {
    case Transport::WebSocket:
        return tr("WebSocket");
    case Transport::Events:
        return tr("Server-sent events");
    case Transport::EventsAndPosts:
        return tr("Server-sent events, and requests the other way");
    case Transport::LongPoll:
        return tr("Long poll");
    case Transport::LongPollAndPosts:
        return tr("Long poll, and requests the other way");
    case Transport::Poll:
        return tr("Short poll");
    case Transport::Posts:
        return tr("Plain requests");
    }
    return {};
}

QString TransportAdviser::sentenceOf(Rule rule)
{
    switch (rule) {
    case Rule::BothWaysOften:
        return tr("Both ways, more than 1 message/s or within 100 ms: WebSocket.");
    case Rule::BinaryOften:
        return tr("Binary: a text transport adds base64's 33 %, a WebSocket nothing.");
    case Rule::PushOnly:
        return tr("Push only: server-sent events, which come back by themselves.");
    case Rule::BothWaysSeldom:
        return tr("Push, and now and then a word back: events down, a request up.");
    case Rule::UnderOneAMinute:
        return tr("Less than one message a minute: ask for it; requests keep caches and need no "
                  "state.");
    case Rule::SendOnly:
        return tr("Nothing comes down: a request for each message is all it takes.");
    case Rule::SendOnlyOften:
        return tr("More than 1 message/s: a request's head would outweigh what it carries.");
    case Rule::UpgradesBlocked:
        return tr("Proxies that let no upgrade pass: plain HTTP does the same, at its price. Try "
                  "wss first: it often passes where ws does not.");
    case Rule::AnswersHeld:
        return tr("A proxy that holds answers until they are whole: only answers that end get "
                  "through.");
    }
    return {};
}

TransportAdviser::Need TransportAdviser::need() const
{
    return {Direction(std::clamp(m_direction, int(Down), int(Up))), m_perSecond, m_latencyMs,
        m_binary, Proxies(std::clamp(m_proxies, int(None), int(HoldAnswers)))};
}

void TransportAdviser::take(const QVariantMap &measured)
{
    if (measured.isEmpty())
        return;
    m_direction = Down;
    m_perSecond = measured.value(u"perSecond"_s).toDouble();
    // What it took is what would do; less than a slider can say is no need.
    m_latencyMs = std::clamp(measured.value(u"latencyMs"_s).toDouble(), kLeastMs, kMostMs);
    m_binary = measured.value(u"binary"_s).toBool();
    m_proxies = measured.value(u"proxies"_s).toInt();
    Q_EMIT changed();
}

QString TransportAdviser::transport() const
{
    return nameOf(advise(need()).transport);
}

QString TransportAdviser::rule() const
{
    return sentenceOf(advise(need()).rule);
}

QString TransportAdviser::besides() const
{
    const Transport chosen = advise(need()).transport;
    const bool events = chosen == Transport::Events || chosen == Transport::EventsAndPosts;
    if (m_binary && chosen != Transport::WebSocket)
        return tr("Binary travels as base64 there: a third more bytes.");
    if (events)
        return tr("A browser has six connections per host on HTTP/1.1: the seventh tab waits.");
    if (m_latencyMs < kSoonMs && chosen != Transport::WebSocket)
        return tr("Within 100 ms only while the answer to the last poll is on its way back.");
    return {};
}

} // namespace wavetape::lab
