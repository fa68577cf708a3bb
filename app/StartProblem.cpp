// SPDX-License-Identifier: GPL-3.0-or-later
#include "StartProblem.h"

#include <QString>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace wavetape {

namespace {

constexpr int kExitRefused = 2;

struct Told {
    QtMsgType type;
    QString category, text;
};

// A message handler is a plain function; the application object is made once.
QList<Told> told;

QString cause()
{
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        return QStringLiteral("neither DISPLAY nor WAYLAND_DISPLAY is set");
    // What the platform itself said last before Qt gave up is nearest to the cause; then what Qt
    // says of the platform.
    const auto own = std::find_if(told.crbegin(), told.crend(), [](const Told &message) {
        return message.category.startsWith(u"qt.qpa.") && message.category != u"qt.qpa.plugin";
    });
    const auto nearest = own != told.crend() ? own : told.crbegin();
    return nearest == told.crend() ? QStringLiteral("Qt finds no platform")
                                   : nearest->text.simplified();
}

void keep(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type != QtFatalMsg) {
        told.append({type, QString::fromUtf8(context.category), text});
        return;
    }
    std::fprintf(stderr,
        "wavetape: no window can be opened here: %s; wavetape-server is the server without one\n",
        qPrintable(cause()));
    ::_exit(kExitRefused);
}

} // namespace

StartProblem::StartProblem()
    : m_before(qInstallMessageHandler(keep))
{
}

StartProblem::~StartProblem()
{
    qInstallMessageHandler(m_before);
    for (const Told &message : std::as_const(told)) {
        const QByteArray category = message.category.toUtf8();
        const QMessageLogger logger(nullptr, 0, nullptr, category.constData());
        if (message.type == QtDebugMsg || message.type == QtInfoMsg)
            logger.debug("%s", qPrintable(message.text));
        else
            logger.warning("%s", qPrintable(message.text));
    }
    told.clear();
}

} // namespace wavetape
