// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/LoadHistory.h"

#include <cmath>

namespace wavetape::viewmodels {

namespace {
constexpr double kSpanMs = 300'000;
constexpr double kNearMs = 3'000;
} // namespace

LoadHistory::LoadHistory(client::FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_table(client)
{
    connect(&m_table, &ConnectionTable::updated, this, [this] { observe(m_table); });
}

void LoadHistory::setActive(bool active)
{
    if (active == m_table.isActive())
        return;
    m_table.setActive(active);
    Q_EMIT activeChanged();
}

void LoadHistory::observe(const ConnectionTable &table)
{
    Second second {.time = table.time(), .most = {}};
    std::array<double, kLoads> highest {};
    table.each([&](const ConnectionTable::Row &row) {
        if (table.isOwn(row))
            return;
        const std::array<double, kLoads> loads {
            row.outPerSecond, row.inPerSecond, row.queueBytes, row.oldestMs, row.openedAt};
        for (size_t i = 0; i < kLoads; ++i) {
            if (loads[i] > highest[i]) {
                highest[i] = loads[i];
                second.most[i] = row.id;
            }
        }
    });
    if (!m_past.empty() && m_past.back().time >= second.time)
        m_past.back() = std::move(second);
    else
        m_past.push_back(std::move(second));
    while (m_past.front().time < m_past.back().time - kSpanMs)
        m_past.pop_front();
}

QString LoadHistory::culprit(Load load, double ago) const
{
    if (m_past.empty() || load < 0 || size_t(load) >= kLoads)
        return {};
    const double time = m_past.back().time - ago * 1000;
    const Second *nearest = &m_past.back();
    for (const Second &second : m_past) {
        if (std::abs(second.time - time) < std::abs(nearest->time - time))
            nearest = &second;
    }
    return std::abs(nearest->time - time) <= kNearMs ? nearest->most[size_t(load)] : QString();
}

} // namespace wavetape::viewmodels
