// SPDX-License-Identifier: GPL-3.0-or-later
#include "Server.h"

#include "channels/ChannelHub.h"
#include "config/ConfigField.h"
#include "config/Version.h"
#include "feeds/FeedScheduler.h"
#include "http/HttpSession.h"
#include "http/Router.h"
#include "monitoring/MetricsPage.h"
#include "monitoring/Monitor.h"
#include "net/AdminActions.h"
#include "net/Connection.h"
#include "net/IoThreadPool.h"
#include "net/Listener.h"
#include "net/ServerContext.h"
#include "net/TlsContext.h"
#include "net/WebSocketSession.h"
#include "security/SelfSignedCertificate.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

namespace wavetape {

namespace {
constexpr uint64_t kDrainStepMs = 50;

/// What reload() can change without a restart; logging is the program's.
constexpr std::string_view kLiveSettings[] = {"log_level", "log_format", "access.hosts",
    "access.origins", "limits.connections_per_address", "limits.handshakes_per_second",
    "limits.handshake_burst", "limits.unfinished_handshakes", "limits.unfinished_per_address"};

uint64_t steadyMs()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

channels::HubOptions hubOptions(const config::ServerConfig &config)
{
    channels::HubOptions options;
    options.history = {config.history.publications, config.history.bytes,
        static_cast<int64_t>(config.history.ageMs) * 1000};
    options.historyTotalBytes = config.history.totalBytes;
    options.maxChannels = config.limits.enabled ? config.limits.channels : ~size_t {0};
    return options;
}

security::AddressLimits addressLimits(const config::ServerConfig::Limits &limits)
{
    security::AddressLimits result;
    if (!limits.enabled) {
        result.connectionsPerAddress = result.handshakeBurst = result.unfinished
            = result.unfinishedPerAddress = 0;
        result.handshakesPerSecond = 0;
        return result;
    }
    result.connectionsPerAddress = limits.connectionsPerAddress;
    result.handshakesPerSecond = limits.handshakesPerSecond;
    result.handshakeBurst = limits.handshakeBurst;
    result.unfinished = limits.unfinishedHandshakes;
    result.unfinishedPerAddress = limits.unfinishedPerAddress;
    return result;
}

tl::expected<security::Credentials, std::string> readUsers(
    const config::ServerConfig::Auth &settings)
{
    if (settings.usersFile.empty())
        return security::Credentials();
    return security::Credentials::read(settings.usersFile);
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
        , asked(config)
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
    {
    }

    tl::expected<void, std::string> loadCertificate();
    tl::expected<void, std::string> loadAuth();
    tl::expected<void, std::string> bindAll();
    void drainStep(size_t perStep, uint64_t afterMs);

    const config::ServerConfig config;
    config::ServerConfig asked; ///< as last read: `config` and what was changed since
    channels::ChannelHub hub;
    security::HostPolicy hosts;
    security::OriginPolicy origins;
    security::AddressLimiter addresses;
    net::IoThreadPool threads;
    monitoring::Monitor monitor;
    net::ServerContext context;
    std::unique_ptr<security::Authenticator> auth;
    http::Router router;
    EventObserver onEvent;
    std::unique_ptr<feeds::FeedScheduler> feeds;
    std::unique_ptr<net::TlsContext> tls; ///< outlives the listeners
    std::vector<std::unique_ptr<net::Listener>> listeners;
    std::atomic<bool> running = false;
    bool feedHangs = false;
    std::thread drainer;
    std::mutex drainMutex;
    std::condition_variable drainCondition;
    bool drainStopped = false;
};

Server::Server(config::ServerConfig config)
    : m_impl(std::make_unique<Impl>(std::move(config)))
{
}

Server::~Server()
{
    stop();
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
    return m_impl->asked;
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
    security::Authenticator::Options options {settings.tokens, security::JwtKey::random(), {},
        {settings.audience, settings.issuer}, settings.tokenSeconds, {}, {}};
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
    if (auto bound = bind(config.listen, nullptr); !bound || !tls)
        return bound;
    return bind(config.tls.listen.empty()
            ? std::vector {config::ListenAddress {"127.0.0.1", 8443, false}}
            : config.tls.listen,
        tls.get());
}

void Server::observeEvents(EventObserver observer)
{
    m_impl->onEvent = std::move(observer);
}

Server::Reloaded Server::reload(const config::ServerConfig &fresh)
{
    Impl &impl = *m_impl;
    Reloaded result;
    const config::ServerConfig before = std::exchange(impl.asked, config::ServerConfig(fresh));
    for (const config::ConfigField &field : config::configFields()) {
        if (config::tomlValue(field, before) == config::tomlValue(field, fresh))
            continue;
        const bool live = std::find(std::begin(kLiveSettings), std::end(kLiveSettings), field.key)
            != std::end(kLiveSettings);
        (live ? result.changed : result.needRestart).emplace_back(field.key);
    }
    impl.hosts.setNames(fresh.access.hosts);
    impl.origins.setAllowed(fresh.access.origins);
    if (addressLimits(before.limits) != addressLimits(fresh.limits))
        impl.addresses.setLimits(addressLimits(fresh.limits));
    if (impl.tls) {
        if (const auto loaded = impl.tls->reload(); !loaded)
            result.problems.push_back("the certificate stays as it was: " + loaded.error());
    }
    auto users = readUsers(impl.config.auth);
    if (!users)
        result.problems.push_back("the users stay as they were: " + users.error());
    else if (impl.running
        && impl.auth->setCredentials(std::move(*users), security::Moment::at(steadyMs())))
        net::recheckAccess(impl.threads);
    return result;
}

tl::expected<void, std::string> Server::start()
{
    Impl &impl = *m_impl;
    if (auto loaded = impl.loadAuth(); !loaded)
        return loaded;
    if (auto loaded = impl.loadCertificate(); !loaded)
        return loaded;
    if (auto bound = impl.bindAll(); !bound) {
        impl.listeners.clear();
        return bound;
    }

    channels::ChannelSpec broadcast;
    broadcast.name
        = "/broadcast"; // no valid channel name: nobody can subscribe to it but by the path
    broadcast.listed = false;
    broadcast.keepHistory = false;
    impl.context.broadcast = impl.hub.create(std::move(broadcast));
    impl.context.firstSession
        = [&impl](net::Connection &connection) -> std::unique_ptr<net::Session> {
        auto session = std::make_unique<http::HttpSession>(connection, impl.router);
        auto admission
            = impl.addresses.admit(connection.peer().ip, connection.thread().sharedNowMs());
        if (admission) {
            connection.setTicket(std::move(admission.ticket));
        } else {
            http::Response response
                = http::Response::refusal(admission.httpStatus(), admission.sentence());
            response.headers = {{"Retry-After", std::to_string(admission.retryAfterS)}};
            session->refuse(response);
        }
        return session;
    };
    impl.context.drain = [this] { drain(); };
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
    impl.monitor.onEvent = std::move(impl.onEvent);
    impl.router.metrics = [&impl] {
        std::vector<monitoring::FeedReading> feeds;
        for (const feeds::FeedStatus &status : impl.feeds->status())
            feeds.push_back({status.name, status.messages, status.lagMs / 1000,
                status.state == feeds::FeedState::running});
        return monitoring::metricsPage(impl.context, feeds);
    };
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

void Server::drain()
{
    Impl &impl = *m_impl;
    if (!impl.running || impl.context.draining.exchange(true))
        return;
    impl.threads.threads().front()->post([&impl] {
        for (const auto &listener : impl.listeners)
            listener->stop();
    });
    // Few leave at once; many are spread, so that where they go to is not stormed.
    const auto connections
        = static_cast<uint64_t>(std::max<int64_t>(1, impl.context.connections.load()));
    const uint64_t spread = std::min<uint64_t>(impl.config.deadlines.drainSpread, connections * 3);
    const uint64_t steps = std::max<uint64_t>(1, spread / kDrainStepMs);
    const size_t perStep = connections / (steps * impl.threads.threads().size()) + 1;
    const uint64_t afterMs = std::min<uint64_t>(10'000, 500 + connections * 2);
    const std::lock_guard lock(impl.drainMutex);
    if (impl.drainStopped)
        return;
    impl.drainer = std::thread([&impl, perStep, afterMs] {
        std::unique_lock lock(impl.drainMutex);
        while (!impl.drainStopped && impl.context.connections.load() > 0) {
            impl.drainStep(perStep, afterMs);
            impl.drainCondition.wait_for(lock, std::chrono::milliseconds(kDrainStepMs));
        }
        impl.drainCondition.notify_all();
    });
}

void Server::Impl::drainStep(size_t perStep, uint64_t afterMs)
{
    for (const auto &thread : threads.threads()) {
        thread->post([at = thread.get(), perStep, afterMs] {
            thread_local std::minstd_rand random(std::random_device {}());
            size_t told = 0;
            // The map must not change while it is walked: whoever ends at once does so at the end
            // of the turn.
            for (const auto &[id, connection] : at->connections()) {
                const auto *socket = dynamic_cast<net::WebSocketSession *>(&connection->session());
                if (connection->finishing() || (socket && !socket->open()))
                    continue;
                connection->session().end(net::EndCause::shutdown, random() % afterMs);
                if (++told == perStep)
                    break;
            }
        });
    }
}

bool Server::waitDrained(std::chrono::milliseconds patience)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (m_impl->context.connections.load() > 0) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

void Server::stop()
{
    Impl &impl = *m_impl;
    if (!impl.running)
        return;
    impl.running = false;
    {
        const std::lock_guard lock(impl.drainMutex);
        impl.drainStopped = true;
    }
    impl.drainCondition.notify_all();
    if (impl.drainer.joinable())
        impl.drainer.join();
    impl.monitor.stop();
    impl.feedHangs = !impl.feeds->stop();
    if (!impl.context.draining.exchange(true)) {
        impl.threads.threads().front()->post([&impl] {
            for (const auto &listener : impl.listeners)
                listener->stop();
        });
    }
    impl.threads.stop();
    impl.listeners.clear();
}

} // namespace wavetape
