// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/RatedDemo.h"

#include <utility>

namespace wavetape::demos {

RatedDemo::RatedDemo(const QString &prefix, client::SubscribeOptions options, QObject *parent)
    : DemoModel(prefix, parent)
    , m_options(std::move(options))
{
}

void RatedDemo::begin()
{
    follow(subject(), m_options);
}

void RatedDemo::setRate(double rate)
{
    if (rate == m_options.maxRate)
        return;
    m_options.maxRate = rate;
    if (isActive()) {
        unfollowAll();
        begin();
    }
    Q_EMIT rateChanged();
}

} // namespace wavetape::demos
