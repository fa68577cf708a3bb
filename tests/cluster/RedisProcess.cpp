// SPDX-License-Identifier: GPL-3.0-or-later
#include "RedisProcess.h"

#include <hiredis/hiredis.h>

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace wavetape::cluster {

namespace {
uint16_t freePort()
{
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(probe, reinterpret_cast<sockaddr *>(&address), sizeof address);
    socklen_t size = sizeof address;
    getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size);
    close(probe);
    return ntohs(address.sin_port);
}

void flatten(const redisReply &reply, std::vector<std::string> &texts)
{
    if (reply.type == REDIS_REPLY_ARRAY) {
        for (size_t i = 0; i < reply.elements; ++i)
            flatten(*reply.element[i], texts);
    } else if (reply.type == REDIS_REPLY_INTEGER) {
        texts.push_back(std::to_string(reply.integer));
    } else {
        texts.emplace_back(reply.str ? reply.str : "", reply.str ? reply.len : 0);
    }
}
} // namespace

RedisProcess::RedisProcess(std::vector<std::string> arguments)
    : m_arguments(std::move(arguments))
    , m_port(freePort())
{
    start();
}

RedisProcess::~RedisProcess()
{
    kill();
}

void RedisProcess::start()
{
    std::vector<std::string> words {"redis-server", "--port", std::to_string(m_port), "--bind",
        "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning", "--dir", "/tmp"};
    words.insert(words.end(), m_arguments.begin(), m_arguments.end());
    m_pid = fork();
    if (m_pid == 0) {
        const int nowhere = open("/dev/null", O_RDWR);
        dup2(nowhere, 1);
        dup2(nowhere, 2);
        std::vector<char *> argv;
        for (std::string &word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        execvp(argv[0], argv.data());
        _exit(127);
    }
    for (int i = 0; i < 400; ++i) {
        m_client = redisConnect("127.0.0.1", m_port);
        if (m_client && !m_client->err)
            return;
        redisFree(std::exchange(m_client, nullptr));
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    throw std::runtime_error("redis-server does not start");
}

void RedisProcess::kill()
{
    if (m_client)
        redisFree(std::exchange(m_client, nullptr));
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        waitpid(std::exchange(m_pid, -1), nullptr, 0);
    }
}

void RedisProcess::pause()
{
    ::kill(m_pid, SIGSTOP);
}

void RedisProcess::goOn()
{
    ::kill(m_pid, SIGCONT);
}

redisReply *RedisProcess::command(const std::vector<std::string> &words)
{
    std::vector<const char *> texts;
    std::vector<size_t> sizes;
    for (const std::string &word : words) {
        texts.push_back(word.data());
        sizes.push_back(word.size());
    }
    return static_cast<redisReply *>(
        redisCommandArgv(m_client, static_cast<int>(words.size()), texts.data(), sizes.data()));
}

void RedisProcess::askTogether(const std::vector<std::vector<std::string>> &commands)
{
    for (const std::vector<std::string> &words : commands) {
        std::vector<const char *> texts;
        std::vector<size_t> sizes;
        for (const std::string &word : words) {
            texts.push_back(word.data());
            sizes.push_back(word.size());
        }
        redisAppendCommandArgv(
            m_client, static_cast<int>(words.size()), texts.data(), sizes.data());
    }
    for (size_t i = 0; i < commands.size(); ++i) {
        void *reply = nullptr;
        redisGetReply(m_client, &reply);
        freeReplyObject(reply);
    }
}

std::string RedisProcess::ask(const std::vector<std::string> &words)
{
    const std::vector<std::string> all = askAll(words);
    return all.empty() ? std::string() : all.front();
}

std::vector<std::string> RedisProcess::askAll(const std::vector<std::string> &words)
{
    std::vector<std::string> texts;
    if (redisReply *reply = command(words)) {
        flatten(*reply, texts);
        freeReplyObject(reply);
    }
    return texts;
}

} // namespace wavetape::cluster
