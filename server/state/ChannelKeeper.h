// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "channels/ChannelHub.h"
#include "state/StateFolder.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>

namespace wavetape::state {

/// Keeps what a next process needs to go on with a hub's channels. While it runs what clients have
/// published is written down twice a second, which is what a process that is killed leaves behind;
/// finish() writes all of it, numbering included. No credential is ever written. A thread of its
/// own, so that a slow disk holds up nothing else; the other calls belong to one thread.
class ChannelKeeper {
public:
    /// Opens the folder, and has `hub` go on with what it finds there. Nothing is written yet. The
    /// error is one sentence. `hub` must outlive this.
    static tl::expected<std::unique_ptr<ChannelKeeper>, std::string> open(
        const std::string &folder, channels::ChannelHub &hub);
    ~ChannelKeeper();
    ChannelKeeper(const ChannelKeeper &) = delete;
    ChannelKeeper &operator=(const ChannelKeeper &) = delete;

    /// Told when writing begins to fail, and when it works again; on the keeper's thread. Before
    /// start().
    std::function<void(const std::string &sentence)> onTrouble;

    /// From here on numbers are given, so that what was found is no more true. The error is one
    /// sentence; nothing runs then.
    tl::expected<void, std::string> start();
    /// Ends the thread. `whole`: nobody publishes any more, and the numbering is to be gone on
    /// with.
    tl::expected<void, std::string> finish(bool whole);

private:
    ChannelKeeper(StateFolder folder, channels::ChannelHub &hub)
        : m_folder(std::move(folder))
        , m_hub(hub)
    {
    }
    void run();
    void turn();
    /// A whole file: of clients' channels, or of every lasting one.
    std::string whole(bool ended);
    void appendNews(std::string &out);

    StateFolder m_folder;
    channels::ChannelHub &m_hub;
    std::unordered_map<uint32_t, protocol::StreamPosition> m_written; ///< by channel
    uint64_t m_appended = 0, m_wholeSize = 0; ///< bytes
    bool m_failing = false;
    unsigned m_turnsWaited = 0;
    std::thread m_thread;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
};

} // namespace wavetape::state
