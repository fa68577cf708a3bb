// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

namespace wavetape::viewmodels {

// Once armed, fires at the next of ten common moments a second: what changed meanwhile is told
// then. The moments are the same for every list, so that a page's lists share a frame instead of
// drawing one each. GUI thread.
class BeatTimer : public QTimer {
    Q_OBJECT
public:
    static constexpr int kBeatMs = 100;

    explicit BeatTimer(QObject *parent = nullptr);
    // Nothing happens where it is armed already.
    void arm();
};

} // namespace wavetape::viewmodels
