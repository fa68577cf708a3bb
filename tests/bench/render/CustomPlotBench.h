// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Measurement.h"

// QCustomPlot (a widget) with the same signal, window and size; its fastest settings: no
// antialiasing, cosmetic pen, its own adaptive sampling.
Cost measureCustomPlot(double rateHz, double seconds, int frames);
