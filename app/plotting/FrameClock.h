// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plotting/FramePace.h"

#include <QBasicTimer>
#include <QObject>
#include <QPointer>

#include <utility>

namespace wavetape::plotting {

// The one clock of everything that moves: 16 ms, or 32 where the GUI thread is too busy for that
// (FramePace); running only while somebody holds a ticket. GUI thread. (A timer rather than
// frameSwapped: without vsync that would run as fast as it can.)
class FrameClock : public QObject {
    Q_OBJECT

public:
    // Who holds one keeps the clock running.
    class Ticket {
    public:
        Ticket() = default;
        explicit Ticket(FrameClock *clock);
        ~Ticket() { reset(); }
        Ticket(Ticket &&other) noexcept
            : m_clock(std::exchange(other.m_clock, nullptr))
        {
        }
        Ticket &operator=(Ticket &&other) noexcept
        {
            if (this != &other) {
                reset();
                m_clock = std::exchange(other.m_clock, nullptr);
            }
            return *this;
        }
        explicit operator bool() const { return !m_clock.isNull(); }
        void reset();

    private:
        QPointer<FrameClock> m_clock;
    };

    static FrameClock &instance();
    explicit FrameClock(QObject *parent = nullptr);

    [[nodiscard]] Ticket acquire() { return Ticket(this); }
    bool running() const { return m_timer.isActive(); }

signals:
    void tick();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void start();

    QBasicTimer m_timer;
    FramePace m_pace;
    double m_cpuMs = 0, m_wallMs = 0; // of the last tick
    int m_holders = 0;
};

} // namespace wavetape::plotting
