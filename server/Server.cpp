// SPDX-License-Identifier: GPL-3.0-or-later
#include "Server.h"

#include "ClusterAccess.h"
#include "ClusterFeed.h"
#include "Drain.h"
#include "Housekeeping.h"
#include "Listeners.h"
#include "LiveSettings.h"
#include "NodeFigures.h"
#include "channels/ChannelHub.h"
#include "cluster/SharedBroker.h"
#include "config/AddressText.h"
#include "config/Version.h"
#include "documents/Rooms.h"
#include "feeds/FeedClock.h"
#include "feeds/FeedScheduler.h"
#include "http/HttpSession.h"
#include "http/Router.h"
#include "monitoring/MetricsPage.h"
#include "monitoring/Monitor.h"
#include "monitoring/ServerTotals.h"
#include "net/AdminTarget.h"
#include "net/Connection.h"
#include "net/IoThread.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"
#include "protocol/JsonWriter.h"
#include "recording/Recorder.h"
#include "recording/Replayer.h"
#include "state/ChannelKeeper.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace wavetape {

namespace {
constexpr int kNoticeMs = 1'200;
constexpr std::chrono::milliseconds kFeedPatience(1'500); // of a start, for what others publish

channels::HubOptions hubOptions(const config::ServerConfig &config)
{
    channels::HubOptions options;
    options.history = {config.history.publications, config.history.bytes,
        static_cast<int64_t>(config.history.ageMs) * 1000};
    options.historyTotalBytes = config.history.totalBytes;
    options.maxChannels = config.limits.enabled ? config.limits.channels : ~size_t {0};
    return options;
}

recording::RecorderOptions recorderOptions(const config::ServerConfig &config)
{
    recording::RecorderOptions options;
    options.file = config.record.file;
    options.fileBytes = config.record.fileBytes;
    options.about
        = {{"node", config.node}, {"server", "wavetape/" + std::string(config::version())},
            {"feed", config.feed.profile}, {"seed", std::to_string(config.feed.seed)}};
    return options;
}

bool hasEnded(const recording::Replayer::Status &status)
{
    return status.state == recording::Replayer::State::ended;
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
        , recorder(hub, recorderOptions(config))
        , hosts(config.access.hosts)
        , origins(config.access.origins)
        , addresses(addressLimits(config.limits))
        , monitor(hub)
        , context {config, hub, threads, monitor, hosts, origins, addresses,
              config.adminToken.empty() ? security::AdminToken::generate()
                                        : security::AdminToken(config.adminToken),
              "wavetape/" + std::string(config::version()), nullptr, nullptr}
        , figures(context)
        , listeners(context, hosts)
        , router(context)
        , liveSettings(context)
        , drain(context)
        , housekeeping(context)
    {
    }

    tl::expected<void, std::string> loadAuth();
    tl::expected<void, std::string> loadState();
    tl::expected<void, std::string> openRooms();
    tl::expected<void, std::string> beginRecording();
    tl::expected<void, std::string> makeFeeds();
    void endReplay(const std::vector<uint64_t> &sessions);
    tl::expected<void, std::string> joinCluster();
    tl::expected<void, std::string> end(bool inOrder);

    const config::ServerConfig config;
    channels::ChannelHub hub;
    recording::Recorder recorder; ///< outlives whoever publishes
    security::HostPolicy hosts;
    security::OriginPolicy origins;
    security::AddressLimiter addresses;
    net::IoThreadPool threads;
    monitoring::Monitor monitor;
    net::ServerContext context;
    NodeFigures figures; ///< the broker's thread's
    Listeners listeners;
    std::unique_ptr<security::Authenticator> auth;
    http::Router router;
    LiveSettings liveSettings;
    EventObserver onEvent;
    std::unique_ptr<ClusterFeed> clusterFeed; ///< null: this node's feed is its own
    std::unique_ptr<feeds::FeedScheduler> feeds;
    std::unique_ptr<recording::Replayer> replayer; ///< null: nothing is replayed
    std::unique_ptr<state::ChannelKeeper> keeper; ///< null: nothing outlives a restart
    std::unique_ptr<documents::Rooms> rooms; ///< null: there are no shared documents
    std::unique_ptr<cluster::SharedBroker> broker; ///< null: this node is alone
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

/// The keeper has made the state's folder, and holds it.
tl::expected<void, std::string> Server::Impl::openRooms()
{
    if (!config.dialects.yjs)
        return {};
    auto opened = documents::Rooms::open(
        config.stateFolder.empty() ? "" : config.stateFolder + "/documents");
    if (!opened)
        return tl::unexpected(opened.error());
    rooms = std::move(*opened);
    rooms->onTrouble = [this](const std::string &sentence) { monitor.note("documents", sentence); };
    router.rooms = rooms.get();
    return {};
}

tl::expected<void, std::string> Server::Impl::makeFeeds()
{
    context.replay = [this](const protocol::AdminCommand &command)
        -> tl::expected<std::string, protocol::CommandError> {
        const auto refuse = [&](std::string why, std::string path) {
            return tl::unexpected(protocol::CommandError {
                protocol::ErrorCode::badRequest, std::move(why), std::move(path), command.id});
        };
        if (!replayer)
            return refuse("nothing is replayed here (--replay FILE)", "/action");
        if (const auto done = replayer->order(command.replay); !done)
            return refuse(done.error().message, "/" + done.error().member);
        std::string text;
        protocol::JsonWriter json(text);
        json.beginObject().key("type").string("admin");
        if (!command.id.empty())
            json.key("id").raw(command.id);
        json.key("action").string(protocol::actionName(command.action)).key("replay");
        replayer->append(json);
        json.endObject();
        return text;
    };
    const auto &replay = config.replay;
    if (replay.file.empty() || replay.aside) {
        if (broker)
            clusterFeed = std::make_unique<ClusterFeed>(broker->feed());
        feeds = std::make_unique<feeds::FeedScheduler>(hub, config.feed, clusterFeed.get());
        if (broker)
            broker->feed().settled(kFeedPatience);
        if (auto joined = feeds->join(); !joined)
            return tl::unexpected("--cluster: " + joined.error());
    } else {
        static feeds::SystemFeedClock clock;
        feeds = std::make_unique<feeds::FeedScheduler>(
            hub, std::vector<std::unique_ptr<feeds::Feed>>(), clock, feeds::SchedulerOptions());
    }
    if (replay.file.empty())
        return {};
    constexpr double kSlowest = 0.1;
    if (replay.speed > 0 && replay.speed < kSlowest)
        return tl::unexpected(std::string("--replay-speed must be 0 or from 0.1 to 100"));
    auto opened = recording::Replayer::open(
        hub, {replay.file, replay.speed, replay.loop, replay.from, !replay.aside, replay.waitFor});
    if (!opened)
        return tl::unexpected(opened.error());
    replayer = std::move(*opened);
    replayer->onEvent = [this](const std::string &sentence) { monitor.note("replay", sentence); };
    replayer->onEnd = [this](const std::vector<uint64_t> &sessions) { endReplay(sessions); };
    return {};
}

void Server::Impl::endReplay(const std::vector<uint64_t> &sessions)
{
    const auto all = std::make_shared<const std::vector<uint64_t>>(sessions);
    for (const auto &thread : threads.threads()) {
        thread->post([all, at = thread.get()] {
            for (const uint64_t session : *all) {
                const auto it = at->connections().find(session);
                if (it == at->connections().end())
                    continue;
                // Who steers it may want to see it again.
                net::AdminTarget *target = it->second->session().adminTarget();
                if (target && !target->administers())
                    target->closeByAdmin(1000, "replay finished", false);
            }
        });
    }
}

tl::expected<void, std::string> Server::Impl::beginRecording()
{
    recorder.onEvent = [this](const std::string &sentence) { monitor.note("recording", sentence); };
    context.record = [this](bool on) -> std::string {
        if (!on) {
            recorder.stop();
            return {};
        }
        const auto started = recorder.start();
        return started ? std::string() : started.error();
    };
    monitor.appendRecording = [this](protocol::JsonWriter &json) {
        const auto status = recorder.status();
        json.key("recording").beginObject().key("running").boolean(status.recording);
        json.key("failing").boolean(status.failing).key("file").string(status.file);
        json.key("messages").unsignedInteger(status.messages);
        json.key("bytes").unsignedInteger(status.bytes);
        json.key("dropped").unsignedInteger(status.dropped).endObject();
        if (!replayer)
            return;
        json.key("replay");
        replayer->append(json);
    };
    if (config.record.file.empty() || !config.record.atStart)
        return {};
    return recorder.start();
}

tl::expected<void, std::string> Server::Impl::joinCluster()
{
    const auto &settings = config.cluster;
    if (settings.broker.empty())
        return {};
    auto access = ClusterAccess::read(config);
    if (!access)
        return tl::unexpected(
            (access.error().key == "cluster.broker" ? "--cluster: " : "--cluster-key: ")
            + access.error().text);
    broker = std::make_unique<cluster::SharedBroker>(hub,
        cluster::SharedBroker::Options {access->broker, settings.name, config.node, access->key,
            config.limits.messageBytes,
            {config.history.publications, config.history.bytes,
                static_cast<int64_t>(config.history.ageMs) * 1000},
            // Before, the I/O threads are still being made.
            [this] { return running ? figures.members() : std::string(); },
            [this](const std::string &sentence) { monitor.note("cluster", sentence); }});
    if (auto started = broker->start(); !started)
        return tl::unexpected("--cluster: " + started.error());
    context.broker = broker.get();
    return {};
}

tl::expected<void, std::string> Server::openSecure(const config::ListenAddress &address)
{
    if (!m_impl->running || m_impl->context.draining)
        return tl::unexpected(std::string("the server does not run"));
    return m_impl->listeners.openSecure(address);
}

std::string Server::certificateSha256() const
{
    return m_impl->listeners.certificateSha256();
}

void Server::adoptSockets(std::vector<int> plain, std::vector<int> secure)
{
    m_impl->listeners.adopt(std::move(plain), std::move(secure));
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
    return m_impl->liveSettings.take(fresh, m_impl->listeners.tls());
}

tl::expected<void, std::string> Server::start()
{
    Impl &impl = *m_impl;
    if (auto loaded = impl.loadAuth(); !loaded)
        return loaded;
    if (auto loaded = impl.loadState(); !loaded)
        return loaded;
    if (auto opened = impl.openRooms(); !opened)
        return opened;
    auto ready = impl.listeners.bind();
    if (ready && impl.keeper)
        ready = impl.keeper->start();
    if (ready)
        ready = impl.joinCluster();
    if (!ready) {
        impl.listeners.clear();
        return ready;
    }

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
    impl.context.drainNode = [&impl](const std::string &node, NodeOrders::Done done) {
        impl.housekeeping.drainNode(node, std::move(done));
    };
    impl.threads.create(impl.context, threadCount(impl.config));
    if (auto made = impl.makeFeeds(); !made) {
        impl.feeds.reset();
        impl.listeners.clear();
        return made;
    }
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
        if (!impl.replayer)
            return;
        const auto status = impl.replayer->status();
        json.beginObject().key("name").string("replay");
        json.key("messages").unsignedInteger(status.messages);
        json.key("lagMs").number(status.lagMs, 3);
        json.key("state").string(hasEnded(status) ? "stopped" : "running").endObject();
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
        if (impl.replayer) {
            const auto status = impl.replayer->status();
            feeds.push_back({"replay", status.messages, status.lagMs / 1000, !hasEnded(status)});
        }
        const auto recording = impl.recorder.status();
        return monitoring::metricsPage(impl.context, feeds,
            {recording.recording, recording.failing, recording.messages, recording.bytes,
                recording.dropped},
            impl.broker ? impl.broker->feed().reading() : cluster::FeedReading());
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
    if (auto recording = impl.beginRecording(); !recording) {
        impl.replayer.reset();
        impl.feeds.reset();
        impl.listeners.clear();
        return recording;
    }
    impl.listeners.start();
    impl.threads.start();
    impl.feeds->start();
    if (impl.replayer)
        impl.replayer->start();
    impl.monitor.start(impl.context);
    impl.housekeeping.start();
    impl.running = true;
    return {};
}

std::vector<std::string> Server::urls() const
{
    return m_impl->listeners.urls();
}

std::vector<std::string> Server::faultUrls() const
{
    return m_impl->listeners.faultUrls();
}

faults::FaultBoard &Server::faults()
{
    auto &board = m_impl->listeners.faultBoard();
    if (!m_impl->running)
        m_impl->context.faultBoard = &board;
    return board;
}

uint16_t Server::port() const
{
    return m_impl->listeners.port();
}

void Server::drain(Farewell farewell)
{
    if (!m_impl->running || m_impl->context.draining.exchange(true))
        return;
    // Of several nodes the others take whom the proxy sends elsewhere: two of its checks later. One
    // node alone keeps nobody waiting.
    const std::chrono::milliseconds notice(m_impl->broker ? kNoticeMs : 0);
    m_impl->drain.begin(farewell, notice, [this] { m_impl->listeners.stop(); });
}

bool Server::waitDrained(std::chrono::milliseconds patience)
{
    return m_impl->drain.waitUntilEmpty(patience);
}

tl::expected<void, std::string> Server::Impl::end(bool inOrder)
{
    if (!running)
        return {};
    running = false;
    drain.stop();
    housekeeping.stop();
    monitor.stop();
    feedHangs = !feeds->stop();
    if (replayer)
        replayer->stop();
    // It speaks to the I/O threads, and they to it.
    if (broker)
        inOrder ? broker->stop() : broker->abandon();
    if (!context.draining.exchange(true))
        listeners.stop();
    listeners.stopFaults();
    threads.stop(!inOrder);
    listeners.clear();
    recorder.finish();
    // What a feed that hangs may still publish would not be in it.
    return keeper ? keeper->finish(inOrder && !feedHangs) : tl::expected<void, std::string>();
}

tl::expected<void, std::string> Server::stop()
{
    return m_impl->end(true);
}

void Server::kill()
{
    static_cast<void>(m_impl->end(false));
}

} // namespace wavetape
