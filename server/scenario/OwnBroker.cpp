// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/OwnBroker.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace wavetape::scenario {

namespace {
constexpr int kNoSuchProgram = 127;
constexpr std::chrono::milliseconds kLookAgain(10);
constexpr std::chrono::seconds kBrokerPatience(20); // of a machine that is busy
} // namespace

OwnBroker::~OwnBroker()
{
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }
    std::error_code ignored;
    if (!m_folder.empty())
        std::filesystem::remove_all(m_folder, ignored);
}

std::string OwnBroker::start()
{
    std::error_code failed;
    std::string folder
        = (std::filesystem::temp_directory_path(failed) / "wavetape-nodes-XXXXXX").string();
    if (failed || !mkdtemp(folder.data()))
        return std::string("no folder for the nodes' broker: ") + std::strerror(errno);
    m_folder = folder;
    if (std::string problem = writeKey(); !problem.empty())
        return problem;
    const std::string socket = m_folder + "/socket";
    // Made before the fork: nothing but system calls may follow it where there are other threads.
    const std::array<const char *, 14> words {"redis-server", "--port", "0", "--unixsocket",
        socket.c_str(), "--save", "", "--appendonly", "no", "--dir", m_folder.c_str(), "--loglevel",
        "warning", nullptr};
    m_process = fork();
    if (m_process < 0)
        return std::string("no process for the nodes' broker: ") + std::strerror(errno);
    if (m_process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int nowhere = open("/dev/null", O_RDWR);
        for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            dup2(nowhere, stream);
        execvp(words[0], const_cast<char *const *>(words.data()));
        _exit(kNoSuchProgram);
    }
    const auto deadline = std::chrono::steady_clock::now() + kBrokerPatience;
    while (std::chrono::steady_clock::now() < deadline) {
        int status = 0;
        if (waitpid(m_process, &status, WNOHANG) == m_process) {
            m_process = -1;
            return WIFEXITED(status) && WEXITSTATUS(status) == kNoSuchProgram
                ? "several nodes share a Redis, and there is no program redis-server here"
                : "the nodes' broker (redis-server) ended";
        }
        if (answers())
            return {};
        std::this_thread::sleep_for(kLookAgain);
    }
    return "the nodes' broker (redis-server) does not answer";
}

std::string OwnBroker::writeKey() const
{
    std::array<char, 48> key {};
    const int file = open(keyFile().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR);
    const bool written = file >= 0
        && getrandom(key.data(), key.size(), 0) == static_cast<ssize_t>(key.size())
        && write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size());
    if (file >= 0)
        ::close(file);
    return written ? std::string()
                   : std::string("no key for the nodes' broker: ") + std::strerror(errno);
}

bool OwnBroker::answers() const
{
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    const std::string path = m_folder + "/socket";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const bool there
        = connect(probe, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    ::close(probe);
    return there;
}

} // namespace wavetape::scenario
