// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/FaultLink.h"

#include "security/Redact.h"
#include "security/SafeText.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace wavetape::net {

using faults::ByteFault;
using faults::kNever;

namespace {
constexpr size_t kLinkRoom = 256 * 1024; // of each direction
constexpr size_t kLinkRead = 64 * 1024;
constexpr uint64_t kLongestHeldNanos = 300'000'000'000; // for one that nobody comes back to

bool mustWait()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}
} // namespace

FaultLink::FaultLink(
    int client, int server, faults::ConnectionFacts facts, uint64_t nowNanos, Witness witness)
    : m_begunNanos(nowNanos)
    , m_witness(std::move(witness))
    , m_plan(faults::FaultRequest {}, std::move(facts))
    , m_down(server, client, Direction::down)
    , m_up(client, server, Direction::up)
{
}

FaultLink::Half::Half(int reads, int writes, Direction direction)
    : from(reads)
    , to(writes)
    , line(kLinkRoom)
    , sieve(direction)
{
}

FaultLink::~FaultLink()
{
    ::close(m_down.from);
    ::close(m_up.from);
}

void FaultLink::setFaults(std::span<const faults::Fault> faults, uint64_t nowNanos)
{
    m_plan.setShared(faults, lifeNanos(nowNanos));
    std::vector<ByteFault> down, up;
    for (ByteFault &fault : m_plan.byteFaults()) {
        if (fault.fault.type == faults::FaultType::blackhole)
            up.push_back(fault);
        (fault.fault.match.direction == Direction::up ? up : down).push_back(std::move(fault));
    }
    m_down.line.set(down);
    m_up.line.set(up);
    m_messages = std::any_of(faults.begin(), faults.end(),
        [](const faults::Fault &fault) { return fault.touchesMessages(); });
    setKeeps();
}

void FaultLink::setKeeps()
{
    m_down.sieve.setKeeps(m_messages || m_down.holding);
    m_up.sieve.setKeeps(m_up.holding);
}

void FaultLink::hold(Direction direction, bool on)
{
    half(direction).holding = on;
    half(direction).sieve.holdNext(on);
    setKeeps();
}

faults::HeldMessage FaultLink::held(std::string proxy, Direction direction) const
{
    const faults::FrameSieve &sieve = half(direction).sieve;
    faults::HeldMessage message {std::move(proxy), connection().name, direction, sieve.heldText(),
        false, sieve.heldPayload()};
    // As where it is told what passes: what a client proves itself by stays between the two.
    message.hidden = direction == Direction::up && security::mayCarryToken(message.payload);
    if (message.hidden)
        message.payload.clear();
    else if (message.text)
        message.payload = security::validUtf8(message.payload);
    return message;
}

void FaultLink::letGo(Direction direction, const faults::LetGo &what, uint64_t nowNanos)
{
    Half &at = half(direction);
    at.heldUntilNanos = kNever;
    at.sieve.letGo(what, at.waiting);
    putWaiting(at, lifeNanos(nowNanos));
    write(at, lifeNanos(nowNanos));
}

void FaultLink::describeWaiting(std::span<pollfd, 2> waiting) const
{
    const auto reads = [this](const Half &half) {
        return m_connected && !half.ended && !half.full() && half.line.room() > 0 ? short {POLLIN}
                                                                                  : short {0};
    };
    const auto writes = [](const Half &half) { return half.blocked ? short {POLLOUT} : short {0}; };
    waiting[0] = {m_up.from, static_cast<short>(reads(m_up) | writes(m_down)), 0};
    waiting[1] = {m_down.from,
        m_connected ? static_cast<short>(reads(m_down) | writes(m_up)) : short {POLLOUT}, 0};
    // Nothing is asked of it: an end that it has told of already would be told again and again.
    for (pollfd &one : waiting) {
        if (one.events == 0)
            one.fd = -1;
    }
}

void FaultLink::go(std::span<const pollfd, 2> seen, uint64_t nowNanos)
{
    const uint64_t life = lifeNanos(nowNanos);
    if (!m_connected && !connected(seen[1].revents))
        return;
    const short ready = POLLIN | POLLHUP | POLLERR;
    if (seen[0].revents & ready)
        read(m_up, life);
    if (seen[1].revents & ready)
        read(m_down, life);
    strike(life);
    for (const Direction direction : {Direction::down, Direction::up}) {
        Half &at = half(direction);
        if (at.sieve.holds() && at.heldUntilNanos == kNever) {
            hold(direction, false);
            at.heldUntilNanos = life + kLongestHeldNanos;
        } else if (life >= at.heldUntilNanos) {
            letGo(direction, {}, nowNanos);
        }
    }
    for (Half *half : {&m_down, &m_up}) {
        if (!m_over)
            write(*half, life);
    }
    if (m_down.shut && m_up.shut)
        end(false);
}

bool FaultLink::connected(short events)
{
    if (events == 0)
        return false;
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(m_down.from, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0)
        end(true);
    m_connected = error == 0;
    return m_connected;
}

void FaultLink::read(Half &half, uint64_t life)
{
    if (half.ended || m_over || half.line.room() == 0 || half.full())
        return;
    const auto buffer = std::make_unique<char[]>(kLinkRead);
    const ssize_t got = recv(half.from, buffer.get(), std::min(kLinkRead, half.line.room()), 0);
    if (got > 0)
        (&half == &m_down ? takeDown({buffer.get(), static_cast<size_t>(got)}, life)
                          : takeUp({buffer.get(), static_cast<size_t>(got)}, life));
    else if (got == 0)
        half.ended = true;
    else if (!mustWait())
        end(true);
}

void FaultLink::takeDown(std::string_view bytes, uint64_t life)
{
    const bool before = isWebSocket();
    m_down.sieve.put(bytes, m_plan, life, m_witness, m_down.waiting);
    if (!before && isWebSocket() && m_asked && !m_hasty)
        m_up.sieve.beginFrames(m_down.sieve.extended());
    if (m_down.sieve.cut())
        end(true);
    m_down.ended = m_down.ended || m_down.sieve.halfClosed();
    putWaiting(m_down, life);
}

void FaultLink::takeUp(std::string_view bytes, uint64_t life)
{
    if (!m_asked) {
        takeRequest(bytes, life);
        return;
    }
    m_hasty = m_hasty || !isWebSocket();
    m_up.sieve.put(bytes, m_up.waiting);
    putWaiting(m_up, life);
}

/// The request's head goes on whole: where messages are to be touched, without extensions.
void FaultLink::takeRequest(std::string_view bytes, uint64_t life)
{
    constexpr size_t mostHead = 16 * 1024;
    constexpr std::string_view headEnd = "\r\n\r\n", get = "GET ";
    m_request += bytes;
    const size_t end = m_request.find(headEnd);
    const bool http = get.starts_with(std::string_view(m_request).substr(0, get.size()));
    if (http && keeps() && end == m_request.npos && m_request.size() < mostHead)
        return;
    m_asked = true;
    m_hasty = end == m_request.npos || end + headEnd.size() < m_request.size();
    if (http && keeps() && end != m_request.npos)
        m_up.line.put(
            faults::withoutExtensions(std::string_view(m_request).substr(0, end + headEnd.size()))
                + m_request.substr(end + headEnd.size()),
            life);
    else
        m_up.line.put(m_request, life);
    m_request = {};
}

void FaultLink::putWaiting(Half &half, uint64_t life)
{
    half.waiting.erase(0, half.line.put(half.waiting, life));
}

void FaultLink::write(Half &half, uint64_t life)
{
    half.blocked = false;
    for (std::string_view due = half.line.due(life); !due.empty(); due = half.line.due(life)) {
        const ssize_t sent = send(half.to, due.data(), due.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            half.blocked = mustWait();
            if (!half.blocked)
                end(true);
            return;
        }
        if (m_tap)
            m_tap->onBytes(&half == &m_up ? LinkTap::Direction::in : LinkTap::Direction::out,
                due.substr(0, static_cast<size_t>(sent)));
        half.line.taken(static_cast<size_t>(sent));
    }
    putWaiting(half, life);
    if (half.line.exhausted()) {
        end(false);
        return;
    }
    if (!half.ended || half.line.size() > 0 || half.shut || half.full())
        return;
    if (half.shutNanos == kNever)
        half.shutNanos = life + m_plan.slowCloseMs() * faults::kNanosPerMs;
    if (life < half.shutNanos)
        return;
    half.shut = true;
    shutdown(half.to, SHUT_WR);
}

void FaultLink::strike(uint64_t life)
{
    while (const auto struck = m_over ? std::nullopt : m_plan.takeDue(life)) {
        const bool silent = struck->ends && struck->type == faults::FaultType::timeout;
        if (!silent)
            m_witness(m_plan, *struck);
        if (!struck->ends)
            continue;
        if (struck->type == faults::FaultType::close && isWebSocket()) {
            m_down.sieve.close(static_cast<uint16_t>(struck->amount),
                m_plan.fault(struck->fault).reason, m_down.waiting);
            putWaiting(m_down, life);
        } else if (struck->type == faults::FaultType::halfClose) {
            m_down.ended = true;
        } else {
            end(!silent);
        }
    }
}

void FaultLink::end(bool reset)
{
    m_over = true;
    if (!reset)
        return;
    const linger now {1, 0};
    setsockopt(m_up.from, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    setsockopt(m_down.from, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

uint64_t FaultLink::nextDueNanos(uint64_t nowNanos) const
{
    const uint64_t life = lifeNanos(nowNanos);
    uint64_t due = m_plan.nextDueNanos();
    for (const Half *half : {&m_down, &m_up}) {
        due = std::min(due, half->heldUntilNanos);
        if (!half->blocked)
            due = std::min(due, half->line.nextDueNanos(life));
        if (!half->shut)
            due = std::min(due, half->shutNanos);
    }
    return due == kNever ? due : m_begunNanos + due;
}

} // namespace wavetape::net
