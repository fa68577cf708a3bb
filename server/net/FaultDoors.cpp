// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FaultDoors.h"

#include "config/AddressText.h"
#include "net/IoThreadPool.h"
#include "net/ServerContext.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace wavetape::net {

using faults::Direction;

namespace {

constexpr std::array kDirections {Direction::down, Direction::up};

constexpr size_t kMostLinks = 1'024;
constexpr uint64_t kSecondNanos = 1'000'000'000;

uint64_t monotonicNanos()
{
    timespec now {};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * kSecondNanos + static_cast<uint64_t>(now.tv_nsec);
}

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

/// A literal or `localhost`: nobody waits for a name server here.
Addresses addressOf(const std::string &host, uint16_t port)
{
    addrinfo hints {};
    hints.ai_flags = AI_NUMERICSERV | AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    const std::string literal = host == "localhost" ? "127.0.0.1" : host;
    if (getaddrinfo(literal.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        found = nullptr;
    return {found, freeaddrinfo};
}

/// The same address written in one way.
std::string plainAddress(const config::ListenAddress &address)
{
    return config::toText({address.host == "localhost" ? "127.0.0.1" : address.host, address.port});
}

/// A socket that listens, and the port it got.
tl::expected<std::pair<int, uint16_t>, std::string> listenOn(const config::ListenAddress &address)
{
    const Addresses found = addressOf(address.host, address.port);
    const int descriptor
        = found ? socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) : -1;
    const int yes = 1;
    if (descriptor >= 0)
        static_cast<void>(setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes));
    sockaddr_storage bound {};
    socklen_t size = sizeof bound;
    if (descriptor < 0 || ::bind(descriptor, found->ai_addr, found->ai_addrlen) != 0
        || listen(descriptor, SOMAXCONN) != 0
        || getsockname(descriptor, reinterpret_cast<sockaddr *>(&bound), &size) != 0) {
        std::string text = "The proxy cannot listen on " + config::toText(address) + ": "
            + std::strerror(errno) + '.';
        if (descriptor >= 0)
            ::close(descriptor);
        return tl::unexpected(std::move(text));
    }
    const uint16_t port = bound.ss_family == AF_INET6
        ? reinterpret_cast<sockaddr_in6 *>(&bound)->sin6_port
        : reinterpret_cast<sockaddr_in *>(&bound)->sin_port;
    return std::pair(descriptor, ntohs(port));
}

} // namespace

FaultDoors::FaultDoors(ServerContext &context, std::vector<std::string> own)
    : m_context(context)
    , m_own(std::move(own))
    , m_wakeUp(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
}

FaultDoors::~FaultDoors()
{
    stop();
    for (const Door &door : m_doors)
        ::close(door.descriptor);
    ::close(m_wakeUp);
}

void FaultDoors::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    wake();
    if (m_thread.joinable())
        m_thread.join();
    m_links.clear();
}

void FaultDoors::wake() const
{
    const uint64_t one = 1;
    static_cast<void>(::write(m_wakeUp, &one, sizeof one) == sizeof one);
}

void FaultDoors::post(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopping)
            return;
        m_tasks.push_back(std::move(task));
        if (!m_thread.joinable())
            m_thread = std::thread([this] { run(); });
    }
    wake();
}

tl::expected<void, std::string> FaultDoors::judge(const faults::FaultProxy &proxy) const
{
    const auto listen = config::parseListenAddress(proxy.listen);
    if (!listen || listen->proxy || listen->optional || !config::isLoopback(listen->host))
        return tl::unexpected(
            std::string("A proxy listens on an address of this machine alone, as 127.0.0.1:0."));
    const auto upstream = config::parseListenAddress(proxy.upstream);
    if (!upstream || upstream->port == 0 || upstream->proxy || upstream->optional
        || !addressOf(upstream->host, upstream->port))
        return tl::unexpected(
            std::string("An upstream is an address (or localhost) and a port, as 127.0.0.1:9000."));
    if (!config::isLoopback(upstream->host) && !m_context.config.faults.anyUpstream)
        return tl::unexpected(std::string("An upstream is on this machine, unless the server was "
                                          "started with --faults-any-upstream."));
    const std::string to = plainAddress(*upstream);
    if (std::find(m_own.begin(), m_own.end(), to) != m_own.end())
        return tl::unexpected(std::string("This upstream is the server itself: put toxics on the "
                                          "proxy wavetape, which stands there already."));
    const std::lock_guard lock(m_mutex);
    const bool circle = to == plainAddress(*listen)
        || std::any_of(m_listening.begin(), m_listening.end(),
            [&](const Listening &one) { return one.address == to; });
    if (circle)
        return tl::unexpected(
            std::string("This upstream is a fault proxy itself: bytes would go in circles."));
    return {};
}

tl::expected<void, std::string> FaultDoors::open(faults::FaultProxy &proxy)
{
    if (proxy.listen.empty())
        proxy.listen = "127.0.0.1:0";
    if (auto judged = judge(proxy); !judged)
        return judged;
    if (!proxy.enabled)
        return {};
    config::ListenAddress address = *config::parseListenAddress(proxy.listen);
    const auto listening = listenOn(address);
    if (!listening)
        return tl::unexpected(listening.error());
    address.port = listening->second;
    proxy.listen = config::toText(address);
    const auto upstream = *config::parseListenAddress(proxy.upstream);
    {
        const std::lock_guard lock(m_mutex);
        m_listening.push_back({proxy.name, plainAddress(address), listening->first});
    }
    post([this,
             door = Door {proxy.name, proxy.listen, listening->first, upstream.host, upstream.port,
                 proxy.frames}] { m_doors.push_back(door); });
    return {};
}

void FaultDoors::close(const std::string &name)
{
    {
        const std::lock_guard lock(m_mutex);
        // It listens no more from now on, so that its port can be taken again at once.
        for (const Listening &one : m_listening) {
            if (one.name == name)
                shutdown(one.descriptor, SHUT_RDWR);
        }
        std::erase_if(m_listening, [&](const Listening &one) { return one.name == name; });
        for (const Direction direction : kDirections)
            m_waitedFor.erase({name, direction});
    }
    post([this, name] {
        for (const Door &door : m_doors) {
            if (door.name == name)
                ::close(door.descriptor);
        }
        std::erase_if(m_doors, [&](const Door &door) { return door.name == name; });
        std::erase_if(m_links, [&](const Link &link) { return link.door == name; });
        for (const Direction direction : kDirections)
            m_holding.erase({name, direction});
    });
}

void FaultDoors::onFaultsChanged()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_thread.joinable())
            return;
    }
    post([this] {
        for (Link &link : m_links)
            meet(link, false);
    });
}

void FaultDoors::hold(const std::string &proxy, Direction direction, bool on)
{
    {
        const std::lock_guard lock(m_mutex);
        if (on)
            m_waitedFor.insert({proxy, direction});
        else
            m_waitedFor.erase({proxy, direction});
    }
    post([this, proxy, direction, on] { holdLinks({proxy, direction}, on); });
}

bool FaultDoors::holding(const std::string &proxy, Direction direction) const
{
    const std::lock_guard lock(m_mutex);
    return m_waitedFor.contains({proxy, direction});
}

std::vector<faults::HeldMessage> FaultDoors::held(const std::string &proxy) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<faults::HeldMessage> messages;
    std::copy_if(m_held.begin(), m_held.end(), std::back_inserter(messages),
        [&](const faults::HeldMessage &message) { return message.proxy == proxy; });
    return messages;
}

std::vector<faults::ProxyLink> FaultDoors::links(const std::string &proxy) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<faults::ProxyLink> links;
    std::copy_if(m_known.begin(), m_known.end(), std::back_inserter(links),
        [&](const faults::ProxyLink &link) { return link.proxy == proxy; });
    return links;
}

bool FaultDoors::letGo(const std::string &connection, Direction direction, faults::LetGo what)
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::erase_if(m_held,
                [&](const faults::HeldMessage &message) {
                    return message.connection == connection && message.direction == direction;
                })
            == 0)
            return false;
    }
    post([this, connection, direction, what = std::move(what)] {
        for (Link &link : m_links) {
            if (link.link->holds(direction) && link.link->connection().name == connection)
                link.link->letGo(direction, what, monotonicNanos());
        }
    });
    return true;
}

void FaultDoors::letAllGo()
{
    {
        const std::lock_guard lock(m_mutex);
        m_waitedFor.clear();
    }
    post([this] {
        m_holding.clear();
        for (Link &link : m_links) {
            for (const Direction direction : kDirections) {
                link.link->hold(direction, false);
                if (link.link->holds(direction))
                    link.link->letGo(direction, {}, monotonicNanos());
            }
        }
    });
}

void FaultDoors::holdLinks(const Aim &aim, bool on)
{
    if (on)
        m_holding.insert(aim);
    else
        m_holding.erase(aim);
    for (Link &link : m_links) {
        if (link.door == aim.first && !link.link->holds(aim.second))
            link.link->hold(aim.second, on);
    }
}

/// What others are told, as it is now. One held message of a door is enough, each way: its other
/// links go on.
void FaultDoors::note()
{
    std::vector<std::pair<std::string, Aim>> standing;
    for (const Link &link : m_links) {
        for (const Direction direction : kDirections) {
            if (link.link->holds(direction))
                standing.push_back({link.link->connection().name, {link.door, direction}});
        }
    }
    // This is done whenever anything passes anywhere: the messages themselves are copied once.
    const bool others = standing != m_standing;
    std::vector<faults::HeldMessage> held;
    for (const Link &link : m_links) {
        for (const Direction direction : kDirections) {
            if (others && link.link->holds(direction))
                held.push_back(link.link->held(link.door, direction));
        }
    }
    std::vector<Aim> over;
    for (const auto &[connection, aim] : standing) {
        if (m_holding.contains(aim)) {
            holdLinks(aim, false);
            over.push_back(aim);
        }
    }
    m_standing = std::move(standing);
    const std::array<uint64_t, 3> state {m_links.size(), m_nextLink,
        static_cast<uint64_t>(std::count_if(m_links.begin(), m_links.end(),
            [](const Link &link) { return link.link->isWebSocket(); }))};
    const std::lock_guard lock(m_mutex);
    if (others)
        m_held = std::move(held);
    for (const Aim &aim : over)
        m_waitedFor.erase(aim);
    if (state == m_knownState)
        return;
    m_knownState = state;
    m_known.clear();
    for (const Link &link : m_links)
        m_known.push_back({link.door, link.link->connection().name, link.link->isWebSocket()});
}

void FaultDoors::meet(Link &link, bool fresh)
{
    link.link->setFaults(
        m_context.faultBoard->faultsFor(link.door, link.id, link.link->connection(), fresh),
        monotonicNanos());
}

void FaultDoors::accept(const Door &door)
{
    const int client = accept4(door.descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (client < 0)
        return;
    const Addresses to = addressOf(door.upstreamHost, door.upstreamPort);
    const int server
        = to ? socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) : -1;
    if (server < 0 || (connect(server, to->ai_addr, to->ai_addrlen) != 0 && errno != EINPROGRESS)) {
        const linger now {1, 0};
        setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        ::close(client);
        if (server >= 0)
            ::close(server);
        return;
    }
    const int yes = 1;
    for (const int one : {client, server})
        setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const uint64_t id = m_nextLink++;
    faults::ConnectionFacts facts;
    facts.name = door.name + '-' + std::to_string(id);
    facts.transport = "tcp";
    m_links.push_back({door.name, id,
        std::make_unique<FaultLink>(client, server, std::move(facts), monotonicNanos(),
            [this, name = door.name](
                const auto &plan, const auto &strike) { witness(name, plan, strike); })});
    if (door.frames)
        m_links.back().link->tell(
            std::make_unique<LinkTap>(m_context.hub, m_links.back().link->connection().name));
    meet(m_links.back(), true);
    for (const Direction direction : kDirections)
        m_links.back().link->hold(direction, m_holding.contains({door.name, direction}));
}

void FaultDoors::witness(
    const std::string &door, const faults::FaultPlan &plan, const faults::FaultPlan::Strike &strike)
{
    const faults::Fault &fault = plan.fault(strike.fault);
    m_context.faultBoard->log().add(
        {plan.connection().name, fault.match.direction.value_or(Direction::down), strike.index, {},
            plan.nameOf(strike.fault), strike.type});
    // Each figure has one thread that writes it.
    IoThread &thread = *m_context.threads.threads().front();
    thread.post(
        [&thread, type = strike.type] { thread.stats().faults[static_cast<size_t>(type)].add(1); });
    if (!strike.first)
        return;
    ConnectionEvent event;
    event.kind = ConnectionEvent::Kind::fault;
    event.address = plan.connection().name;
    event.path = door;
    event.reason = metrics::faultTypeName(strike.type);
    event.by = "server";
    m_context.observer.onConnectionEvent(std::move(event));
}

void FaultDoors::runTasks()
{
    uint64_t rung = 0;
    static_cast<void>(::read(m_wakeUp, &rung, sizeof rung) == sizeof rung);
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (const auto &task : tasks)
        task();
    note();
}

void FaultDoors::run()
{
    while (true) {
        runTasks();
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping)
                return;
        }
        goOn();
    }
}

/// One wait, and what it brought.
void FaultDoors::goOn()
{
    std::vector<pollfd> waiting {{m_wakeUp, POLLIN, 0}};
    const bool full = m_links.size() >= kMostLinks;
    for (const Door &door : m_doors)
        waiting.push_back({full ? -1 : door.descriptor, POLLIN, 0});
    const size_t links = waiting.size();
    waiting.resize(links + 2 * m_links.size());
    const uint64_t before = monotonicNanos();
    uint64_t due = faults::kNever;
    for (size_t i = 0; i < m_links.size(); ++i) {
        m_links[i].link->describeWaiting(std::span<pollfd, 2>(&waiting[links + 2 * i], 2));
        due = std::min(due, m_links[i].link->nextDueNanos(before));
    }
    const uint64_t wait = due == faults::kNever ? 0 : due - std::min(due, before);
    const timespec until {
        static_cast<time_t>(wait / kSecondNanos), static_cast<long>(wait % kSecondNanos)};
    if (ppoll(waiting.data(), waiting.size(), due == faults::kNever ? nullptr : &until, nullptr)
        < 0) {
        if (errno != EINTR)
            return;
        for (pollfd &one : waiting)
            one.revents = 0;
    }
    // What was asked before these bytes came is done before they are touched.
    if (waiting.front().revents)
        return;
    const uint64_t now = monotonicNanos();
    uint64_t held = 0;
    for (size_t i = 0; i < m_links.size(); ++i) {
        m_links[i].link->go(std::span<const pollfd, 2>(&waiting[links + 2 * i], 2), now);
        held += m_links[i].link->heldBytes();
    }
    std::erase_if(m_links, [](const Link &link) { return link.link->over(); });
    m_context.faultBytes.fetch_add(held - m_heldBytes, std::memory_order_relaxed);
    m_heldBytes = held;
    note();
    for (size_t i = 0; i < m_doors.size(); ++i) {
        if (waiting[1 + i].revents)
            accept(m_doors[i]);
    }
}

} // namespace wavetape::net
