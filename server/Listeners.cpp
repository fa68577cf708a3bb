// SPDX-License-Identifier: GPL-3.0-or-later
#include "Listeners.h"

#include "config/ServerConfig.h"
#include "defence/Defence.h"
#include "net/IoThread.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"
#include "security/SelfSignedCertificate.h"

#include <algorithm>
#include <future>
#include <utility>

namespace wavetape {

Listeners::Listeners(net::ServerContext &context, security::HostPolicy &hosts)
    : m_context(context)
    , m_hosts(hosts)
{
}

Listeners::~Listeners() = default;

void Listeners::adopt(std::vector<int> plain, std::vector<int> secure)
{
    m_givenPlain = std::move(plain);
    m_givenSecure = std::move(secure);
}

tl::expected<void, std::string> Listeners::bind()
{
    if (auto loaded = loadCertificate(m_context.config.tls.selfSigned); !loaded)
        return loaded;
    if (auto bound = bindServed(); !bound)
        return bound;
    if (auto bound = bindFaults(); !bound)
        return bound;
    m_hosts.setOwn(authorities());
    return {};
}

tl::expected<void, std::string> Listeners::loadCertificate(bool selfSigned)
{
    const auto &settings = m_context.config.tls;
    security::CertificateFiles files {settings.certificate, settings.key};
    if (selfSigned) {
        auto made = security::selfSignedCertificate();
        if (!made)
            return tl::unexpected(made.error());
        files = std::move(*made);
    }
    if (files.certificate.empty())
        return {};
    auto loaded = net::TlsContext::load(files.certificate, files.key);
    if (!loaded)
        return tl::unexpected(loaded.error());
    m_tls = std::move(*loaded);
    m_certificateFile = files.certificate;
    return {};
}

tl::expected<void, std::string> Listeners::bindServed()
{
    const auto &settings = m_context.config;
    if (!m_givenSecure.empty() && !m_tls)
        return tl::unexpected(
            std::string("the service manager's socket for TLS needs a certificate: "
                        "--tls-cert FILE --tls-key FILE, or --tls-self-signed"));
    if (auto adopted = adoptAll(); !adopted)
        return adopted;
    if (m_givenPlain.empty()) {
        if (auto bound = bindOne(settings.listen, nullptr); !bound)
            return bound;
    }
    if (!m_tls || !m_givenSecure.empty())
        return {};
    return bindOne(settings.tls.listen.empty()
            ? std::vector {config::ListenAddress {"127.0.0.1", 8443, false}}
            : settings.tls.listen,
        m_tls.get());
}

tl::expected<void, std::string> Listeners::bindOne(
    std::vector<config::ListenAddress> wanted, net::TlsContext *secure)
{
    std::stable_sort(wanted.begin(), wanted.end(), [](const auto &a, const auto &b) {
        return (a.host.find(':') != std::string::npos) < (b.host.find(':') != std::string::npos);
    });
    for (const config::ListenAddress &address : wanted) {
        auto listener = net::Listener::bind(address, m_context.config.queue, secure);
        if (listener)
            m_served.push_back(std::move(*listener));
        else if (!address.optional)
            return tl::unexpected(listener.error());
    }
    return {};
}

/// Nobody has looked at the addresses of these yet.
tl::expected<void, std::string> Listeners::adoptAll()
{
    config::ServerConfig actual = m_context.config;
    const auto adopt = [&](const std::vector<int> &given, net::TlsContext *secure,
                           std::vector<config::ListenAddress> &addresses) {
        if (!given.empty())
            addresses.clear();
        for (const int descriptor : given) {
            m_served.push_back(net::Listener::adopt(descriptor, actual.queue, secure));
            addresses.push_back({m_served.back()->host(), m_served.back()->port(), false});
        }
    };
    adopt(m_givenPlain, nullptr, actual.listen);
    adopt(m_givenSecure, m_tls.get(), actual.tls.listen);
    if (!m_served.empty() && actual.exposed()) {
        if (!actual.access.insecure && defence::armed(defence::Defence::loopbackOnly))
            return tl::unexpected(
                std::string("the service manager's sockets can be reached from other "
                            "machines, without TLS or without tokens; "
                            "--insecure accepts the risk"));
        m_context.exposed = true;
    }
    return {};
}

/// The control port of faults, and each listener's own proxy.
tl::expected<void, std::string> Listeners::bindFaults()
{
    for (const config::ListenAddress &address : m_context.config.faults.listen) {
        auto listener = net::Listener::bind(address, m_context.config.queue, nullptr);
        if (!listener)
            return tl::unexpected(listener.error());
        (*listener)->serveFaults();
        m_faults.push_back(std::move(*listener));
        m_context.faultBoard = &m_faultBoard;
    }
    if (!m_context.faultBoard)
        return {};
    uint8_t number = 0;
    for (const auto &listener : m_served) {
        listener->setNumber(number++);
        m_faultBoard.addOwn(listener->authority());
    }
    m_faultDoors = std::make_unique<net::FaultDoors>(m_context, authorities());
    m_faultBoard.open = [this](faults::FaultProxy &proxy) { return m_faultDoors->open(proxy); };
    m_faultBoard.close = [this](const std::string &name) { m_faultDoors->close(name); };
    m_faultBoard.breakpoints = m_faultDoors.get();
    m_faultBoard.onChange = [this] {
        m_faultDoors->onFaultsChanged();
        for (const auto &thread : m_context.threads.threads())
            thread->post([&thread = *thread] { thread.onFaultsChanged(); });
    };
    return {};
}

void Listeners::start()
{
    for (const Doors *doors : {&m_served, &m_faults}) {
        for (const auto &listener : *doors)
            listener->start(m_context, *m_context.threads.threads().front());
    }
}

tl::expected<void, std::string> Listeners::openSecure(const config::ListenAddress &address)
{
    if (m_tls)
        return tl::unexpected(std::string("TLS is served already"));
    if (auto loaded = loadCertificate(true); !loaded)
        return loaded;
    auto bound = net::Listener::bind(address, m_context.config.queue, m_tls.get());
    if (!bound) {
        m_tls.reset();
        return tl::unexpected(bound.error());
    }
    // The list is that thread's while it runs: it ends them when the server drains.
    net::IoThread &thread = *m_context.threads.threads().front();
    std::promise<void> begun;
    thread.post([&] {
        (*bound)->start(m_context, thread);
        m_served.push_back(std::move(*bound));
        begun.set_value();
    });
    begun.get_future().wait();
    m_hosts.setOwn(authorities());
    return {};
}

void Listeners::stop()
{
    m_context.threads.threads().front()->post([this] {
        for (const Doors *doors : {&m_served, &m_faults}) {
            for (const auto &listener : *doors)
                listener->stop();
        }
    });
}

void Listeners::stopFaults()
{
    if (m_faultDoors)
        m_faultDoors->stop();
}

void Listeners::clear()
{
    m_served.clear();
    m_faults.clear();
}

std::vector<std::string> Listeners::authorities() const
{
    std::vector<std::string> own;
    for (const Doors *doors : {&m_served, &m_faults}) {
        for (const auto &listener : *doors)
            own.push_back(listener->authority());
    }
    return own;
}

std::vector<std::string> Listeners::urls() const
{
    std::vector<std::string> urls;
    for (const auto &listener : m_served)
        urls.push_back(listener->url());
    return urls;
}

std::vector<std::string> Listeners::faultUrls() const
{
    std::vector<std::string> urls;
    for (const auto &listener : m_faults)
        urls.push_back(listener->url());
    return urls;
}

uint16_t Listeners::port() const
{
    return m_served.empty() ? 0 : m_served.front()->port();
}

std::string Listeners::certificateSha256() const
{
    return m_tls ? security::certificateSha256(m_certificateFile).value_or("") : "";
}

} // namespace wavetape
