// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "viewmodels/Dashboard.h"

#include <QProcess>
#include <QQmlEngine>
#include <QQuickWindow>
#include <QSize>
#include <QStringList>
#include <QTemporaryDir>

#include <functional>
#include <memory>

// `wavetape-server` as a process of its own, beside this program's file, with limits off. Ends with
// the object. GUI thread.
class ServerProcess {
public:
    explicit ServerProcess(const QStringList &arguments);
    ~ServerProcess();

    QUrl url(const QString &path) const; // ws://
    QString token() const { return m_token; }

private:
    QTemporaryDir m_runtime;
    QProcess m_process;
    int m_port = 0;
    QString m_token;
};

// A window with a part of the program in it, and the program's own view models attached to a
// server. GUI thread.
class ListWindow {
public:
    ListWindow(const ServerProcess &server, QSize size, const char *qml);
    ~ListWindow();

    wavetape::viewmodels::Dashboard &dashboard() { return m_dashboard; }
    QQuickWindow &window() { return *m_window; }

private:
    wavetape::client::FeedClient m_client;
    wavetape::viewmodels::Dashboard m_dashboard;
    QQmlEngine m_engine;
    std::unique_ptr<QQuickWindow> m_window;
};

// Runs the event loop until `signal` of `sender` finds `done`; ends the program after a minute.
template <typename Sender, typename Signal>
void waitFor(Sender *sender, Signal signal, std::function<bool()> done, const char *what);
void runFor(double seconds);

// The file beside this program.
QString besideProgram(const QString &name);

[[noreturn]] void fail(const QString &why);

#include <QEventLoop>
#include <QTimer>

template <typename Sender, typename Signal>
void waitFor(Sender *sender, Signal signal, std::function<bool()> done, const char *what)
{
    QEventLoop loop;
    QObject::connect(sender, signal, &loop, [&] {
        if (done())
            loop.quit();
    });
    QTimer::singleShot(60'000, &loop, [&] { loop.exit(1); });
    if (!done() && loop.exec() != 0)
        fail(QStringLiteral("not within a minute: %1").arg(QLatin1String(what)));
}
