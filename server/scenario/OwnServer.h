// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Server.h"
#include "faults/Fault.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace wavetape::scenario {

/// The server that a scenario runs against when it names no other: on a free port of 127.0.0.1, in
/// this process. A thread of its own starts and stops it, so that clients go on meanwhile.
class OwnServer {
public:
    explicit OwnServer(config::ServerConfig config);
    /// Stops it.
    ~OwnServer();
    OwnServer(const OwnServer &) = delete;
    OwnServer &operator=(const OwnServer &) = delete;

    /// It shall take faults; in front of `upstream` (host:port), where that is not empty. Before
    /// start().
    void takeFaults(std::string upstream);
    /// Starts it and waits for it; empty, or what went wrong.
    std::string start();
    /// Where clients go: its own port, or that of the door to the foreign server.
    std::uint16_t port() const { return m_door != 0 ? m_door : m_port; }

    // The following return at once and happen in order.
    void drain();
    void stop();
    void kill();
    /// On the same port.
    void startAgain();
    /// On its own listener, or in front of the foreign server. `put` needs takesFaults().
    void put(const faults::Fault &toxic);
    void heal();
    /// What went wrong meanwhile; empty where nothing did. Any thread.
    std::string trouble();

private:
    void post(std::function<void()> task);
    void work();
    std::string startOne();
    std::string openDoor();

    config::ServerConfig m_config;
    std::uint16_t m_port = 0, m_door = 0;
    bool m_takesFaults = false;
    std::string m_upstream;
    std::unique_ptr<Server> m_server; ///< of the thread
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    bool m_done = false;
    std::string m_trouble;
    std::thread m_thread;
};

} // namespace wavetape::scenario
