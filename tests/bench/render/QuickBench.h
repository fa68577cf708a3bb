// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Measurement.h"

enum class Drawing {
    Trace, // TraceItem over a ChartView
    TraceDensity,
    Series, // LineSeries.replace() of two points per pixel column
    SeriesRaw, // LineSeries.replace() of every sample
    FrameOnly, // the ChartView with nothing on it, the item behind repainted: the floor
};

// 1400 x 900, a window of one second at `rateHz`, one sixtieth of a second of new samples per
// frame.
Cost measureQuick(Drawing drawing, double rateHz, double seconds, int frames);
