// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>

namespace wavetape::recording {

struct Repaired {
    std::string path; ///< of the new file
    uint64_t chunks = 0, messages = 0;
    uint64_t damagedPlaces = 0, damagedBytes = 0; ///< that were left out
};

/// Copies every chunk of `path` that is whole into a new file with its summary, and reads that
/// again from its beginning: what is returned is what was found in it. `path` is not changed;
/// `target` is taken by RecordingFile::create(). The error is one sentence.
tl::expected<Repaired, std::string> repairRecording(
    const std::string &path, const std::string &target);

} // namespace wavetape::recording
