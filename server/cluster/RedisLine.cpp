// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/RedisLine.h"

#include "cluster/RedisScripts.h"

#include <hiredis/hiredis.h>
#include <uv.h>

#include <algorithm>
#include <random>
#include <utility>

namespace wavetape::cluster {

namespace {
constexpr uint64_t kProbeMs = 2'000, kProbeLostMs = 5'000;
constexpr uint64_t kPresentMs = 1'000;
constexpr uint64_t kNameMs = 6'000; // RedisLine::kNodeMs
constexpr uint64_t kProofMs = 60'000;
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

std::string_view textOf(const redisReply &reply)
{
    return reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS
            || reply.type == REDIS_REPLY_ERROR
        ? std::string_view(reply.str, reply.len)
        : std::string_view();
}

RedisLine::RedisLine(uv_loop_t &loop, const RedisUrl &url, std::string cluster, std::string node,
    std::string proof, Events events)
    : m_url(url)
    , m_cluster(std::move(cluster))
    , m_node(std::move(node))
    , m_proof(std::move(proof))
    // One slot, should it be a Redis Cluster.
    , m_base("wt:{" + m_cluster + "}:")
    , m_life(drawnName())
    , m_probe(m_base + "probe:" + m_life)
    , m_events(std::move(events))
    , m_commands(loop, m_url, connectionEvents())
    , m_pushes(loop, m_url, connectionEvents())
    , m_pauseMs(kLeastPauseMs)
{
    m_pushes.onPushed = [this](const redisReply &reply) { onPushed(reply); };
}

RedisConnection::Events RedisLine::connectionEvents()
{
    return {[this] {
                if (m_commands.isReady() && m_pushes.isReady())
                    loadScripts();
            },
        [this](const std::string &sentence, bool fatal) { lose(sentence, fatal); }};
}

void RedisLine::connect()
{
    m_opening = true;
    m_commands.open();
    if (m_opening)
        m_pushes.open();
}

void RedisLine::loadScripts()
{
    constexpr std::pair<Script, std::string_view> kAll[]
        = {{Script::publish, scripts::kPublish}, {Script::read, scripts::kRead},
            {Script::lead, scripts::kLead}, {Script::checkpoint, scripts::kCheckpoint},
            {Script::absent, scripts::kAbsent}, {Script::nodes, scripts::kNodes},
            {Script::ask, scripts::kAsk}, {Script::asked, scripts::kAsked},
            {Script::names, scripts::kNames}, {Script::present, scripts::kPresent}};
    for (const auto &[script, text] : kAll) {
        m_commands.command(
            {"SCRIPT", "LOAD", text}, [this, script = script](const redisReply *reply) {
                if (!reply || !m_commands.isReady())
                    return;
                if (reply->type != REDIS_REPLY_STRING) {
                    lose(m_url.place() + ": scripts are refused (" + std::string(textOf(*reply))
                            + ")",
                        true);
                    return;
                }
                m_shas[static_cast<size_t>(script)] = textOf(*reply);
                if (script == Script::present)
                    present(true);
            });
        if (!m_opening)
            return;
    }
}

void RedisLine::present(bool first)
{
    m_presentMs = m_nowMs;
    const std::string proofMs = std::to_string(kProofMs), nameMs = std::to_string(kNameMs),
                      proofKey = m_base + "proof", nameKey = m_base + "node:" + m_node,
                      nodesKey = m_base + "nodes", status = m_events.status();
    run(Script::present, {proofKey, nameKey, nodesKey},
        {m_proof, m_life, proofMs, nameMs, m_node, status}, [this, first](const redisReply *reply) {
            if (!reply || !m_commands.isReady())
                return;
            const std::string_view said = textOf(*reply);
            if (said == "ok") {
                m_nameTaken = false;
                if (first)
                    begin();
            } else if (said == "key") {
                lose(m_url.place() + ": the cluster " + m_cluster
                        + " has another key than this node's",
                    true);
            } else if (said == "name" && !first) {
                m_events.note("another node of the cluster " + m_cluster + " calls itself " + m_node
                    + " too");
            } else if (said == "name") {
                // A node that was killed is forgotten in a moment, and this may be it again.
                m_nameTaken = true;
                lose(m_url.place() + ": the cluster " + m_cluster + " has a node named " + m_node
                        + " already",
                    m_nowMs - m_startedMs > kNameMs + 1'000);
            } else {
                lose(m_url.place() + ": " + std::string(said), false);
            }
        });
}

void RedisLine::begin()
{
    m_opening = false;
    m_pauseMs = kLeastPauseMs;
    m_trouble.clear();
    m_echoedMs = m_nowMs;
    m_probedMs = m_probedNanos = 0;
    if (std::exchange(m_everUp, true))
        m_events.note("the broker " + m_url.place() + " is back");
    m_up.store(true, std::memory_order_release);
    m_pushes.subscription("SUBSCRIBE", m_probe);
    m_events.up();
    decide({});
}

void RedisLine::lose(const std::string &sentence, bool fatal)
{
    if (!isUp() && !m_opening)
        return; // the other connection has said it
    const bool wasUp = m_up.exchange(false);
    m_opening = false;
    m_commands.close();
    m_pushes.close();
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

void RedisLine::decide(tl::expected<void, std::string> result)
{
    if (std::exchange(m_decided, true))
        return;
    if (result && !m_everUp)
        m_events.note("the broker is away: "
            + (m_trouble.empty() ? m_url.place() + ": does not answer" : m_trouble));
    m_events.decided(std::move(result));
}

void RedisLine::tick(uint64_t nowMs)
{
    m_nowMs = nowMs;
    if (m_startedMs == 0)
        m_startedMs = nowMs;
    if (!isUp() && !m_opening && !m_leaving && nowMs >= m_openAtMs)
        connect();
    // Nobody waits for it at the start: it may be there in a moment, or tomorrow.
    if (!m_nameTaken && nowMs - m_startedMs > RedisConnection::kSetupMs + 500)
        decide({});
    if (!isUp())
        return;
    if (nowMs - m_probedMs >= kProbeMs) {
        m_probedMs = nowMs;
        m_probedNanos = uv_hrtime();
        m_commands.command({"PUBLISH", m_probe, "?"}, [](const redisReply *) {});
    }
    if (nowMs - m_echoedMs >= kProbeLostMs)
        lose(m_url.place() + ": does not answer any more", false);
    else if (nowMs - m_presentMs >= kPresentMs)
        present(false);
}

void RedisLine::leave()
{
    m_leaving = true;
    if (isUp())
        run(Script::absent, {m_base + "node:" + m_node, m_base + "nodes", m_base + "lease"},
            {m_life, m_node}, [](const redisReply *) {});
}

void RedisLine::close()
{
    m_up = false;
    m_commands.close();
    m_pushes.close();
}

void RedisLine::command(const std::vector<std::string_view> &words, RedisConnection::Answer answer)
{
    m_commands.command(words, std::move(answer));
}

void RedisLine::run(Script script, const std::vector<std::string_view> &keys,
    const std::vector<std::string_view> &words, RedisConnection::Answer answer)
{
    const std::string count = std::to_string(keys.size());
    std::vector<std::string_view> all {"EVALSHA", m_shas[static_cast<size_t>(script)], count};
    all.insert(all.end(), keys.begin(), keys.end());
    all.insert(all.end(), words.begin(), words.end());
    m_commands.command(all, [this, answer = std::move(answer)](const redisReply *reply) {
        // Somebody has emptied it of them: whoever comes again loads them again.
        const bool forgotten
            = reply && reply->type == REDIS_REPLY_ERROR && textOf(*reply).starts_with("NOSCRIPT");
        answer(forgotten ? nullptr : reply);
        if (forgotten)
            lose(m_url.place() + ": it has forgotten the scripts", false);
    });
}

void RedisLine::subscription(std::string_view word, std::string_view subject)
{
    m_pushes.subscription(word, subject);
}

void RedisLine::onPushed(const redisReply &reply)
{
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements < 3)
        return;
    if (textOf(*reply.element[0]) != "message" || textOf(*reply.element[1]) != m_probe) {
        m_events.pushed(reply);
        return;
    }
    m_echoedMs = m_nowMs;
    if (const uint64_t left = std::exchange(m_probedNanos, 0))
        m_probeMs = static_cast<double>(uv_hrtime() - left) / 1e6;
}

} // namespace wavetape::cluster
