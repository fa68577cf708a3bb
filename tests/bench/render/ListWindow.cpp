// SPDX-License-Identifier: GPL-3.0-or-later
#include "ListWindow.h"

#include <QCoreApplication>
#include <QFile>
#include <QQmlComponent>
#include <QRegularExpression>

#include <cstdio>
#include <cstdlib>

using namespace Qt::StringLiterals;

QString besideProgram(const QString &name)
{
    return QCoreApplication::applicationDirPath() + u'/' + name;
}

void fail(const QString &why)
{
    std::fprintf(stderr, "bench-lists: %s\n", qPrintable(why));
    std::exit(2);
}

void runFor(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(int(seconds * 1000), &loop, &QEventLoop::quit);
    loop.exec();
}

ServerProcess::ServerProcess(const QStringList &arguments)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_runtime.path());
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(besideProgram(u"wavetape-server"_s),
        QStringList {u"--listen"_s, u"127.0.0.1:0"_s, u"--limits"_s, u"off"_s} + arguments);
    static const QRegularExpression kPlace(u"admin token is in (\\S+/(\\d+)\\.token)"_s);
    QString said;
    QRegularExpressionMatch place;
    while (!(place = kPlace.match(said)).hasMatch()) {
        if (!m_process.waitForReadyRead(15'000))
            fail(u"wavetape-server did not start: "_s + m_process.errorString() + said);
        said += QString::fromUtf8(m_process.readAll());
    }
    m_port = place.captured(2).toInt();
    QFile file(place.captured(1));
    if (!file.open(QIODevice::ReadOnly))
        fail(file.fileName() + u": "_s + file.errorString());
    m_token = QString::fromLatin1(file.readAll()).trimmed();
    // What else it says nobody reads.
    m_process.closeReadChannel(QProcess::StandardOutput);
}

ServerProcess::~ServerProcess()
{
    m_process.terminate();
    if (!m_process.waitForFinished(10'000))
        m_process.kill();
}

QUrl ServerProcess::url(const QString &path) const
{
    return QUrl(u"ws://127.0.0.1:%1%2"_s.arg(m_port).arg(path));
}

ListWindow::ListWindow(const ServerProcess &server, QSize size, const char *qml)
    : m_dashboard(m_client, false)
{
    m_engine.addImportPath(u"qrc:/qt/qml"_s);
    QQmlComponent component(&m_engine);
    component.setData(qml, QUrl(u"bench.qml"_s));
    m_window.reset(qobject_cast<QQuickWindow *>(component.create()));
    if (!m_window)
        fail(component.errorString());
    m_window->resize(size);
    m_window->show();
    m_client.open(server.url(u"/ws"_s), server.token());
    waitFor(
        &m_client, &wavetape::client::FeedClient::welcomed,
        [this] { return m_client.state() == wavetape::client::FeedClient::State::Open; },
        "a welcome");
}

ListWindow::~ListWindow()
{
    m_window.reset();
    m_client.close();
}
