// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/AdminTokenFile.h"

#include "config/Folders.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace wavetape::security {

namespace {

class Descriptor {
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd;
};

tl::unexpected<std::string> failure(const std::string &path, const std::string &cause)
{
    return tl::unexpected<std::string>("cannot write the admin token to " + path + ": " + cause);
}

bool writeAll(int fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            text.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}

} // namespace

std::string AdminTokenFile::defaultPath(uint16_t port)
{
    const std::string folder = config::runtimeFolder();
    return folder.empty() ? folder : folder + "/" + std::to_string(port) + ".token";
}

tl::expected<AdminTokenFile, std::string> AdminTokenFile::write(
    const std::string &path, const AdminToken &token)
{
    const std::filesystem::path target(path);
    const std::string folder = target.has_parent_path() ? target.parent_path().string() : ".";
    const std::string name = target.filename().string();
    if (name.empty())
        return failure(path, "the path names no file");

    const mode_t before = ::umask(077);
    std::error_code ignored; // what is missing shows at open()
    std::filesystem::create_directories(folder, ignored);
    ::umask(before);

    const Descriptor place(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!place)
        return failure(path, std::strerror(errno));
    struct stat info { };
    if (::fstat(place.get(), &info) != 0)
        return failure(path, std::strerror(errno));
    const bool ours = info.st_uid == ::geteuid() || info.st_uid == 0;
    if (!ours || (info.st_mode & (S_IWGRP | S_IWOTH)))
        return failure(path, "others can write in " + folder);

    const std::string temporary = "." + name + "." + std::to_string(::getpid());
    ::unlinkat(place.get(), temporary.c_str(), 0); // left by a process that was killed
    const Descriptor file(::openat(place.get(), temporary.c_str(),
        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file)
        return failure(path, std::strerror(errno));
    if (!writeAll(file.get(), token.text() + "\n") || ::fstat(file.get(), &info) != 0
        || ::renameat(place.get(), temporary.c_str(), place.get(), name.c_str()) != 0) {
        const int cause = errno;
        ::unlinkat(place.get(), temporary.c_str(), 0);
        return failure(path, std::strerror(cause));
    }
    return AdminTokenFile(path, info.st_dev, info.st_ino);
}

AdminTokenFile::AdminTokenFile(AdminTokenFile &&other) noexcept
    : m_path(std::exchange(other.m_path, {}))
    , m_device(other.m_device)
    , m_inode(other.m_inode)
{
}

AdminTokenFile &AdminTokenFile::operator=(AdminTokenFile &&other) noexcept
{
    if (this != &other) {
        remove();
        m_path = std::exchange(other.m_path, {});
        m_device = other.m_device;
        m_inode = other.m_inode;
    }
    return *this;
}

void AdminTokenFile::remove()
{
    const std::string path = std::exchange(m_path, {});
    struct stat info { };
    if (!path.empty() && ::lstat(path.c_str(), &info) == 0 && info.st_dev == m_device
        && info.st_ino == m_inode)
        ::unlink(path.c_str());
}

} // namespace wavetape::security
