// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace wavetape::viewmodels {

// Foreign text for a line of ours: what would break the line, turn its direction around or not be
// seen at all stands as its escape (\u202e), as in the server's log.
QString visibleText(const QString &text);

} // namespace wavetape::viewmodels
