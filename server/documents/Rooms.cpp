// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/Rooms.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace wavetape::documents {

namespace {
constexpr mode_t kOwnersFolder = 0700;
constexpr std::string_view kSuffix = ".yjs";
} // namespace

tl::expected<std::unique_ptr<Rooms>, std::string> Rooms::open(std::string folder)
{
    if (!folder.empty() && ::mkdir(folder.c_str(), kOwnersFolder) != 0 && errno != EEXIST)
        return tl::unexpected(folder + ": " + std::strerror(errno));
    return std::unique_ptr<Rooms>(new Rooms(std::move(folder)));
}

size_t Rooms::files() const
{
    size_t count = 0;
    std::error_code ignored;
    for (auto it = std::filesystem::directory_iterator(m_folder, ignored);
         !ignored && it != std::filesystem::directory_iterator(); it.increment(ignored))
        ++count;
    return count;
}

bool Rooms::makeRoom()
{
    if (m_rooms.size() < kMostRooms)
        return true;
    auto oldest = m_rooms.end();
    for (auto it = m_rooms.begin(); it != m_rooms.end(); ++it) {
        if (it->second.room.use_count() == 1
            && (oldest == m_rooms.end() || it->second.entered < oldest->second.entered))
            oldest = it;
    }
    if (oldest == m_rooms.end())
        return false;
    m_rooms.erase(oldest);
    return true;
}

tl::expected<std::shared_ptr<Room>, std::string> Rooms::enter(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    if (const auto it = m_rooms.find(name); it != m_rooms.end()) {
        it->second.entered = ++m_entered;
        return it->second.room;
    }
    if (!makeRoom())
        return tl::unexpected(
            "all " + std::to_string(kMostRooms) + " rooms of this server are in use");
    const std::string file
        = m_folder.empty() ? "" : m_folder + "/" + std::string(name).append(kSuffix);
    auto room = std::make_shared<Room>(file);
    if (!file.empty() && !room->fileExists() && files() >= kMostFiles)
        return tl::unexpected(std::string("this server keeps as many documents as it may"));
    room->onTrouble = onTrouble;
    if (const auto loaded = room->load(); !loaded) {
        if (onTrouble)
            onTrouble("a document cannot be read: " + loaded.error());
        return tl::unexpected(std::string("this document cannot be read; the server says why"));
    }
    m_rooms.emplace(name, Place {room, ++m_entered});
    return room;
}

Rooms::Reading Rooms::reading() const
{
    const std::lock_guard lock(m_mutex);
    Reading reading {m_rooms.size(), 0};
    for (const auto &[name, place] : m_rooms)
        reading.inUse += place.room.use_count() > 1;
    return reading;
}

} // namespace wavetape::documents
