// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/SmallFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wavetape::config {

namespace {

/// What is wrong; empty where all of it was read.
std::string readAll(int descriptor, size_t mostBytes, SmallFile &file)
{
    struct stat status { };
    if (::fstat(descriptor, &status) != 0)
        return std::strerror(errno);
    if (!S_ISREG(status.st_mode))
        return "not a regular file";
    file.ownersAlone = (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    const std::string tooLarge = "larger than " + std::to_string(mostBytes / 1024) + " KiB";
    if (status.st_size > static_cast<off_t>(mostBytes))
        return tooLarge;
    // It may grow while it is read.
    file.content.resize(mostBytes + 1);
    size_t filled = 0;
    while (filled < file.content.size()) {
        const ssize_t count
            = ::read(descriptor, file.content.data() + filled, file.content.size() - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return std::strerror(errno);
        if (count == 0)
            break;
        filled += static_cast<size_t>(count);
    }
    file.content.resize(filled);
    return filled > mostBytes ? tooLarge : std::string();
}

} // namespace

tl::expected<SmallFile, std::string> readSmallFile(const std::string &path, size_t mostBytes)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return tl::unexpected(path + ": " + std::strerror(errno));
    SmallFile file;
    const std::string problem = readAll(descriptor, mostBytes, file);
    ::close(descriptor);
    if (!problem.empty())
        return tl::unexpected(path + ": " + problem);
    return file;
}

} // namespace wavetape::config
