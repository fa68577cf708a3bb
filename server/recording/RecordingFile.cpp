// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/RecordingFile.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace wavetape::recording {

namespace {
constexpr int kMostNumber = 9999;

/// `tape.mcap` and 2: `tape-2.mcap`.
std::string numbered(const std::string &path, int number)
{
    if (number == 1)
        return path;
    const size_t name = path.rfind('/') + 1; // 0 where there is none
    const size_t dot = path.rfind('.');
    const size_t at = dot == std::string::npos || dot <= name ? path.size() : dot;
    return path.substr(0, at) + "-" + std::to_string(number) + path.substr(at);
}
} // namespace

std::string RecordingFile::problem(int error) const
{
    return m_path + ": " + std::generic_category().message(error);
}

tl::expected<RecordingFile, std::string> RecordingFile::create(const std::string &path)
{
    for (int number = 1; number <= kMostNumber; ++number) {
        const std::string name = numbered(path, number);
        int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0)
            return RecordingFile(name, fd);
        if (errno != EEXIST)
            return tl::unexpected(name + ": " + std::generic_category().message(errno));
        struct stat about { };
        if (::stat(name.c_str(), &about) != 0 || S_ISREG(about.st_mode))
            continue; // a link that leads nowhere is left alone too
        if (!S_ISCHR(about.st_mode))
            return tl::unexpected(name + ": is not a file");
        fd = ::open(name.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
        if (fd < 0)
            return tl::unexpected(name + ": " + std::generic_category().message(errno));
        return RecordingFile(name, fd);
    }
    return tl::unexpected(path + ": there are " + std::to_string(kMostNumber) + " of it already");
}

RecordingFile::RecordingFile(RecordingFile &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_fd(std::exchange(other.m_fd, -1))
    , m_size(other.m_size)
{
}

RecordingFile &RecordingFile::operator=(RecordingFile &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_fd, other.m_fd);
    std::swap(m_size, other.m_size);
    return *this;
}

RecordingFile::~RecordingFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

tl::expected<void, std::string> RecordingFile::append(std::string_view bytes)
{
    uint64_t at = m_size;
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            const int error = written < 0 ? errno : ENOSPC;
            // What is there of it would only look like damage; a reader steps over it all the same.
            static_cast<void>(!::ftruncate(m_fd, static_cast<off_t>(m_size)));
            return tl::unexpected(problem(error));
        }
        at += static_cast<uint64_t>(written);
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    m_size = at;
    return {};
}

tl::expected<void, std::string> RecordingFile::sync()
{
    // A device has nothing to sync.
    if (::fdatasync(m_fd) != 0 && errno != EINVAL && errno != EROFS)
        return tl::unexpected(problem(errno));
    return {};
}

bool RecordingFile::vanished() const
{
    struct stat mine { };
    struct stat there { };
    return ::fstat(m_fd, &mine) == 0
        && (::stat(m_path.c_str(), &there) != 0 || mine.st_dev != there.st_dev
            || mine.st_ino != there.st_ino);
}

} // namespace wavetape::recording
