// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace wavetape {

// What the window speaks: its texts and the way it writes numbers. GUI thread.
class Language {
public:
    // What it may be asked for: "system", a code of a translation ("en", "de"), or "pseudo".
    static QStringList names();
    // Before the first text is made: what was made before stays as it was. What there is no
    // translation for is English; so are numbers.
    static void speak(const QString &name);
};

} // namespace wavetape
