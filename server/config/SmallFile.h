// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <string>

namespace wavetape::config {

/// A file that a setting names, whole.
struct SmallFile {
    std::string content;
    bool ownersAlone = false; ///< neither its group nor others may do anything with it
};

/// Reads a regular file of at most `mostBytes`; never waits (a FIFO is no regular file). The error
/// is the file's name and what is wrong: `/etc/key.pem: No such file or directory`.
tl::expected<SmallFile, std::string> readSmallFile(const std::string &path, size_t mostBytes);

} // namespace wavetape::config
