// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/OwnServer.h"

#include "faults/FaultBoard.h"

#include <charconv>
#include <future>
#include <utility>

namespace wavetape::scenario {

namespace {
constexpr const char *kOwnDoor = "wavetape"; ///< before the first of its listeners
constexpr const char *kDoor = "target";
} // namespace

OwnServer::OwnServer(config::ServerConfig config)
    : m_config(std::move(config))
    , m_thread([this] { work(); })
{
    m_config.listen = {{"127.0.0.1", 0, false}};
}

OwnServer::~OwnServer()
{
    post([this] { m_server.reset(); });
    {
        const std::lock_guard lock(m_mutex);
        m_done = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void OwnServer::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void OwnServer::work()
{
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_done || !m_tasks.empty(); });
            if (m_tasks.empty())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

std::string OwnServer::startOne()
{
    m_server = std::make_unique<Server>(m_config);
    if (m_takesFaults)
        m_server->faults(); // so that it looks for them
    const auto started = m_server->start();
    if (!started) {
        m_server.reset();
        return started.error();
    }
    m_port = m_server->port();
    m_config.listen.front().port = m_port;
    return m_upstream.empty() ? std::string() : openDoor();
}

std::string OwnServer::openDoor()
{
    faults::FaultProxy proxy;
    proxy.name = kDoor;
    proxy.listen = "127.0.0.1:0";
    proxy.upstream = m_upstream;
    const auto opened = m_server->faults().addProxy(std::move(proxy));
    if (!opened)
        return opened.error().sentence;
    const std::string &listen = opened->listen;
    const std::size_t colon = listen.rfind(':') + 1;
    std::from_chars(listen.data() + colon, listen.data() + listen.size(), m_door);
    return {};
}

void OwnServer::takeFaults(std::string upstream)
{
    m_takesFaults = true;
    m_upstream = std::move(upstream);
}

void OwnServer::put(const faults::Fault &toxic)
{
    std::promise<void> done; // whoever comes afterwards meets it
    post([&] {
        if (m_server) {
            const auto added
                = m_server->faults().addToxic(m_upstream.empty() ? kOwnDoor : kDoor, toxic);
            const std::lock_guard lock(m_mutex);
            if (!added)
                m_trouble = "a fault was refused: " + added.error().sentence;
        }
        done.set_value();
    });
    done.get_future().wait();
}

void OwnServer::heal()
{
    post([this] {
        if (m_server)
            m_server->faults().reset();
    });
}

std::string OwnServer::start()
{
    std::promise<std::string> result;
    post([this, &result] { result.set_value(startOne()); });
    return result.get_future().get();
}

void OwnServer::drain()
{
    post([this] {
        if (m_server)
            m_server->drain(Farewell::restart);
    });
}

void OwnServer::stop()
{
    post([this] { m_server.reset(); });
}

void OwnServer::kill()
{
    post([this] {
        if (m_server)
            m_server->kill();
        m_server.reset();
    });
}

void OwnServer::startAgain()
{
    post([this] {
        m_server.reset();
        std::string problem = startOne();
        const std::lock_guard lock(m_mutex);
        m_trouble = std::move(problem);
    });
}

std::string OwnServer::trouble()
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

} // namespace wavetape::scenario
