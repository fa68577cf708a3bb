// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace wavetape::recording {

/// A file that is being recorded into, readable by its owner alone. Errors are one sentence with
/// the path. One thread at a time.
class RecordingFile {
public:
    /// A file that stands there already is never touched: `tape.mcap` becomes `tape-2.mcap`, and so
    /// on. A folder or a pipe is refused; a device is taken as it is.
    static tl::expected<RecordingFile, std::string> create(const std::string &path);
    RecordingFile(RecordingFile &&other) noexcept;
    RecordingFile &operator=(RecordingFile &&other) noexcept;
    ~RecordingFile();

    /// All of `bytes` or none, behind what is there.
    tl::expected<void, std::string> append(std::string_view bytes);
    /// Asks the machine to put it on the disk.
    tl::expected<void, std::string> sync();
    /// Somebody has removed it, or put another in its place: what is written is lost.
    bool vanished() const;
    const std::string &path() const { return m_path; }
    uint64_t size() const { return m_size; }

private:
    RecordingFile(std::string path, int fd)
        : m_path(std::move(path))
        , m_fd(fd)
    {
    }
    std::string problem(int error) const;

    std::string m_path;
    int m_fd;
    uint64_t m_size = 0;
};

} // namespace wavetape::recording
