// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/ChannelKeeper.h"

#include "state/StateRecords.h"

#include <chrono>
#include <pthread.h>

namespace wavetape::state {

using channels::ChannelRef;
using channels::ChannelState;

namespace {
// Twice as often as what may be lost, for a turn takes time as well.
constexpr auto kEvery = std::chrono::milliseconds(400);
// A file that has grown by so much, and to twice of what it began with, is begun anew.
constexpr uint64_t kGrowth = 16 << 20;
// After a failure all of it is written, which is too much to try each turn.
constexpr unsigned kRetryTurns = 10;
} // namespace

tl::expected<std::unique_ptr<ChannelKeeper>, std::string> ChannelKeeper::open(
    const std::string &path, channels::ChannelHub &hub)
{
    auto folder = StateFolder::open(path);
    if (!folder)
        return tl::unexpected(folder.error());
    const auto bytes = folder->read();
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (!bytes->empty()) {
        auto records = readRecords(*bytes);
        if (!records)
            return tl::unexpected("the state cannot be read from " + folder->file() + ": "
                + records.error() + "; move it away to begin anew");
        hub.resume(std::move(records->hub), records->ended);
    }
    return std::unique_ptr<ChannelKeeper>(new ChannelKeeper(std::move(*folder), hub));
}

ChannelKeeper::~ChannelKeeper()
{
    static_cast<void>(finish(false));
}

tl::expected<void, std::string> ChannelKeeper::start()
{
    if (auto written = m_folder.replace(whole(false)); !written)
        return written;
    m_thread = std::thread([this] { run(); });
    return {};
}

tl::expected<void, std::string> ChannelKeeper::finish(bool whole)
{
    if (!m_thread.joinable())
        return {};
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
    if (!whole)
        return {};
    return m_folder.replace(this->whole(true));
}

void ChannelKeeper::run()
{
    pthread_setname_np(pthread_self(), "state");
    std::unique_lock lock(m_mutex);
    while (!m_wake.wait_for(lock, kEvery, [this] { return m_stopping; })) {
        lock.unlock();
        turn();
        lock.lock();
    }
}

void ChannelKeeper::turn()
{
    if (m_failing && ++m_turnsWaited % kRetryTurns != 0)
        return;
    tl::expected<void, std::string> written;
    if (m_failing || m_appended > m_wholeSize + kGrowth) {
        written = m_folder.replace(whole(false));
    } else {
        std::string news;
        appendNews(news);
        m_appended += news.size();
        if (!news.empty())
            written = m_folder.append(news);
    }
    if (written.has_value() != m_failing)
        return;
    m_failing = !written;
    if (onTrouble)
        onTrouble(m_failing ? written.error() + "; a kill would lose what is published meanwhile"
                            : "the state is written to " + m_folder.file() + " again");
}

std::string ChannelKeeper::whole(bool ended)
{
    const channels::HubImage hub = m_hub.image();
    std::string out;
    appendHead(out, hub);
    m_written.clear();
    if (ended) {
        for (const ChannelRef &channel : m_hub.all()) {
            if (!channel->spec().lasting)
                continue;
            const ChannelState state = channel->state({});
            appendChannel(out, channel->id(), channel->name(), state);
            for (const auto &publication : state.history)
                appendPublication(out, channel->id(), *publication);
        }
        for (const channels::KeyImage &key : hub.keys)
            appendKey(out, key);
        appendTrailer(out);
    } else {
        appendNews(out);
    }
    m_wholeSize = out.size();
    m_appended = 0;
    return out;
}

/// What the server publishes itself is made anew by whoever begins anew: clients' alone.
void ChannelKeeper::appendNews(std::string &out)
{
    for (const ChannelRef &channel : m_hub.all()) {
        if (!channel->spec().lasting || channel->spec().serverOwned)
            continue;
        protocol::StreamPosition &written = m_written[channel->id()];
        const ChannelState state = channel->state(written);
        if (state.history.empty())
            continue;
        appendChannel(out, channel->id(), channel->name(), state);
        for (const auto &publication : state.history)
            appendPublication(out, channel->id(), *publication);
        written = {state.numbering.epoch, state.numbering.seq};
    }
}

} // namespace wavetape::state
