// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include <functional>

/// Runs the event loop until it is so; false where it is not within a time that is long on any
/// machine.
inline bool until(const std::function<bool()> &condition)
{
    return QTest::qWaitFor(condition, 20000);
}
