// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/AddressText.h"
#include "faults/FaultBoard.h"
#include "net/FaultDoors.h"
#include "net/Listener.h"
#include "net/TlsContext.h"
#include "security/HostPolicy.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wavetape {

/// Where a server is reached: its addresses, plain, by TLS and of the control port of faults, and
/// what stands behind each of them (certificate, fault proxies). The server's thread, but for
/// stop().
class Listeners {
public:
    /// Both outlive it; `hosts` is told the addresses.
    Listeners(net::ServerContext &context, security::HostPolicy &hosts);
    ~Listeners();
    Listeners(const Listeners &) = delete;
    Listeners &operator=(const Listeners &) = delete;

    /// Server::adoptSockets(). Before bind().
    void adopt(std::vector<int> plain, std::vector<int> secure);
    /// Reads the certificate and listens everywhere; nobody is let in before start(). The error is
    /// one sentence; clear() closes what listens by then.
    tl::expected<void, std::string> bind();
    /// Lets clients in, by the first I/O thread.
    void start();
    /// Server::openSecure(). After start().
    tl::expected<void, std::string> openSecure(const config::ListenAddress &address);
    /// Lets nobody in any more. Any thread.
    void stop();
    /// Ends the proxies of faults; before the I/O threads end, which they tell of what they do.
    void stopFaults();
    /// Once nothing runs.
    void clear();

    std::vector<std::string> urls() const;
    std::vector<std::string> faultUrls() const;
    uint16_t port() const;
    /// Null: no TLS.
    net::TlsContext *tls() { return m_tls.get(); }
    /// "" without TLS.
    std::string certificateSha256() const;
    faults::FaultBoard &faultBoard() { return m_faultBoard; }

private:
    using Doors = std::vector<std::unique_ptr<net::Listener>>;

    tl::expected<void, std::string> loadCertificate(bool selfSigned);
    tl::expected<void, std::string> bindServed();
    tl::expected<void, std::string> bindOne(
        std::vector<config::ListenAddress> wanted, net::TlsContext *secure);
    tl::expected<void, std::string> adoptAll();
    tl::expected<void, std::string> bindFaults();
    std::vector<std::string> authorities() const;

    net::ServerContext &m_context;
    security::HostPolicy &m_hosts;
    faults::FaultBoard m_faultBoard;
    std::unique_ptr<net::FaultDoors> m_faultDoors; ///< null: nobody can ask for any
    std::unique_ptr<net::TlsContext> m_tls; ///< outlives the listeners
    std::string m_certificateFile; ///< of it
    Doors m_served, m_faults;
    std::vector<int> m_givenPlain, m_givenSecure;
};

} // namespace wavetape
