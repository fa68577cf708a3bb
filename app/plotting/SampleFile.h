// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <cstdint>
#include <span>

namespace wavetape::plotting {

// A stretch of samples on its way to a file.
struct SampleStretch {
    std::span<const float> samples; // NaN is a gap
    double rateHz = 1;
    int64_t startUs = 0; // of the first sample, since 1970
};

// Writes it in the form that the name asks for: `.csv` (time,value; a gap leaves value empty),
// `.wav` (mono 32-bit float; gaps are silence), anything else raw little-endian float32. The file
// appears whole or not at all. Returns what went wrong in one sentence, else "".
QString saveSamples(const QUrl &file, const SampleStretch &stretch);

} // namespace wavetape::plotting
