// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QQuickWindow>

#include <chrono>
#include <vector>

// What the GUI thread spends from begin() on: CPU in all and of the longest turn of its event loop,
// during which it answers nobody; frames, and the longest time from one to the next. On the
// software scene graph this thread draws as well. GUI thread.
class LoopMeter {
public:
    explicit LoopMeter(QQuickWindow &window);
    ~LoopMeter();
    LoopMeter(const LoopMeter &) = delete;
    LoopMeter &operator=(const LoopMeter &) = delete;

    void begin();

    struct Spent {
        double seconds = 0;
        double guiMs = 0; // CPU
        double othersMs = 0; // CPU of all other threads of the process
        double longestTurnMs = 0; // CPU
        int frames = 0;
        double longestGapMs = 0; // between frames
    };
    Spent spent() const;

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_began, m_lastFrame;
    double m_guiMs = 0, m_processMs = 0, m_turnMs = 0;
    Spent m_spent;
    std::vector<QMetaObject::Connection> m_connections;
};
