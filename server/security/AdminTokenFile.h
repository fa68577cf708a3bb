// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/AdminToken.h"

#include <sys/types.h>
#include <tl/expected.hpp>

#include <cstdint>
#include <string>

namespace wavetape::security {

/// The file in which the headless server leaves its admin token for its owner: mode 0600, gone when
/// the object is.
class AdminTokenFile {
public:
    /// `<port>.token` in config::runtimeFolder(); empty where there is none.
    static std::string defaultPath(uint16_t port);

    /// Makes the last folder of `path` (and, under the home folder, those above it) with mode 0700
    /// where missing. The file appears whole or not at all; a link at `path` is replaced, never
    /// followed. The folder must be ours alone to write in. The error is one sentence with path and
    /// cause.
    static tl::expected<AdminTokenFile, std::string> write(
        const std::string &path, const AdminToken &token);

    AdminTokenFile(AdminTokenFile &&other) noexcept;
    AdminTokenFile &operator=(AdminTokenFile &&other) noexcept;
    ~AdminTokenFile() { remove(); }

    const std::string &path() const { return m_path; }
    /// Only where it is still the file that was written: another instance's stays.
    void remove();

private:
    AdminTokenFile(std::string path, dev_t device, ino_t inode)
        : m_path(std::move(path))
        , m_device(device)
        , m_inode(inode)
    {
    }

    std::string m_path;
    dev_t m_device = 0;
    ino_t m_inode = 0;
};

} // namespace wavetape::security
