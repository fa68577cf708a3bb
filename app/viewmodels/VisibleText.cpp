// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/VisibleText.h"

#include <algorithm>

namespace wavetape::viewmodels {

namespace {

bool isSeen(QChar c)
{
    // A surrogate is half of what is judged only as a whole, and those that we mean have none.
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return false;
    default:
        return true;
    }
}

} // namespace

QString visibleText(const QString &text)
{
    if (std::all_of(text.begin(), text.end(), isSeen))
        return text;
    QString shown;
    for (const QChar c : text) {
        if (isSeen(c))
            shown += c;
        else
            shown += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
    }
    return shown;
}

} // namespace wavetape::viewmodels
