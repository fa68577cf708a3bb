// SPDX-License-Identifier: GPL-3.0-or-later
// wavetape-server: the server without a window.
#include "MarketReportCommand.h"
#include "ProgramLog.h"
#include "RecordCommand.h"
#include "ScenarioCommand.h"
#include "Server.h"
#include "TokenCommand.h"
#include "config/ConfigReader.h"
#include "monitoring/Heap.h"
#include "process/InheritedSockets.h"
#include "process/ServiceManager.h"
#include "process/StandardDescriptors.h"
#include "process/TerminationSignals.h"
#include "security/AdminTokenFile.h"

#include <chrono>
#include <cstdio>

namespace {

using wavetape::process::TerminationSignals;

constexpr auto kDrainPatience = std::chrono::seconds(8);

std::string listed(const std::vector<std::string> &keys)
{
    std::string text;
    for (const std::string &key : keys)
        text.append(text.empty() ? " " : ", ").append(key);
    return text;
}

/// SIGHUP: reads everything again that can be another; what is bad stays as it was.
void reload(wavetape::Server &server, wavetape::ProgramLog &log, int argc, char **argv)
{
    const auto parsed = wavetape::config::parseArguments(argc, argv, "wavetape-server");
    if (!parsed)
        log.error("the configuration stays as it was: " + parsed.error().message);
    const auto *fresh = parsed ? std::get_if<wavetape::config::ServerConfig>(&*parsed) : nullptr;
    const auto done = server.reload(fresh ? *fresh : server.askedConfig());
    for (const std::string &problem : done.problems)
        log.error(problem);
    if (!done.needRestart.empty())
        log.warn("only a restart changes" + listed(done.needRestart));
    if (!fresh)
        return;
    log.configure(fresh->logLevel, fresh->logFormat);
    log.info("reloaded; changed:"
        + (done.changed.empty() ? std::string(" no setting") : listed(done.changed)));
}

/// Until a signal ends it.
template <typename Reload>
void serve(wavetape::Server &server, TerminationSignals &signals,
    wavetape::process::ServiceManager &manager, Reload &&reload)
{
    const auto interval = manager.interval();
    const int patienceMs = interval.count() > 0 ? static_cast<int>(interval.count()) : -1;
    for (;;) {
        const auto order = signals.wait(patienceMs);
        if (order == TerminationSignals::Order::end)
            return;
        if (order == TerminationSignals::Order::reload)
            reload();
        if (patienceMs > 0 && server.pulse())
            manager.alive();
    }
}

int run(int argc, char **argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "token")
        return wavetape::runTokenCommand(argc - 1, argv + 1);
    if (argc > 1 && std::string_view(argv[1]) == "market-report")
        return wavetape::runMarketReportCommand(argc - 1, argv + 1);
    if (argc > 1 && std::string_view(argv[1]) == "record")
        return wavetape::runRecordCommand(argc - 1, argv + 1);
    if (argc > 1 && std::string_view(argv[1]) == "scenario")
        return wavetape::runScenarioCommand(argc - 1, argv + 1);
    auto parsed = wavetape::config::parseArguments(argc, argv, "wavetape-server");
    if (!parsed) {
        std::fprintf(stderr, "wavetape-server: %s\n", parsed.error().message.c_str());
        return 2;
    }
    if (const auto *print = std::get_if<wavetape::config::TextToPrint>(&*parsed)) {
        std::fputs(print->text.c_str(), stdout);
        return 0;
    }
    const auto &config = std::get<wavetape::config::ServerConfig>(*parsed);
    wavetape::ProgramLog log;
    log.configure(config.logLevel, config.logFormat);
    if (!config.limits.enabled)
        log.warn("LIMITS ARE OFF: rates and counts are not limited. For benchmarks only.");
    if (config.access.insecure && config.exposed())
        log.warn("INSECURE: other machines can reach this server without TLS or without a token.");

    wavetape::monitoring::Heap::keepForReuse(); // what a burst left behind is still returned

    TerminationSignals signals(TerminationSignals::HangUp::byTerminal);
    wavetape::process::ServiceManager manager;
    const auto sockets = wavetape::process::takeInheritedSockets();
    if (!sockets) {
        std::fprintf(stderr, "wavetape-server: %s\n", sockets.error().c_str());
        return 2;
    }
    wavetape::Server server(config);
    server.adoptSockets(sockets->plain, sockets->secure);
    server.observeEvents([&log](std::string_view kind, const wavetape::net::ConnectionEvent &event,
                             std::string_view text) { log.event(kind, event, text); });
    if (const auto started = server.start(); !started) {
        std::fprintf(stderr, "wavetape-server: %s\n", started.error().c_str());
        return 2;
    }
    const std::string path = config.access.adminTokenFile.empty()
        ? wavetape::security::AdminTokenFile::defaultPath(server.port())
        : config.access.adminTokenFile;
    auto tokenFile = wavetape::security::AdminTokenFile::write(
        path, wavetape::security::AdminToken(server.adminToken()));
    if (tokenFile)
        log.info("the admin token is in " + tokenFile->path());
    else
        log.warn("the admin token could not be written: " + tokenFile.error());
    for (const std::string &url : server.urls())
        std::printf("wavetape-server listening on %s\n", url.c_str());
    for (const std::string &url : server.faultUrls())
        std::printf("wavetape-server takes faults on %s\n", url.c_str());
    std::fflush(stdout);

    const std::string status = "serving " + server.urls().front();
    manager.ready(status);
    serve(server, signals, manager, [&] {
        manager.reloading();
        reload(server, log, argc, argv);
        manager.ready(status);
    });
    manager.stopping();
    log.info("closing: everybody is told to come back");
    server.drain(wavetape::Farewell::restart);
    const auto deadline = std::chrono::steady_clock::now() + kDrainPatience;
    while (!server.waitDrained(std::chrono::milliseconds(20))
        && std::chrono::steady_clock::now() < deadline) {
        if (signals.wait(0) == TerminationSignals::Order::end)
            break;
    }
    if (const auto stopped = server.stop(); !stopped) {
        log.error(stopped.error());
        return 1;
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    wavetape::process::openStandardDescriptors();
    try {
        return run(argc, argv);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "wavetape-server: %s\n", error.what());
        return 2;
    }
}
