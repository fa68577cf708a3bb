// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/StateFolder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace wavetape::state {

namespace {
constexpr const char *kFile = "channels.state";
constexpr const char *kTemporary = "channels.state.new";

/// 0, or what went wrong.
int writeAll(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            return errno;
        if (written > 0)
            bytes.remove_prefix(static_cast<size_t>(written));
    }
    return 0;
}

tl::unexpected<std::string> failure(
    const std::string &what, const std::string &path, const std::string &cause)
{
    return tl::unexpected<std::string>("the state cannot be " + what + " " + path + ": " + cause);
}
} // namespace

Descriptor::~Descriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

tl::expected<StateFolder, std::string> StateFolder::open(const std::string &path)
{
    const mode_t before = ::umask(077);
    std::error_code ignored; // what is missing shows at open()
    std::filesystem::create_directories(path, ignored);
    ::umask(before);
    Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return failure("kept in", path, std::strerror(errno));
    struct stat info { };
    if (::fstat(folder.get(), &info) != 0)
        return failure("kept in", path, std::strerror(errno));
    if (info.st_uid != ::geteuid() && info.st_uid != 0)
        return failure("kept in", path, "the folder is another user's");
    if (info.st_mode & (S_IWGRP | S_IWOTH))
        return failure("kept in", path, "others may write in the folder (chmod 700)");
    if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0)
        return failure("kept in", path,
            errno == EWOULDBLOCK ? "another server keeps its own there" : std::strerror(errno));
    return StateFolder(path, std::move(folder));
}

std::string StateFolder::file() const
{
    return m_path + "/" + kFile;
}

tl::expected<std::string, std::string> StateFolder::read() const
{
    const Descriptor file(
        ::openat(m_folder.get(), kFile, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT)
            return std::string();
        return failure("read from", this->file(),
            errno == ELOOP ? "it is a symbolic link" : std::strerror(errno));
    }
    struct stat info { };
    if (::fstat(file.get(), &info) != 0)
        return failure("read from", this->file(), std::strerror(errno));
    if (!S_ISREG(info.st_mode))
        return failure("read from", this->file(), "not a regular file");
    if (info.st_uid != ::geteuid() && info.st_uid != 0)
        return failure("read from", this->file(), "it is another user's");
    if (info.st_mode & (S_IWGRP | S_IWOTH))
        return failure("read from", this->file(), "others may write it (chmod 600)");
    std::string bytes(static_cast<size_t>(info.st_size), '\0');
    size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
        if (count < 0 && errno != EINTR)
            return failure("read from", this->file(), std::strerror(errno));
        if (count == 0)
            break;
        filled += count > 0 ? static_cast<size_t>(count) : 0;
    }
    bytes.resize(filled);
    return bytes;
}

tl::expected<void, std::string> StateFolder::replace(std::string_view bytes)
{
    ::unlinkat(m_folder.get(), kTemporary, 0); // left by a process that was killed
    Descriptor fresh(::openat(m_folder.get(), kTemporary,
        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!fresh)
        return failure("written to", file(), std::strerror(errno));
    int problem = writeAll(fresh.get(), bytes);
    if (problem == 0 && ::fsync(fresh.get()) != 0)
        problem = errno;
    if (problem == 0 && ::renameat(m_folder.get(), kTemporary, m_folder.get(), kFile) != 0)
        problem = errno;
    if (problem != 0) {
        ::unlinkat(m_folder.get(), kTemporary, 0);
        return failure("written to", file(), std::strerror(problem));
    }
    ::fsync(m_folder.get());
    m_file = std::move(fresh);
    m_size = static_cast<int64_t>(bytes.size());
    return {};
}

tl::expected<void, std::string> StateFolder::append(std::string_view bytes)
{
    if (const int problem = writeAll(m_file.get(), bytes); problem != 0) {
        // A record that is half there would hide all that comes behind it.
        if (::ftruncate(m_file.get(), m_size) != 0 || ::lseek(m_file.get(), m_size, SEEK_SET) < 0)
            return failure("cut back in", file(), std::strerror(errno));
        return failure("written to", file(), std::strerror(problem));
    }
    m_size += static_cast<int64_t>(bytes.size());
    return {};
}

} // namespace wavetape::state
