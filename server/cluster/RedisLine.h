// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/RedisConnection.h"

#include <tl/expected.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace wavetape::cluster {

/// A node's line to a Redis: two connections, for commands and for what it is subscribed to, which
/// stand and fall together; the scripts; the node's name among the others; a probe that goes round
/// by the node's own subject, because a broker that hangs closes nothing. When it is lost it comes
/// again. Lives on one loop's thread, but for isUp().
class RedisLine {
public:
    struct Events {
        std::function<void()> up; ///< nothing is subscribed yet
        std::function<void()> down; ///< what was asked has been answered with null
        std::function<void(const redisReply &reply)> pushed; ///< but for the probe
        /// What the first attempt has come to; once. An error: coming again cannot help.
        std::function<void(tl::expected<void, std::string> result)> decided;
        std::function<void(const std::string &sentence)> note; ///< something to be told to people
        std::function<std::string()> status; ///< what the node says of itself (NodeTable)
    };
    enum class Script : uint8_t {
        publish,
        read,
        lead,
        checkpoint,
        absent,
        nodes,
        ask,
        asked,
        names,
        present,
    };
    static constexpr std::string_view kNodeMs = "6000"; ///< after which a silent node is forgotten

    /// `proof`: what only a node with the cluster's key can say. All outlive it.
    RedisLine(uv_loop_t &loop, const RedisUrl &url, std::string cluster, std::string node,
        std::string proof, Events events);

    bool isUp() const { return m_up.load(std::memory_order_acquire); } ///< any thread
    /// It may be up in a moment.
    bool isOpening() const { return m_opening; }
    /// Why it is not; one sentence.
    const std::string &trouble() const { return m_trouble; }
    uint64_t losses() const { return m_losses; }
    /// How long the newest probe took to go round; 0: none has.
    double probeMs() const { return m_probeMs; }
    /// What names of keys and subjects begin with.
    const std::string &base() const { return m_base; }

    /// This node's life, which no other has.
    const std::string &life() const { return m_life; }

    /// Many times a second.
    void tick(uint64_t nowMs);
    /// Ends it: the name is given back. close() in a moment.
    void leave();
    void close();

    // Pre: isUp().
    void command(const std::vector<std::string_view> &words, RedisConnection::Answer answer);
    void run(Script script, const std::vector<std::string_view> &keys,
        const std::vector<std::string_view> &words, RedisConnection::Answer answer);
    void subscription(std::string_view word, std::string_view subject);
    /// The broker said that it cannot do what was asked.
    void complain(std::string_view sentence) { m_trouble = sentence; }

private:
    RedisConnection::Events connectionEvents();
    void connect();
    void loadScripts();
    void present(bool first);
    void begin();
    void lose(const std::string &sentence, bool fatal);
    void decide(tl::expected<void, std::string> result);
    void onPushed(const redisReply &reply);

    const RedisUrl &m_url;
    const std::string m_cluster, m_node, m_proof, m_base, m_life;
    const std::string m_probe; ///< the subject
    const Events m_events;
    RedisConnection m_commands, m_pushes;
    std::string m_shas[static_cast<size_t>(Script::present) + 1];
    std::atomic<bool> m_up {false};
    bool m_opening = false, m_leaving = false, m_everUp = false, m_decided = false,
         m_nameTaken = false;
    uint64_t m_nowMs = 0, m_startedMs = 0, m_openAtMs = 0, m_pauseMs;
    uint64_t m_probedMs = 0, m_echoedMs = 0, m_presentMs = 0;
    uint64_t m_losses = 0;
    uint64_t m_probedNanos = 0; ///< when the probe that is under way left; 0: none is
    double m_probeMs = 0;
    std::string m_trouble;
};

/// What nobody else draws: an epoch, a life.
std::string drawnName();
/// A string's, status's or error's text.
std::string_view textOf(const redisReply &reply);

} // namespace wavetape::cluster
