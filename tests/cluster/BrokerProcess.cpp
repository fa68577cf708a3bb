// SPDX-License-Identifier: GPL-3.0-or-later
#include "BrokerProcess.h"

#include "NatsProcess.h"
#include "RedisProcess.h"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace wavetape::cluster {

std::unique_ptr<BrokerProcess> BrokerProcess::make(BrokerKind kind, const std::string &password)
{
    if (kind == BrokerKind::nats)
        return std::make_unique<NatsProcess>(password);
    return std::make_unique<RedisProcess>(password);
}

BrokerProcess::BrokerProcess(BrokerKind kind, std::string password)
    : m_kind(kind)
    , m_password(std::move(password))
    , m_port(freePort())
{
}

BrokerUrl BrokerProcess::url() const
{
    BrokerUrl url;
    url.kind = m_kind == BrokerKind::nats ? BrokerUrl::Kind::nats : BrokerUrl::Kind::redis;
    url.host = "127.0.0.1";
    url.port = m_port;
    return url;
}

uint16_t BrokerProcess::freePort()
{
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(probe, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        throw std::runtime_error("no free port");
    socklen_t size = sizeof address;
    getsockname(probe, reinterpret_cast<sockaddr *>(&address), &size);
    close(probe);
    return ntohs(address.sin_port);
}

void BrokerProcess::spawn(std::vector<std::string> words)
{
    m_pid = fork();
    if (m_pid != 0)
        return;
    const int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    const char *path = getenv("PATH");
    setenv("PATH", (std::string(path ? path : "/usr/bin") + ":/usr/sbin").c_str(), 1);
    std::vector<char *> argv;
    argv.reserve(words.size() + 1);
    for (std::string &word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    _exit(127);
}

void BrokerProcess::kill()
{
    if (m_pid > 0) {
        ::kill(m_pid, SIGKILL);
        waitpid(std::exchange(m_pid, -1), nullptr, 0);
    }
}

void BrokerProcess::pause()
{
    ::kill(m_pid, SIGSTOP);
    waitpid(m_pid, nullptr, WUNTRACED); // until the last of its threads stands
}

void BrokerProcess::goOn()
{
    ::kill(m_pid, SIGCONT);
}

} // namespace wavetape::cluster
