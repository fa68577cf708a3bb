// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/ServerConfig.h"
#include "net/Doorway.h"

#include <tl/expected.hpp>
#include <uv.h>

#include <cstdint>
#include <memory>
#include <string>

namespace wavetape::net {

class IoThread;
struct ServerContext;

/// One bound address. Accepts on I/O thread 0 and hands each socket to the thread with the fewest.
/// When descriptors run out it stops asking for a moment instead of spinning.
class Listener {
public:
    /// Binds and listens; nothing is accepted yet. The error is one sentence with address and
    /// cause. `queue`: how much of it the kernel may hold per connection. `tls`: what connections
    /// speak; null: plain; outlives the listener.
    static tl::expected<std::unique_ptr<Listener>, std::string> bind(
        const config::ListenAddress &address, const config::ServerConfig::Queue &queue,
        TlsContext *tls);
    /// The same for a socket that listens already; takes it over.
    static std::unique_ptr<Listener> adopt(
        int descriptor, const config::ServerConfig::Queue &queue, TlsContext *tls);
    ~Listener();

    const std::string &host() const { return m_host; }
    /// What those who come by it are known by. Before start().
    void setNumber(uint8_t number) { m_door.listener = number; }
    /// It is the control port of faults. Before start().
    void serveFaults() { m_door.faultPort = true; }

    /// The port taken, also where 0 was asked for.
    uint16_t port() const { return m_port; }
    /// `http://127.0.0.1:8080/`, `https://…` with TLS.
    std::string url() const;
    /// `127.0.0.1:8080`, `[::1]:8080`.
    std::string authority() const;

    /// On `thread`, before it runs or from within it.
    void start(ServerContext &context, IoThread &thread);
    /// On its thread: accepts no more and lets go of the address.
    void stop();

private:
    Listener(int descriptor, std::string host, uint16_t port, TlsContext *tls);
    static void onPoll(uv_poll_t *handle, int status, int events);
    void acceptSome();
    void rest();

    int m_descriptor;
    const std::string m_host;
    const uint16_t m_port;
    Doorway m_door;
    ServerContext *m_context = nullptr;
    IoThread *m_thread = nullptr;
    // Closed by the loop after this object may be gone: they own themselves.
    struct Handles {
        uv_poll_t poll;
        uv_timer_t pause;
        int open = 2;
    };
    Handles *m_handles = nullptr;
};

} // namespace wavetape::net
