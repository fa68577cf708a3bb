// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace wavetape {

// Chooses Qt Quick's software back end where OpenGL would be drawn by the processor as well
// (llvmpipe, softpipe, swrast) or cannot be had: it repaints only what has changed and costs a
// small part of it (tests/bench). Whoever sets QT_QUICK_BACKEND or QSG_RHI_BACKEND has chosen.
// GUI thread, after the QGuiApplication and before the first window. True where it chose software.
bool preferCheapRenderer();

} // namespace wavetape
