// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

struct redisContext;
struct redisReply;

namespace wavetape::cluster {

/// A real redis-server on a free loopback port, which keeps nothing on disk. Ends with its owner.
class RedisProcess {
public:
    explicit RedisProcess(std::vector<std::string> arguments = {});
    ~RedisProcess();
    RedisProcess(const RedisProcess &) = delete;
    RedisProcess &operator=(const RedisProcess &) = delete;

    uint16_t port() const { return m_port; }
    void kill(); ///< as by SIGKILL
    void start(); ///< on the same port, empty
    void pause();
    void goOn();

    /// One command by a client of its own. The reply's text: a string, status, error or number.
    std::string ask(const std::vector<std::string> &words);
    /// Several at once: nobody comes in between.
    void askTogether(const std::vector<std::vector<std::string>> &commands);
    /// The same of an array: its elements' texts, nested ones flattened.
    std::vector<std::string> askAll(const std::vector<std::string> &words);

private:
    redisReply *command(const std::vector<std::string> &words);

    const std::vector<std::string> m_arguments;
    uint16_t m_port = 0;
    pid_t m_pid = -1;
    redisContext *m_client = nullptr;
};

} // namespace wavetape::cluster
