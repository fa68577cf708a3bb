// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "documents/Room.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace wavetape::documents {

/// The rooms of this node: so many in memory at a time. Where a further one is asked for, the one
/// that has been without members for longest goes: to its file where there is a folder, else for
/// good. Thread-safe.
class Rooms {
public:
    static constexpr size_t kMostRooms = 16, kMostFiles = 1024;

    /// `folder`: made where it is not there, for its owner alone; empty: nothing is written. The
    /// error is one sentence.
    static tl::expected<std::unique_ptr<Rooms>, std::string> open(std::string folder);

    /// The room of that name, a channel's (it becomes a file's); the error is what the member is
    /// told: there is no room for it. Whoever holds it is in it.
    tl::expected<std::shared_ptr<Room>, std::string> enter(std::string_view name);

    /// Told where a file cannot be written, and when it can again. From any thread, under a room's
    /// lock. Before the first enter().
    std::function<void(const std::string &sentence)> onTrouble;

    struct Reading {
        size_t rooms = 0, inUse = 0;
    };
    Reading reading() const;

private:
    explicit Rooms(std::string folder)
        : m_folder(std::move(folder))
    {
    }
    bool makeRoom();
    size_t files() const;

    struct Place {
        std::shared_ptr<Room> room;
        uint64_t entered = 0; ///< rises
    };
    const std::string m_folder;
    mutable std::mutex m_mutex; ///< before a room's
    std::map<std::string, Place, std::less<>> m_rooms;
    uint64_t m_entered = 0;
};

} // namespace wavetape::documents
