// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace wavetape::recording {

/// Bytes that a recording is read from, at any place. One thread at a time.
class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual uint64_t size() const = 0;
    /// False where they cannot be read. Pre: they are within size().
    virtual bool read(uint64_t at, char *out, size_t count) = 0;
};

/// Bytes in memory, which must outlive this.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    uint64_t size() const override { return m_bytes.size(); }
    bool read(uint64_t at, char *out, size_t count) override
    {
        std::memcpy(out, m_bytes.data() + at, count);
        return true;
    }

private:
    std::string_view m_bytes;
};

/// A file, as long as it was when it was opened.
class FileSource final : public ByteSource {
public:
    /// The error is one sentence with the path; a folder, a pipe or a device is none to read from.
    static tl::expected<std::unique_ptr<FileSource>, std::string> open(const std::string &path);
    ~FileSource() override;
    FileSource(const FileSource &) = delete;
    FileSource &operator=(const FileSource &) = delete;

    uint64_t size() const override { return m_size; }
    bool read(uint64_t at, char *out, size_t count) override;

private:
    FileSource(int fd, uint64_t size)
        : m_fd(fd)
        , m_size(size)
    {
    }
    const int m_fd;
    const uint64_t m_size;
};

} // namespace wavetape::recording
