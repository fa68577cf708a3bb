// SPDX-License-Identifier: GPL-3.0-or-later
#include "Server.h"

#include "Drain.h"
#include "Housekeeping.h"
#include "LiveSettings.h"
#include "channels/ChannelHub.h"
#include "config/AddressText.h"
#include "config/Version.h"
#include "defence/Defence.h"
#include "feeds/FeedScheduler.h"
#include "http/HttpSession.h"
#include "http/Router.h"
#include "monitoring/MetricsPage.h"
#include "monitoring/Monitor.h"
#include "net/Connection.h"
#include "net/IoThreadPool.h"
#include "net/Listener.h"
#include "net/ServerContext.h"
#include "net/TlsContext.h"
#include "protocol/JsonWriter.h"
#include "security/SelfSignedCertificate.h"
#include "state/ChannelKeeper.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

namespace wavetape {

namespace {
channels::HubOptions hubOptions(const config::ServerConfig &config)
{
    channels::HubOptions options;
    options.history = {config.history.publications, config.history.bytes,
        static_cast<int64_t>(config.history.ageMs) * 1000};
    options.historyTotalBytes = config.history.totalBytes;
    options.maxChannels = config.limits.enabled ? config.limits.channels : ~size_t {0};
    return options;
}

security::ProxyTrust trustedProxies(const config::ServerConfig &config)
{
    std::vector<security::ProxyTrust::Block> blocks;
    for (const std::string &text : config.access.trustedProxies) {
        if (const auto block = config::parseAddressBlock(text))
            blocks.push_back({block->ip, block->bits});
    }
    return security::ProxyTrust(std::move(blocks));
}

unsigned threadCount(const config::ServerConfig &config)
{
    if (config.threads)
        return config.threads;
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    return std::clamp(cores - 1, 1u, 8u);
}
} // namespace

struct Server::Impl {
    explicit Impl(config::ServerConfig settings)
        : config(std::move(settings))
        , hub(hubOptions(config))
        , hosts(config.access.hosts)
        , origins(config.access.origins)
        , addresses(addressLimits(config.limits))
        , monitor(hub)
        , context {config, hub, threads, monitor, hosts, origins, addresses,
              config.adminToken.empty() ? security::AdminToken::generate()
                                        : security::AdminToken(config.adminToken),
              "wavetape/" + std::string(config::version()), nullptr, nullptr}
        , router(context)
        , liveSettings(context)
        , drain(context)
        , housekeeping(context)
    {
    }

    tl::expected<void, std::string> loadCertificate();
    tl::expected<void, std::string> loadAuth();
    tl::expected<void, std::string> loadState();
    tl::expected<void, std::string> bindAll();
    void stopListening();
    tl::expected<void, std::string> adoptAll();

    const config::ServerConfig config;
    channels::ChannelHub hub;
    security::HostPolicy hosts;
    security::OriginPolicy origins;
    security::AddressLimiter addresses;
    net::IoThreadPool threads;
    monitoring::Monitor monitor;
    net::ServerContext context;
    std::unique_ptr<security::Authenticator> auth;
    http::Router router;
    LiveSettings liveSettings;
    EventObserver onEvent;
    std::unique_ptr<feeds::FeedScheduler> feeds;
    std::unique_ptr<state::ChannelKeeper> keeper; ///< null: nothing outlives a restart
    std::unique_ptr<net::TlsContext> tls; ///< outlives the listeners
    std::vector<std::unique_ptr<net::Listener>> listeners;
    std::vector<int> givenPlain, givenSecure; ///< adoptSockets()
    std::atomic<size_t> pulsesDue = 0; ///< I/O threads that have not come round since pulse()
    std::atomic<bool> running = false;
    bool feedHangs = false;
    Drain drain;
    Housekeeping housekeeping;
};

Server::Server(config::ServerConfig config)
    : m_impl(std::make_unique<Impl>(std::move(config)))
{
}

Server::~Server()
{
    static_cast<void>(stop());
    // A thread that hangs inside a feed goes on with the hub should it ever come back.
    if (m_impl->feedHangs)
        static_cast<void>(m_impl.release());
}

const config::ServerConfig &Server::config() const
{
    return m_impl->config;
}

const config::ServerConfig &Server::askedConfig() const
{
    return m_impl->liveSettings.asked();
}

const std::string &Server::adminToken() const
{
    return m_impl->context.adminToken.text();
}

tl::expected<void, std::string> Server::Impl::loadCertificate()
{
    security::CertificateFiles files {config.tls.certificate, config.tls.key};
    if (config.tls.selfSigned) {
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
    tls = std::move(*loaded);
    return {};
}

tl::expected<void, std::string> Server::Impl::loadAuth()
{
    const auto &settings = config.auth;
    security::Authenticator::Options options {settings.tokens, settings.tokensOnce,
        security::JwtKey::random(), {}, {settings.audience, settings.issuer}, settings.tokenSeconds,
        {}, {}};
    if (!settings.secretFile.empty()) {
        auto secret = security::JwtKey::secretFile(settings.secretFile);
        if (!secret)
            return tl::unexpected(secret.error());
        options.signing = std::move(*secret);
    }
    for (const std::string &file : settings.keys) {
        auto key = security::JwtKey::publicKeyFile(file);
        if (!key)
            return tl::unexpected(key.error());
        options.keys.push_back(std::move(*key));
    }
    options.sessions.lifetimeMs = settings.sessionMs;
    options.attempts.failures = settings.failuresPerMinute;
    auto users = readUsers(settings);
    if (!users)
        return tl::unexpected(users.error());
    auth = std::make_unique<security::Authenticator>(
        context.adminToken, std::move(*users), std::move(options));
    context.auth = auth.get();
    context.exposed = config.access.insecure && config.exposed();
    return {};
}

tl::expected<void, std::string> Server::Impl::loadState()
{
    if (config.stateFolder.empty())
        return {};
    auto opened = state::ChannelKeeper::open(config.stateFolder, hub);
    if (!opened)
        return tl::unexpected(opened.error());
    keeper = std::move(*opened);
    keeper->onTrouble = [this](const std::string &sentence) { monitor.note("server", sentence); };
    return {};
}

tl::expected<void, std::string> Server::Impl::bindAll()
{
    const auto bind = [this](std::vector<config::ListenAddress> wanted,
                          net::TlsContext *secure) -> tl::expected<void, std::string> {
        std::stable_sort(wanted.begin(), wanted.end(), [](const auto &a, const auto &b) {
            return (a.host.find(':') != std::string::npos)
                < (b.host.find(':') != std::string::npos);
        });
        for (const config::ListenAddress &address : wanted) {
            auto listener = net::Listener::bind(address, config.queue, secure);
            if (listener)
                listeners.push_back(std::move(*listener));
            else if (!address.optional)
                return tl::unexpected(listener.error());
        }
        return {};
    };
    if (!givenSecure.empty() && !tls)
        return tl::unexpected(
            std::string("the service manager's socket for TLS needs a certificate: "
                        "--tls-cert FILE --tls-key FILE, or --tls-self-signed"));
    if (auto adopted = adoptAll(); !adopted)
        return adopted;
    if (givenPlain.empty()) {
        if (auto bound = bind(config.listen, nullptr); !bound)
            return bound;
    }
    if (!tls || !givenSecure.empty())
        return {};
    return bind(config.tls.listen.empty()
            ? std::vector {config::ListenAddress {"127.0.0.1", 8443, false}}
            : config.tls.listen,
        tls.get());
}

/// Nobody has looked at the addresses of these yet.
tl::expected<void, std::string> Server::Impl::adoptAll()
{
    config::ServerConfig actual = config;
    const auto adopt = [&](const std::vector<int> &given, net::TlsContext *secure,
                           std::vector<config::ListenAddress> &addresses) {
        if (!given.empty())
            addresses.clear();
        for (const int descriptor : given) {
            listeners.push_back(net::Listener::adopt(descriptor, config.queue, secure));
            addresses.push_back({listeners.back()->host(), listeners.back()->port(), false});
        }
    };
    adopt(givenPlain, nullptr, actual.listen);
    adopt(givenSecure, tls.get(), actual.tls.listen);
    if (!listeners.empty() && actual.exposed()) {
        if (!config.access.insecure && defence::armed(defence::Defence::loopbackOnly))
            return tl::unexpected(
                std::string("the service manager's sockets can be reached from other "
                            "machines, without TLS or without tokens; "
                            "--insecure accepts the risk"));
        context.exposed = true;
    }
    return {};
}

void Server::adoptSockets(std::vector<int> plain, std::vector<int> secure)
{
    m_impl->givenPlain = std::move(plain);
    m_impl->givenSecure = std::move(secure);
}

bool Server::pulse()
{
    Impl &impl = *m_impl;
    if (impl.pulsesDue.load() > 0)
        return false;
    impl.pulsesDue = impl.threads.threads().size();
    for (const auto &thread : impl.threads.threads())
        thread->post([&impl] { --impl.pulsesDue; });
    return true;
}

void Server::observeEvents(EventObserver observer)
{
    m_impl->onEvent = std::move(observer);
}

Server::Reloaded Server::reload(const config::ServerConfig &fresh)
{
    return m_impl->liveSettings.take(fresh, m_impl->tls.get());
}

tl::expected<void, std::string> Server::start()
{
    Impl &impl = *m_impl;
    if (auto loaded = impl.loadAuth(); !loaded)
        return loaded;
    if (auto loaded = impl.loadCertificate(); !loaded)
        return loaded;
    if (auto loaded = impl.loadState(); !loaded)
        return loaded;
    auto ready = impl.bindAll();
    if (ready && impl.keeper)
        ready = impl.keeper->start();
    if (!ready) {
        impl.listeners.clear();
        return ready;
    }
    std::vector<std::string> own;
    for (const auto &listener : impl.listeners)
        own.push_back(listener->authority());
    impl.hosts.setOwn(own);

    channels::ChannelSpec broadcast;
    broadcast.name
        = "/broadcast"; // no valid channel name: nobody can subscribe to it but by the path
    broadcast.listed = false;
    broadcast.keepHistory = false;
    impl.context.broadcast = impl.hub.create(std::move(broadcast));
    impl.context.firstSession
        = [&impl](net::Connection &connection) -> std::unique_ptr<net::Session> {
        return std::make_unique<http::HttpSession>(connection, impl.router);
    };
    impl.context.proxies = trustedProxies(impl.config);
    impl.context.drain = [this] { drain(Farewell::restart); };
    impl.threads.create(impl.context, threadCount(impl.config));
    impl.feeds = std::make_unique<feeds::FeedScheduler>(impl.hub, impl.config.feed);
    impl.monitor.appendFeeds = [&impl](protocol::JsonWriter &json) {
        for (const feeds::FeedStatus &status : impl.feeds->status()) {
            json.beginObject()
                .key("name")
                .string(status.name)
                .key("messages")
                .unsignedInteger(status.messages);
            json.key("lagMs")
                .number(status.lagMs, 3)
                .key("state")
                .string(feeds::stateName(status.state));
            if (!status.error.empty())
                json.key("error").string(status.error);
            json.endObject();
        }
    };
    impl.context.setWaveRate = [&impl](std::string_view name, double rate) {
        return impl.feeds->setWaveRate(name, rate);
    };
    impl.feeds->onWallClockMoved = [&impl](int64_t micros) {
        std::string text(micros < 0 ? "the clock moved by " : "the clock moved by +");
        const int64_t millis = micros / 1000; // no finer
        protocol::appendJsonNumber(text, static_cast<double>(millis) / 1000);
        text += " s: times of data follow it";
        impl.monitor.note("server", text);
    };
    impl.monitor.onEvent = std::move(impl.onEvent);
    impl.router.metrics = [&impl] {
        std::vector<monitoring::FeedReading> feeds;
        for (const feeds::FeedStatus &status : impl.feeds->status())
            feeds.push_back({status.name, status.messages, status.lagMs / 1000,
                status.state == feeds::FeedState::running});
        return monitoring::metricsPage(impl.context, feeds);
    };
    impl.router.symbols = [&impl] { return impl.feeds->symbolsJson(); };
    impl.router.marketModel = impl.feeds->marketModel();
    impl.router.notReady = [&impl]() -> std::string {
        for (const feeds::FeedStatus &status : impl.feeds->status()) {
            if (status.state != feeds::FeedState::running)
                return "feed " + status.name + " is " + std::string(feeds::stateName(status.state));
        }
        return {};
    };
    for (const auto &listener : impl.listeners)
        listener->start(impl.context, *impl.threads.threads().front());
    impl.threads.start();
    impl.feeds->start();
    impl.monitor.start(impl.context);
    impl.housekeeping.start();
    impl.running = true;
    return {};
}

std::vector<std::string> Server::urls() const
{
    std::vector<std::string> urls;
    for (const auto &listener : m_impl->listeners)
        urls.push_back(listener->url());
    return urls;
}

uint16_t Server::port() const
{
    return m_impl->listeners.empty() ? 0 : m_impl->listeners.front()->port();
}

void Server::Impl::stopListening()
{
    threads.threads().front()->post([this] {
        for (const auto &listener : listeners)
            listener->stop();
    });
}

void Server::drain(Farewell farewell)
{
    if (!m_impl->running || m_impl->context.draining.exchange(true))
        return;
    m_impl->stopListening();
    m_impl->drain.begin(farewell);
}

bool Server::waitDrained(std::chrono::milliseconds patience)
{
    return m_impl->drain.waitUntilEmpty(patience);
}

tl::expected<void, std::string> Server::stop()
{
    Impl &impl = *m_impl;
    if (!impl.running)
        return {};
    impl.running = false;
    impl.drain.stop();
    impl.housekeeping.stop();
    impl.monitor.stop();
    impl.feedHangs = !impl.feeds->stop();
    if (!impl.context.draining.exchange(true))
        impl.stopListening();
    impl.threads.stop();
    impl.listeners.clear();
    // What a feed that hangs may still publish would not be in it.
    return impl.keeper ? impl.keeper->finish(!impl.feedHangs) : tl::expected<void, std::string>();
}

} // namespace wavetape
