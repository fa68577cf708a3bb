// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/SharedPresence.h"

#include "cluster/BrokerPosition.h"
#include "protocol/ChannelFamily.h"
#include "protocol/Command.h"

#include <algorithm>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr uint64_t kAskMs = 500, kAskAgainMs = 100; // where a node has not said yet
constexpr uint64_t kKeepMs = 30'000; // what nobody here wants to know any more
constexpr uint64_t kForgetMs = 6'000; // BrokerLine::kNodeMs, without an answer
constexpr uint64_t kSayMs = 20'000; // the same again
constexpr size_t kMostSaid = 1'000; // channels that are asked for
constexpr size_t kMostSessions = 1'000;

/// `count session session …`: as say() wrote it.
bool readMembers(std::string_view text, channels::PresenceElsewhere::Members &members)
{
    const auto word = [&text] {
        const size_t end = std::min(text.find(' '), text.size());
        const std::string_view found = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return found;
    };
    if (!readBrokerNumber(word(), members.count))
        return false;
    while (!text.empty() && members.sessions.size() < kMostSessions)
        members.sessions.emplace_back(word());
    return true;
}
} // namespace

SharedPresence::SharedPresence(
    channels::ChannelHub &hub, BrokerLine &line, const EnvelopeSeal &seal, std::string node)
    : m_hub(hub)
    , m_line(line)
    , m_seal(seal)
    , m_node(std::move(node))
{
}

std::shared_ptr<const SharedPresence::Nodes> SharedPresence::of(std::string_view channel) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.find(channel);
    return found == m_known.end() ? nullptr : found->second.nodes;
}

bool SharedPresence::knows(std::string_view channel, uint64_t nowMs)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.find(channel);
    if (found == m_known.end() || !found->second.answered)
        return false;
    found->second.wantedMs = nowMs;
    return true;
}

void SharedPresence::ask(const std::string &channel, std::function<void()> then, uint64_t nowMs)
{
    if ((!m_line.isUp() && !m_line.isOpening())
        || (m_asked.size() >= kMostAsked && !m_asked.contains(channel))) {
        then();
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_known[channel].wantedMs = nowMs;
    }
    Asked &asked = m_asked[channel];
    asked.waiters.emplace_back(nowMs + kPatienceMs, std::move(then));
    if (m_line.isUp() && !asked.asking)
        question({channel});
}

void SharedPresence::question(const std::vector<std::string> &channels)
{
    for (const std::string &channel : channels) {
        Asked &asked = m_asked[channel];
        asked.asking = true;
        asked.askedMs = m_nowMs;
    }
    m_line.ask(channels, [this, channels](const auto &said) {
        for (size_t i = 0; i < channels.size(); ++i) {
            if (const auto found = m_asked.find(channels[i]); found != m_asked.end())
                found->second.asking = false;
            if (said)
                onAnswer(channels[i], (*said)[i]);
        }
    });
}

void SharedPresence::onAnswer(const std::string &channel, const BrokerLine::Said &said)
{
    const auto found = m_asked.find(channel);
    if (found == m_asked.end())
        return;
    Nodes nodes;
    for (const std::string &envelope : said.envelopes) {
        const auto opened = m_seal.open(envelope);
        Members members;
        if (!opened || opened->channel != channel || opened->epoch != kPlace
            || !readMembers(opened->data, members) || members.count == 0)
            continue;
        members.node = opened->node;
        nodes.push_back(std::move(members));
    }
    std::sort(nodes.begin(), nodes.end(),
        [](const Members &a, const Members &b) { return a.node < b.node; });
    found->second.answeredMs = m_nowMs;
    found->second.silent = said.silent > 0;
    set(channel, std::move(nodes));
    if (found->second.silent)
        return;
    for (const auto &[due, then] : std::exchange(found->second.waiters, {}))
        then();
}

void SharedPresence::set(const std::string &channel, Nodes nodes)
{
    const std::lock_guard lock(m_mutex);
    Known &known = m_known[channel];
    known.answered = true;
    if (known.nodes ? *known.nodes != nodes : !nodes.empty())
        known.nodes = std::make_shared<const Nodes>(std::move(nodes));
}

/// Who reads a channel here, for the other nodes.
void SharedPresence::say(const std::string &channel)
{
    const channels::ChannelRef here = m_hub.find(channel);
    const uint32_t number = here ? here->id() : 0;
    const uint64_t changes = here ? here->membershipChanges() : 0;
    Said &said = m_said[channel];
    if (said.atMs != 0 && said.channel == number && said.changes == changes
        && m_nowMs - said.atMs < kSayMs)
        return;
    said = {number, changes, m_nowMs};
    std::string members = std::to_string(here ? here->subscribers() : 0);
    if (here) {
        for (const uint64_t session : here->sessions(kMostSessions))
            members += " s" + std::to_string(session);
    }
    m_line.say(channel,
        m_seal.close({m_node, channel, std::string(kPlace), ++m_number, m_hub.clock().wallMicros(),
            members}));
}

void SharedPresence::onUp()
{
    m_said.clear(); // it may be another one, and empty
    m_lookedMs = 0;
}

void SharedPresence::onDown()
{
    for (auto &[channel, asked] : m_asked)
        asked.asking = false;
}

void SharedPresence::onAsked(const std::string &channel)
{
    // Anybody on the broker may ask; what it costs is bounded by what is taken of
    // BrokerLine::asked.
    if (m_said.size() < kMostAsked) {
        m_said.erase(channel);
        say(channel);
    }
}

void SharedPresence::tick(uint64_t nowMs)
{
    m_nowMs = nowMs;
    const bool up = m_line.isUp();
    std::vector<std::function<void()>> late;
    std::vector<std::string> due, unwanted;
    for (auto &[channel, asked] : m_asked) {
        auto &waiters = asked.waiters;
        const auto first = std::stable_partition(waiters.begin(), waiters.end(),
            [&](const auto &waiter) { return nowMs < waiter.first && (up || m_line.isOpening()); });
        for (auto waiter = first; waiter != waiters.end(); ++waiter)
            late.push_back(std::move(waiter->second));
        waiters.erase(first, waiters.end());
        const uint64_t pause = asked.silent && !waiters.empty() ? kAskAgainMs : kAskMs;
        if (asked.asking || nowMs - asked.askedMs < pause)
            continue;
        if (asked.answeredMs != 0 && nowMs - asked.answeredMs > kForgetMs)
            set(channel, {}); // as far as can be seen from here
        const bool read = m_hub.find(std::string(protocol::kPresenceFamily) + channel) != nullptr;
        {
            const std::lock_guard lock(m_mutex);
            uint64_t &wanted = m_known[channel].wantedMs;
            if (read || !waiters.empty())
                wanted = nowMs;
            else if (nowMs > wanted + kKeepMs)
                unwanted.push_back(channel);
        }
        if (up)
            due.push_back(channel);
        else
            asked.askedMs = nowMs;
    }
    letGo(unwanted);
    std::erase_if(due, [&](const auto &channel) { return !m_asked.contains(channel); });
    for (size_t i = 0; i < due.size() && up; i += BrokerLine::kAskedAtOnce)
        question({due.begin() + static_cast<std::ptrdiff_t>(i),
            due.begin()
                + static_cast<std::ptrdiff_t>(std::min(due.size(), i + BrokerLine::kAskedAtOnce))});
    for (const auto &then : late)
        then();
    if (!up || nowMs - m_lookedMs < kAskMs)
        return;
    m_lookedMs = nowMs;
    m_line.asked([this](const std::optional<std::vector<std::string>> &asked) {
        if (!asked)
            return;
        std::set<std::string_view> names;
        for (const std::string &name : *asked) {
            if (names.size() >= kMostSaid || !protocol::isValidChannelName(name))
                continue;
            names.insert(name);
            say(name);
        }
        std::erase_if(m_said, [&](const auto &said) { return !names.contains(said.first); });
    });
}

void SharedPresence::letGo(const std::vector<std::string> &channels)
{
    const std::lock_guard lock(m_mutex);
    for (const std::string &channel : channels) {
        m_asked.erase(channel);
        m_known.erase(channel);
    }
}

} // namespace wavetape::cluster
