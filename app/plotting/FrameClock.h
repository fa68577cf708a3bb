// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBasicTimer>
#include <QObject>
#include <QPointer>

#include <utility>

namespace wavetape::plotting {

// The one clock of everything that moves: 16 ms, GUI thread, running only while somebody holds a
// ticket. (A timer rather than frameSwapped: without vsync that would run as fast as it can.)
class FrameClock : public QObject {
    Q_OBJECT

public:
    static constexpr int kIntervalMs = 16;

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
    QBasicTimer m_timer;
    int m_holders = 0;
};

} // namespace wavetape::plotting
