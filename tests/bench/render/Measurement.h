// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

// CPU time of the whole process, all threads, in ms.
double processCpuMs();
// CPU time of the calling thread, in ms.
double threadCpuMs();

struct Cost {
    int frames = 0;
    double drawMs = 0; // CPU of the process per displayed frame, without the feeding; median
    double feedMs = 0; // CPU per frame for writing the new samples into the ring
};

// Calls `feed` (new samples arrive) and `show` (returns when the frame is displayed) in turn, first
// a few times to warm up, then until `seconds` or `frames` are over, but at least three times.
Cost measure(const std::function<void()> &feed, const std::function<void()> &show, double seconds,
    int frames);
