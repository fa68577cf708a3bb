// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/MessageVariables.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QUuid>

namespace wavetape::inspector {

using namespace Qt::StringLiterals;

namespace {

const QStringList &builtIn()
{
    static const QStringList names {u"now"_s, u"time"_s, u"uuid"_s, u"count"_s, u"random"_s};
    return names;
}

const QRegularExpression &place()
{
    static const QRegularExpression kPlace(u"\\{\\{ *([A-Za-z_][A-Za-z0-9_]*) *\\}\\}"_s);
    return kPlace;
}

QString say(const char *text)
{
    return QCoreApplication::translate("MessageVariables", text);
}

} // namespace

QString MessageVariables::set(const QString &text)
{
    static const QRegularExpression kName(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    static const QRegularExpression kBetween(u"[;\n]"_s);
    QString problem;
    m_own.clear();
    for (const QString &part : text.split(kBetween, Qt::SkipEmptyParts)) {
        const qsizetype equals = part.indexOf(u'=');
        const QString name = part.left(equals).trimmed();
        if (part.trimmed().isEmpty())
            continue;
        if (equals < 0 || !kName.match(name).hasMatch())
            problem = say(QT_TRANSLATE_NOOP("MessageVariables", "A variable is name = value"));
        else if (builtIn().contains(name))
            problem = say(QT_TRANSLATE_NOOP("MessageVariables", "%1 is there already")).arg(name);
        else if (m_own.size() < kMost)
            m_own.insert(name, part.mid(equals + 1).trimmed());
    }
    return problem;
}

QString MessageVariables::text() const
{
    QStringList parts;
    for (auto it = m_own.begin(); it != m_own.end(); ++it)
        parts << it.key() + u" = "_s + it.value();
    return parts.join(u"; "_s);
}

bool MessageVariables::knows(const QString &name) const
{
    return builtIn().contains(name) || m_own.contains(name);
}

QString MessageVariables::valueOf(const QString &name) const
{
    if (name == u"now")
        return QString::number(QDateTime::currentMSecsSinceEpoch());
    if (name == u"time")
        return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    if (name == u"uuid")
        return QUuid::createUuid().toString(QUuid::WithoutBraces);
    if (name == u"count")
        return QString::number(m_count);
    if (name == u"random")
        return QString::number(QRandomGenerator::global()->generateDouble(), 'f', 6);
    return m_own.value(name);
}

QStringList MessageVariables::namesIn(const QString &message) const
{
    QStringList names;
    for (auto it = place().globalMatch(message); it.hasNext();) {
        const QString name = it.next().captured(1);
        if (knows(name) && !names.contains(name))
            names << name;
    }
    return names;
}

QString MessageVariables::expanded(const QString &message)
{
    ++m_count;
    QString result;
    qsizetype at = 0;
    // One pass: what a value says is not read again.
    for (auto it = place().globalMatch(message); it.hasNext();) {
        const auto match = it.next();
        if (!knows(match.captured(1)))
            continue;
        result += QStringView(message).sliced(at, match.capturedStart() - at);
        result += valueOf(match.captured(1));
        at = match.capturedEnd();
    }
    result += QStringView(message).sliced(at);
    return result;
}

} // namespace wavetape::inspector
