// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

namespace wavetape::viewmodels {

// Once armed, fires at its next of ten moments a second: what changed meanwhile is told then. The
// lists of a page take turns, a part of the beat each, so that no frame has to draw all of them and
// those with the same part share one. GUI thread.
class BeatTimer : public QTimer {
    Q_OBJECT
public:
    static constexpr int kBeatMs = 100, kTurns = 3;

    // `turn` is 0 … kTurns - 1.
    explicit BeatTimer(int turn, QObject *parent = nullptr);
    // Nothing happens where it is armed already.
    void arm();

private:
    int m_offsetMs;
};

} // namespace wavetape::viewmodels
