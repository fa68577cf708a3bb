// SPDX-License-Identifier: GPL-3.0-or-later
#include "lab/HeartbeatLab.h"

#include "lab/HeartbeatTrial.h"

#include <algorithm>
#include <array>

namespace wavetape::lab {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array kModes {"prompt"_L1, "sweep"_L1};
constexpr int kTickMs = 100;
} // namespace

HeartbeatLab::HeartbeatLab(QObject *parent)
    : QObject(parent)
{
    m_tick.setInterval(kTickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!isRunning())
            m_tick.stop();
        Q_EMIT changed();
    });
}

HeartbeatLab::~HeartbeatLab() = default;

bool HeartbeatLab::isRunning() const
{
    return std::any_of(
        m_trials.begin(), m_trials.end(), [](const auto &trial) { return !trial->isDone(); });
}

void HeartbeatLab::run()
{
    m_trials.clear();
    for (const auto mode : kModes) {
        auto trial = std::make_unique<HeartbeatTrial>(mode, m_pingMs, m_pongMs);
        connect(trial.get(), &HeartbeatTrial::changed, this, &HeartbeatLab::changed);
        m_trials.push_back(std::move(trial));
    }
    m_tick.start();
    Q_EMIT changed();
}

QVariantList HeartbeatLab::readings() const
{
    QVariantList readings;
    for (size_t i = 0; i < kModes.size(); ++i) {
        const HeartbeatTrial *trial = i < m_trials.size() ? m_trials[i].get() : nullptr;
        readings.append(QVariantMap {{u"mode"_s, QString(kModes[i])},
            {u"moments"_s, trial ? trial->moments() : QVariantList()},
            {u"runMs"_s, trial ? trial->runMs() : 0.0},
            // The second ping is not answered.
            {u"dueMs"_s, m_pingMs + (i == 0 ? m_pongMs : m_pingMs)},
            {u"endedMs"_s, trial ? trial->endedMs() : -1.0},
            {u"outcome"_s, trial ? trial->outcome() : QString()}});
    }
    return readings;
}

} // namespace wavetape::lab
