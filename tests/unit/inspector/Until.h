// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <functional>

// Lets the event loop turn until `condition` holds. False: it did not within a minute.
inline bool until(const std::function<bool()> &condition)
{
    return QTest::qWaitFor(condition, 60000);
}
