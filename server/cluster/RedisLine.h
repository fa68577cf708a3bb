// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cluster/BrokerLine.h"
#include "cluster/RedisConnection.h"

#include <string>
#include <string_view>
#include <vector>

namespace wavetape::cluster {

/// A Redis 6.0 or newer: two connections, for commands and for what it is subscribed to, which
/// stand and fall together, and scripts (RedisScripts.h), each one step of the broker's.
class RedisLine final : public BrokerLine {
public:
    /// All outlive it.
    RedisLine(uv_loop_t &loop, const BrokerUrl &url, Identity identity, Events events);

    void publish(const Publication &publication, Answer<Numbered> answer) override;
    void read(const std::string &channel, const protocol::StreamPosition &known,
        Answer<Stock> answer) override;
    void stand(
        const std::string &channel, bool unborn, Answer<protocol::StreamPosition> answer) override;
    void subscribe(const std::string &channel) override;
    void unsubscribe(const std::string &channel, bool unborn) override;
    void subscribePrefix(const std::string &prefix) override;
    void unsubscribePrefix(const std::string &prefix) override;
    void knownChannels(
        const std::string &prefix, size_t most, Answer<KnownChannels> answer) override;
    void nodes(Answer<std::vector<std::string>> answer) override;
    void ask(const std::vector<std::string> &channels, Answer<std::vector<Said>> answer) override;
    void asked(Answer<std::vector<std::string>> answer) override;
    void say(const std::string &channel, const std::string &envelope) override;
    void lead(const FeedBeat &beat, const std::string &envelope, Answer<Led> answer) override;
    void storeCheckpoint(const std::string &life, const std::string &envelope) override;
    void checkpoints(Answer<std::vector<std::string>> answer) override;

private:
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
    struct Names {
        std::string prefix;
        size_t most;
        KnownChannels found;
        Answer<KnownChannels> answer;
    };

    void connect() override;
    void disconnect() override;
    void probe() override;
    void present() override { present(false); }
    void farewell() override;

    void loadScripts();
    void present(bool first);
    void page(const std::shared_ptr<Names> &names, const std::string &from);
    void onPage(const std::shared_ptr<Names> &names, const redisReply *reply);
    void onPushed(const redisReply &reply);
    void onMessage(std::string_view subject, std::string_view payload);
    RedisConnection::Events connectionEvents();
    std::string key(std::string_view kind, std::string_view name) const;
    void run(Script script, const std::vector<std::string_view> &keys,
        const std::vector<std::string_view> &words, RedisConnection::Answer answer);

    const std::string m_base; ///< what names of keys and subjects begin with
    const std::string m_probe, m_subjects, m_askedSubject;
    RedisConnection m_commands, m_pushes;
    std::string m_shas[static_cast<size_t>(Script::present) + 1];
};

} // namespace wavetape::cluster
