// SPDX-License-Identifier: GPL-3.0-or-later
#include "faults/FaultBoard.h"

#include "faults/ToxicKind.h"

#include <algorithm>
#include <utility>

namespace wavetape::faults {

namespace {

bool isProxyName(std::string_view name)
{
    return !name.empty() && name.size() <= kProxyNameBytes
        && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                   || c == '.' || c == '_' || c == '-';
           });
}

tl::unexpected<BoardRefusal> boardRefusal(int status, std::string sentence)
{
    return tl::unexpected(BoardRefusal {status, std::move(sentence)});
}

tl::unexpected<BoardRefusal> noProxy(std::string_view name)
{
    return boardRefusal(404, "There is no proxy \"" + std::string(name) + "\".");
}

tl::unexpected<BoardRefusal> noToxic(std::string_view name)
{
    return boardRefusal(404, "There is no toxic \"" + std::string(name) + "\" on that proxy.");
}

/// Without a name it is called by type and direction, as `latency_downstream`.
void giveName(Fault &toxic)
{
    if (toxic.name.empty())
        toxic.name = std::string(metrics::faultTypeName(toxic.type))
            + (toxic.match.direction == Direction::up ? "_upstream" : "_downstream");
}

constexpr std::string_view kNameRule = "A name is made of at most 64 of A-Z a-z 0-9 . _ -";

} // namespace

const Fault *FaultProxy::find(std::string_view toxic) const
{
    const auto found = std::find_if(
        toxics.begin(), toxics.end(), [&](const Fault &fault) { return fault.name == toxic; });
    return found == toxics.end() ? nullptr : &*found;
}

void FaultBoard::addOwn(std::string address)
{
    const std::lock_guard lock(m_mutex);
    const size_t number = m_places.size() + 1;
    FaultProxy proxy;
    proxy.name = number == 1 ? "wavetape" : "wavetape-" + std::to_string(number);
    proxy.listen = proxy.upstream = std::move(address);
    proxy.own = true;
    m_places.push_back({std::move(proxy), {}});
}

FaultBoard::Place *FaultBoard::find(std::string_view name)
{
    const auto found = std::find_if(m_places.begin(), m_places.end(),
        [&](const Place &place) { return place.proxy.name == name; });
    return found == m_places.end() ? nullptr : &*found;
}

const FaultBoard::Place *FaultBoard::find(std::string_view name) const
{
    return const_cast<FaultBoard *>(this)->find(name);
}

std::vector<FaultProxy> FaultBoard::proxies() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<FaultProxy> all;
    for (const Place &place : m_places)
        all.push_back(place.proxy);
    return all;
}

BoardResult<FaultProxy> FaultBoard::proxy(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const Place *place = find(name);
    if (!place)
        return noProxy(name);
    return place->proxy;
}

BoardResult<FaultProxy> FaultBoard::add(FaultProxy proxy)
{
    if (!isProxyName(proxy.name))
        return boardRefusal(400, std::string(kNameRule) + ".");
    if (find(proxy.name))
        return boardRefusal(409, "There is a proxy \"" + proxy.name + "\" already.");
    if (m_places.size() >= kMostProxies)
        return boardRefusal(400, "There are 64 proxies, and there may be no more.");
    if (!open)
        return boardRefusal(
            400, "This server stands before no other; put toxics on the proxy wavetape.");
    proxy.own = false;
    proxy.toxics.clear();
    if (auto opened = open(proxy); !opened)
        return boardRefusal(400, opened.error());
    m_places.push_back({proxy, {}});
    return proxy;
}

BoardResult<FaultProxy> FaultBoard::addProxy(FaultProxy proxy)
{
    const std::unique_lock lock(m_mutex);
    return add(std::move(proxy));
}

BoardResult<std::vector<FaultProxy>> FaultBoard::populate(std::vector<FaultProxy> proxies)
{
    std::vector<FaultProxy> all;
    std::optional<BoardRefusal> refused;
    {
        const std::lock_guard lock(m_mutex);
        for (FaultProxy &proxy : proxies) {
            if (const Place *known = find(proxy.name)) {
                const bool same = known->proxy.listen == proxy.listen
                    && known->proxy.upstream == proxy.upstream
                    && known->proxy.enabled == proxy.enabled && known->proxy.frames == proxy.frames;
                // An own door stays where it is, whatever its list says.
                if (same || known->proxy.own) {
                    all.push_back(known->proxy);
                    continue;
                }
                static_cast<void>(remove(proxy.name));
            }
            auto added = add(std::move(proxy));
            if (!added) {
                refused = added.error();
                break;
            }
            all.push_back(std::move(*added));
        }
        changed();
    }
    tell();
    if (refused)
        return tl::unexpected(std::move(*refused));
    return all;
}

BoardResult<FaultProxy> FaultBoard::changeProxy(std::string_view name, const ProxyChange &change)
{
    FaultProxy now;
    {
        const std::lock_guard lock(m_mutex);
        Place *place = find(name);
        if (!place)
            return noProxy(name);
        FaultProxy wanted = place->proxy;
        wanted.listen = change.listen.value_or(wanted.listen);
        wanted.upstream = change.upstream.value_or(wanted.upstream);
        wanted.enabled = change.enabled.value_or(wanted.enabled);
        wanted.frames = change.frames.value_or(wanted.frames);
        const bool moved
            = wanted.listen != place->proxy.listen || wanted.upstream != place->proxy.upstream;
        if (place->proxy.own) {
            if (moved)
                return boardRefusal(400,
                    "This proxy is one of the server's own listeners: it can be disabled, not "
                    "moved.");
            if (wanted.frames)
                return boardRefusal(400,
                    "What passes the server's own connections is told by an administrator's tap of "
                    "one, not by \"frames\" of a proxy.");
        } else if (wanted != place->proxy) {
            close(wanted.name);
            if (auto opened = open(wanted); !opened) {
                static_cast<void>(open(place->proxy));
                return boardRefusal(400, opened.error());
            }
        }
        place->proxy = wanted;
        now = std::move(wanted);
        changed();
    }
    tell();
    return now;
}

BoardResult<void> FaultBoard::remove(std::string_view name)
{
    Place *place = find(name);
    if (!place)
        return noProxy(name);
    if (place->proxy.own)
        return boardRefusal(400,
            "This proxy is one of the server's own listeners: it can be disabled, not deleted.");
    close(place->proxy.name);
    m_places.erase(m_places.begin() + (place - m_places.data()));
    return {};
}

BoardResult<void> FaultBoard::removeProxy(std::string_view name)
{
    {
        const std::lock_guard lock(m_mutex);
        if (auto removed = remove(name); !removed)
            return removed;
        changed();
    }
    tell();
    return {};
}

BoardResult<Fault> FaultBoard::toxic(std::string_view proxy, std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const Place *place = find(proxy);
    if (!place)
        return noProxy(proxy);
    const Fault *fault = place->proxy.find(name);
    if (!fault)
        return noToxic(name);
    return *fault;
}

BoardResult<void> FaultBoard::add(Place &place, const Fault &toxic)
{
    if (place.proxy.find(toxic.name))
        return boardRefusal(409,
            "There is a toxic \"" + toxic.name + "\" on that proxy already; give it another name.");
    if (place.proxy.toxics.size() >= kMostToxics)
        return boardRefusal(400, "There are 64 toxics on that proxy, and there may be no more.");
    if (std::string never = cannotHappen(toxic, place.proxy.own); !never.empty())
        return boardRefusal(400, std::move(never));
    place.proxy.toxics.push_back(toxic);
    place.admitted.emplace_back();
    return {};
}

bool FaultBoard::take(Place &place, std::string_view name)
{
    const Fault *known = place.proxy.find(name);
    if (!known)
        return false;
    const auto at = known - place.proxy.toxics.data();
    place.proxy.toxics.erase(place.proxy.toxics.begin() + at);
    place.admitted.erase(place.admitted.begin() + at);
    return true;
}

BoardResult<Fault> FaultBoard::addToxic(std::string_view proxy, Fault toxic)
{
    giveName(toxic);
    if (!isProxyName(toxic.name))
        return boardRefusal(400, std::string(kNameRule) + ".");
    {
        const std::lock_guard lock(m_mutex);
        Place *place = find(proxy);
        if (!place)
            return noProxy(proxy);
        if (auto added = add(*place, toxic); !added)
            return tl::unexpected(std::move(added.error()));
        changed();
    }
    tell();
    return toxic;
}

std::vector<Fault> FaultBoard::ownToxics() const
{
    const std::lock_guard lock(m_mutex);
    const auto first = std::find_if(
        m_places.begin(), m_places.end(), [](const Place &place) { return place.proxy.own; });
    return first == m_places.end() ? std::vector<Fault> {} : first->proxy.toxics;
}

BoardResult<void> FaultBoard::putOwnToxic(Fault toxic)
{
    giveName(toxic);
    if (!isProxyName(toxic.name))
        return boardRefusal(400, std::string(kNameRule) + ".");
    BoardResult<void> put;
    {
        const std::lock_guard lock(m_mutex);
        for (Place &place : m_places) {
            if (!place.proxy.own)
                continue;
            const Place before = place;
            take(place, toxic.name);
            put = add(place, toxic);
            if (!put) {
                place = before;
                return put;
            }
        }
        changed();
    }
    tell();
    return put;
}

void FaultBoard::takeOwnToxic(std::string_view name)
{
    {
        const std::lock_guard lock(m_mutex);
        for (Place &place : m_places) {
            if (place.proxy.own)
                take(place, name);
        }
        changed();
    }
    tell();
}

BoardResult<Fault> FaultBoard::changeToxic(std::string_view proxy, Fault toxic)
{
    {
        const std::lock_guard lock(m_mutex);
        Place *place = find(proxy);
        if (!place)
            return noProxy(proxy);
        const Fault *known = place->proxy.find(toxic.name);
        if (!known)
            return noToxic(toxic.name);
        if (std::string never = cannotHappen(toxic, place->proxy.own); !never.empty())
            return boardRefusal(400, std::move(never));
        const auto at = static_cast<size_t>(known - place->proxy.toxics.data());
        place->proxy.toxics[at] = toxic;
        changed();
    }
    tell();
    return toxic;
}

BoardResult<void> FaultBoard::removeToxic(std::string_view proxy, std::string_view name)
{
    {
        const std::lock_guard lock(m_mutex);
        Place *place = find(proxy);
        if (!place)
            return noProxy(proxy);
        if (!take(*place, name))
            return noToxic(name);
        changed();
    }
    tell();
    return {};
}

void FaultBoard::reset()
{
    {
        const std::lock_guard lock(m_mutex);
        for (Place &place : m_places) {
            place.proxy.toxics.clear();
            place.admitted.clear();
            if (place.proxy.enabled)
                continue;
            place.proxy.enabled = true;
            // A port that somebody else has taken meanwhile is not ours to take back.
            if (!place.proxy.own && !open(place.proxy))
                place.proxy.enabled = false;
        }
        changed();
    }
    if (breakpoints)
        breakpoints->letAllGo();
    tell();
}

void FaultBoard::changed()
{
    m_busyOwn = static_cast<size_t>(
        std::count_if(m_places.begin(), m_places.end(), [](const Place &place) {
            return place.proxy.own && (!place.proxy.enabled || !place.proxy.toxics.empty());
        }));
}

void FaultBoard::tell() const
{
    if (onChange)
        onChange();
}

bool FaultBoard::down(size_t listener) const
{
    if (quiet())
        return false;
    const std::lock_guard lock(m_mutex);
    return listener < m_places.size() && m_places[listener].proxy.own
        && !m_places[listener].proxy.enabled;
}

std::vector<Fault> FaultBoard::faultsFor(
    size_t listener, uint64_t connection, const ConnectionFacts &facts, bool fresh)
{
    if (quiet())
        return {};
    const std::lock_guard lock(m_mutex);
    if (listener >= m_places.size() || !m_places[listener].proxy.own)
        return {};
    return faultsFor(m_places[listener], connection, facts, fresh);
}

std::vector<Fault> FaultBoard::faultsFor(
    std::string_view proxy, uint64_t link, const ConnectionFacts &facts, bool fresh)
{
    const std::lock_guard lock(m_mutex);
    Place *place = find(proxy);
    return place ? faultsFor(*place, link, facts, fresh) : std::vector<Fault> {};
}

std::vector<Fault> FaultBoard::faultsFor(
    Place &place, uint64_t connection, const ConnectionFacts &facts, bool fresh)
{
    std::vector<Fault> all;
    for (size_t at = 0; at < place.proxy.toxics.size(); ++at) {
        const Fault &toxic = place.proxy.toxics[at];
        if (!toxic.match.takes(facts))
            continue;
        if (toxic.when.nextConnections) {
            std::unordered_set<uint64_t> &admitted = place.admitted[at];
            if (fresh && admitted.size() < toxic.when.nextConnections)
                admitted.insert(connection);
            if (!admitted.contains(connection))
                continue;
        }
        all.push_back(toxic);
    }
    return all;
}

} // namespace wavetape::faults
