// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/Visitor.h"

#include "demos/DemoText.h"

#include <QRandomGenerator>

namespace wavetape::demos {

using namespace Qt::StringLiterals;

namespace {
QString randomId()
{
    constexpr QLatin1StringView kLetters("abcdefghijklmnopqrstuvwxyz0123456789");
    QString id;
    while (id.size() < 8)
        id += kLetters[QRandomGenerator::global()->bounded(int(kLetters.size()))];
    return id;
}

// Those of the pages in the browser.
QString randomName()
{
    static const QStringList names = u"Ada Alan Barbara Claude Donald Edsger Frances Grace Hedy "
                                     "Joan Ken Margaret Niklaus Radia Tony Vint"_s.split(u' ');
    return names[QRandomGenerator::global()->bounded(int(names.size()))];
}
} // namespace

Visitor::Visitor(QObject *parent)
    : QObject(parent)
    , m_name(randomName())
    , m_id(randomId())
{
}

void Visitor::setName(const QString &name)
{
    const QString wanted = name.trimmed().left(kNameLength);
    if (wanted.isEmpty() || wanted == m_name)
        return;
    m_name = wanted;
    Q_EMIT changed();
}

} // namespace wavetape::demos
