// SPDX-License-Identifier: GPL-3.0-or-later
#include "Language.h"

#include "PseudoTranslator.h"
#include "viewmodels/Format.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace wavetape {

using namespace Qt::StringLiterals;

namespace {

const QStringList &spoken()
{
    static const QStringList codes {u"en"_s, u"de"_s};
    return codes;
}

// The first of the user's languages that there is a translation for.
QString spokenBySystem()
{
    for (const QString &wanted : QLocale::system().uiLanguages()) {
        if (const QString code = wanted.section(u'-', 0, 0); spoken().contains(code))
            return code;
    }
    return spoken().constFirst();
}

void installOwned(QTranslator *translator, bool loaded)
{
    if (loaded)
        QCoreApplication::installTranslator(translator);
    else
        delete translator;
}

} // namespace

QStringList Language::names()
{
    return QStringList {u"system"_s} + spoken() + QStringList {u"pseudo"_s};
}

void Language::speak(const QString &name)
{
    const QString code = spoken().contains(name) ? name
        : name == u"pseudo"                      ? spoken().constFirst()
                                                 : spokenBySystem();
    const QLocale locale
        = code == u"en" ? QLocale(QLocale::English, QLocale::UnitedStates) : QLocale(code);
    QLocale::setDefault(locale);
    viewmodels::Format::setLocale(locale);
    QCoreApplication *application = QCoreApplication::instance();
    // Of Qt's own dialogs, where the system has them.
    auto *ofQt = new QTranslator(application);
    installOwned(ofQt,
        ofQt->load(
            locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)));
    auto *own = new QTranslator(application);
    installOwned(own, own->load(u":/i18n/wavetape_"_s + code + u".qm"_s));
    if (name == u"pseudo")
        installOwned(new PseudoTranslator(application), true);
}

} // namespace wavetape
