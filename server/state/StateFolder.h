// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace wavetape::state {

/// An open descriptor; -1: none.
class Descriptor {
public:
    explicit Descriptor(int fd = -1)
        : m_fd(fd)
    {
    }
    Descriptor(Descriptor &&other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor();
    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd;
};

/// The folder of `--state`: this process's alone while it is open, its file readable by its owner
/// alone. Errors are one sentence with the path. One thread at a time.
class StateFolder {
public:
    /// Makes the folder (mode 0700) where there is none. Others may neither own it nor write in it.
    static tl::expected<StateFolder, std::string> open(const std::string &path);

    /// The file's bytes; empty where there is none.
    tl::expected<std::string, std::string> read() const;
    /// Puts a file of `bytes` in place of the one that there is: either is whole at any time.
    /// Further bytes go behind it by append().
    tl::expected<void, std::string> replace(std::string_view bytes);
    /// All of `bytes` or none.
    tl::expected<void, std::string> append(std::string_view bytes);
    std::string file() const;

private:
    StateFolder(std::string path, Descriptor folder)
        : m_path(std::move(path))
        , m_folder(std::move(folder))
    {
    }
    std::string m_path;
    Descriptor m_folder, m_file;
    int64_t m_size = 0; ///< of m_file
};

} // namespace wavetape::state
