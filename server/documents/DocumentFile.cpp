// SPDX-License-Identifier: GPL-3.0-or-later
#include "documents/DocumentFile.h"

#include "protocol/RecordFields.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wavetape::documents {

namespace {
constexpr std::string_view kMark = "wavetape document 1\n";
constexpr mode_t kOwnersAlone = 0600;
constexpr size_t kReadAtOnce = 64 << 10;

void appendRecord(std::string &out, std::string_view update)
{
    const auto size = static_cast<uint32_t>(update.size());
    for (unsigned i = 0; i < sizeof size; ++i)
        out += static_cast<char>(size >> (8 * i));
    out += update;
}

bool writeAll(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}
} // namespace

DocumentFile::~DocumentFile()
{
    if (m_file >= 0)
        ::close(m_file);
}

std::string DocumentFile::trouble(std::string_view what) const
{
    return m_path + ": " + std::string(what);
}

bool DocumentFile::exists() const
{
    return !m_path.empty() && ::access(m_path.c_str(), F_OK) == 0;
}

tl::expected<void, std::string> DocumentFile::open(bool fresh, const std::string &path)
{
    const int flags
        = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | (fresh ? O_TRUNC : 0);
    const int file = ::open(path.c_str(), flags, kOwnersAlone);
    if (file < 0)
        return tl::unexpected(trouble(std::strerror(errno)));
    if (m_file >= 0)
        ::close(m_file);
    m_file = file;
    return {};
}

tl::expected<void, std::string> DocumentFile::read(Document &document)
{
    if (!exists())
        return {};
    const int file = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return tl::unexpected(trouble(std::strerror(errno)));
    std::string bytes;
    ssize_t got = 0;
    do {
        const size_t before = bytes.size();
        bytes.resize(before + kReadAtOnce);
        got = ::read(file, bytes.data() + before, kReadAtOnce);
        bytes.resize(before + static_cast<size_t>(got > 0 ? got : 0));
    } while (got > 0 && bytes.size() < 2 * Document::kMostBytes);
    ::close(file);
    if (got < 0)
        return tl::unexpected(trouble(std::strerror(errno)));
    if (!bytes.starts_with(kMark))
        return tl::unexpected(trouble("this is no document of ours"));
    protocol::RecordFields fields(std::string_view(bytes).substr(kMark.size()));
    size_t whole = kMark.size();
    for (;;) {
        std::string_view update;
        if (!fields.text(update).sound())
            break;
        const auto verdict = document.apply(update, false, 0);
        if (verdict == Document::Verdict::malformed || verdict == Document::Verdict::full)
            return tl::unexpected(trouble("this is damaged"));
        whole += sizeof(uint32_t) + update.size();
    }
    // What a killed writer left unfinished must not stand before what comes next.
    if (whole < bytes.size() && ::truncate(m_path.c_str(), static_cast<off_t>(whole)) != 0)
        return tl::unexpected(trouble(std::strerror(errno)));
    return {};
}

tl::expected<void, std::string> DocumentFile::append(std::string_view update)
{
    if (m_path.empty())
        return {};
    std::string record;
    if (m_file < 0) {
        if (!exists())
            record = kMark;
        if (auto opened = open(false, m_path); !opened)
            return opened;
    }
    appendRecord(record, update);
    struct stat before { };
    if (::fstat(m_file, &before) == 0 && writeAll(m_file, record))
        return {};
    std::string why = trouble(std::strerror(errno));
    // All of it or nothing: half an update would hide those behind it.
    if (::ftruncate(m_file, before.st_size) != 0)
        why += ", and what was written of it cannot be taken back";
    return tl::unexpected(std::move(why));
}

tl::expected<void, std::string> DocumentFile::replace(const Document &document)
{
    if (m_path.empty())
        return {};
    std::string bytes(kMark);
    for (const Document::Entry &entry : document.entries())
        appendRecord(bytes, *entry.update);
    const std::string fresh = m_path + ".new";
    if (auto opened = open(true, fresh); !opened)
        return opened;
    if (!writeAll(m_file, bytes) || std::rename(fresh.c_str(), m_path.c_str()) != 0) {
        std::string why = trouble(std::strerror(errno));
        ::unlink(fresh.c_str());
        ::close(std::exchange(m_file, -1));
        return tl::unexpected(std::move(why));
    }
    return {};
}

} // namespace wavetape::documents
