// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "BrokerProcess.h"

#include <string>
#include <vector>

struct redisContext;
struct redisReply;

namespace wavetape::cluster {

/// A real redis-server, which keeps nothing on disk.
class RedisProcess final : public BrokerProcess {
public:
    explicit RedisProcess(const std::string &password = {});
    ~RedisProcess() override;

    void kill() override;
    void start() override;
    void number(const std::string &channel, const Numbered &publication, size_t most) override;
    void numberWhileCut(const std::string &channel, const std::vector<Numbered> &publications,
        size_t most) override;
    void send(const std::string &channel, const Numbered &publication) override;
    void sendGarbled(const std::string &channel) override;
    std::string epochOf(const std::string &channel) override;
    std::vector<std::string> stored(const std::string &channel) override;
    void fallBehind(const std::string &channel) override;
    std::string lifeOf(const std::string &node) override;
    void setLife(const std::string &node, const std::string &life) override;
    std::string said(const std::string &node, const std::string &channel) override;
    void say(const std::string &node, const std::string &channel, const std::string &life,
        const std::string &envelope) override;
    Beat beat() override;
    void setBeat(const Beat &beat) override;
    bool hasCheckpoint() override;
    std::string checkpoint() override;
    void setCheckpoint(const Beat &beat, const std::string &envelope) override;
    void forgetFeed() override;

    /// One command by a client of its own. The reply's text: a string, status, error or number.
    std::string ask(const std::vector<std::string> &words);
    /// Several at once: nobody comes in between.
    void askTogether(const std::vector<std::vector<std::string>> &commands);
    /// The same of an array: its elements' texts, nested ones flattened.
    std::vector<std::string> askAll(const std::vector<std::string> &words);

private:
    std::vector<std::string> numbering(
        const std::string &channel, const Numbered &publication, size_t most);
    redisReply *command(const std::vector<std::string> &words);

    redisContext *m_client = nullptr;
};

} // namespace wavetape::cluster
