// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/ByteSource.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace wavetape::recording {

tl::expected<std::unique_ptr<FileSource>, std::string> FileSource::open(const std::string &path)
{
    const auto fail
        = [&](std::string_view what) { return tl::unexpected(path + ": " + std::string(what)); };
    // Not to wait for the other end of a pipe.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail(std::generic_category().message(errno));
    struct stat about { };
    std::unique_ptr<FileSource> source(
        new FileSource(fd, ::fstat(fd, &about) == 0 ? static_cast<uint64_t>(about.st_size) : 0));
    if (!S_ISREG(about.st_mode))
        return fail("is not a file");
    return source;
}

FileSource::~FileSource()
{
    ::close(m_fd);
}

bool FileSource::read(uint64_t at, char *out, size_t count)
{
    while (count > 0) {
        const ssize_t got = ::pread(m_fd, out, count, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false; // or it was cut meanwhile
        at += static_cast<uint64_t>(got);
        out += got;
        count -= static_cast<size_t>(got);
    }
    return true;
}

} // namespace wavetape::recording
