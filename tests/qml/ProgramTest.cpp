// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program, its own server in it: sent to another one by the form on its Server page, and
// back; with a window that hangs; and what its clients are told when the window is closed or a
// setting restarts the server. program-test WAVETAPE-SERVER PYTHON LEAVING-CLIENT
#include "Application.h"
#include "Bystander.h"
#include "WindowProbe.h"

#include <QApplication>
#include <QDirIterator>
#include <QProcess>
#include <QQuickItem>
#include <QQuickStyle>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatienceMs = 60'000;
constexpr int kHangMs = 5000;

QString s_serverProgram;
QStringList s_leavingClient;

// A server that runs elsewhere: another process, which leaves its admin token in `folder`.
class RemoteServer {
public:
    explicit RemoteServer(const QString &folder)
        : m_folder(folder)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(s_serverProgram,
            {u"--listen"_s, u"127.0.0.1:0"_s, u"--node"_s, u"far-away"_s, u"--symbols"_s, u"7"_s});
        QString line;
        while (!line.endsWith(u'\n') && m_process.waitForReadyRead(kPatienceMs))
            line += QString::fromLocal8Bit(m_process.readLine());
        const QRegularExpression port(u"127\\.0\\.0\\.1:(\\d+)"_s);
        m_port = port.match(line).captured(1);
    }
    ~RemoteServer()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(kPatienceMs))
            m_process.kill();
    }

    QString place() const { return m_port.isEmpty() ? QString() : u"127.0.0.1:"_s + m_port; }
    QString token() const
    {
        QFile file(m_folder + u"/wavetape/"_s + m_port + u".token"_s);
        return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll()).trimmed()
                                              : QString();
    }

private:
    const QString m_folder;
    QProcess m_process;
    QString m_port;
};

// A client that is nobody's friend: what it was told when it had to go.
class LeavingClient {
public:
    explicit LeavingClient(quint16 port)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QStringList words = s_leavingClient;
        const QString program = words.takeFirst();
        m_process.start(program, words << QString::number(port));
    }
    ~LeavingClient()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QString told()
    {
        m_told += QString::fromLocal8Bit(m_process.readAll());
        return m_told;
    }

private:
    QProcess m_process;
    QString m_told;
};

QByteArray contentOf(const QString &folder)
{
    QByteArray all;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            all += file.readAll();
    }
    return all;
}

} // namespace

class ProgramTest : public QObject {
    Q_OBJECT
    wavetape::tests::WindowProbe m_probe;
    QQuickWindow *m_window = nullptr;

    static QQuickWindow *firstWindow()
    {
        for (QWindow *window : QGuiApplication::topLevelWindows()) {
            if (auto *quick = qobject_cast<QQuickWindow *>(window))
                return quick;
        }
        return nullptr;
    }
    bool sees(const QString &text) const
    {
        const QStringList names = m_probe.names(m_window);
        return std::any_of(names.begin(), names.end(),
            [&text](const QString &name) { return name.contains(text); });
    }
    void showPage(const QString &name)
    {
        QMetaObject::invokeMethod(m_window, "showPage", Q_ARG(QString, name));
    }
    void type(const QString &text)
    {
        for (const QChar letter : text)
            QTest::keyClick(m_window, letter.toLatin1());
    }
    quint16 port() const
    {
        const QRegularExpression place(u"127\\.0\\.0\\.1:(\\d+)"_s);
        return place.match(m_probe.names(m_window).join(u' ')).captured(1).toUShort();
    }
    int symbolsSeen()
    {
        showPage(u"market"_s);
        const QQuickItem *list = m_probe.reach(m_window, u"Watchlist"_s);
        return list ? list->property("count").toInt() : -1;
    }

private Q_SLOTS:
    void thereAndBack()
    {
        QTemporaryDir home;
        QVERIFY(home.isValid());
        const QString run = home.filePath(u"run"_s);
        const QString settings = home.filePath(u"config"_s);
        QVERIFY(QDir().mkpath(run) && QDir().mkpath(settings));
        QFile::setPermissions(run, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("XDG_RUNTIME_DIR", run.toLocal8Bit());
        qputenv("XDG_CONFIG_HOME", settings.toLocal8Bit());
        RemoteServer remote(run);
        QVERIFY(!remote.place().isEmpty());
        const QString token = remote.token();
        QVERIFY(token.size() >= 16);

        {
            wavetape::config::ServerConfig config;
            config.listen = {{"127.0.0.1", 0, false}};
            config.node = "at-home";
            config.feed.symbols = 5;
            wavetape::Application program(config, {});
            QVERIFY(program.start());
            m_window = firstWindow();
            QVERIFY(m_window);
            m_window->requestActivate();
            showPage(u"server"_s);
            QTRY_VERIFY_WITH_TIMEOUT(sees(u"Node: at-home"_s), kPatienceMs);
            QVERIFY(!sees(u"remote server"_s));
            QTRY_COMPARE_WITH_TIMEOUT(symbolsSeen(), 5, kPatienceMs);

            showPage(u"server"_s);
            QTRY_VERIFY_WITH_TIMEOUT(
                m_probe.reach(m_window, u"Address of a server"_s), kPatienceMs);
            type(remote.place());
            QVERIFY(m_probe.reach(m_window, u"Admin token"_s));
            type(token);
            QTest::keyClick(m_window, Qt::Key_Return);
            QTRY_VERIFY_WITH_TIMEOUT(sees(u"Node: far-away"_s), kPatienceMs);
            QVERIFY(sees(u"remote server"_s));
            QVERIFY(sees(remote.place()));
            QVERIFY(!sees(token));
            QVERIFY(!sees(u"Node: at-home"_s));
            QTRY_COMPARE_WITH_TIMEOUT(symbolsSeen(), 7, kPatienceMs);

            showPage(u"server"_s);
            const QString detach = u"Detach: look at this program's own server again"_s;
            QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, detach), kPatienceMs);
            QTest::keyClick(m_window, Qt::Key_Space);
            QTRY_VERIFY_WITH_TIMEOUT(sees(u"Node: at-home"_s), kPatienceMs);
            QVERIFY(!sees(u"remote server"_s));
            QTRY_COMPARE_WITH_TIMEOUT(symbolsSeen(), 5, kPatienceMs);
            m_window = nullptr;
        }

        // What is kept is there, and neither of the two is.
        const QByteArray kept = contentOf(settings);
        QVERIFY(kept.contains("page="));
        QVERIFY(!kept.contains(token.toLatin1()));
        QVERIFY(!kept.contains(remote.place().toLatin1()));
    }
    void aWindowThatHangsDisturbsNobody()
    {
        QTemporaryDir home;
        QVERIFY(home.isValid());
        qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
        wavetape::config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        wavetape::Application program(config, {});
        QVERIFY(program.start());
        m_window = firstWindow();
        QVERIFY(m_window);
        showPage(u"streams"_s);
        const quint16 at = port();
        QVERIFY(at > 0);
        wavetape::tests::Bystander reader(at);
        QTRY_VERIFY_WITH_TIMEOUT(reader.blocks() > 10, kPatienceMs);

        reader.takeLongestSilence();
        const int before = reader.blocks();
        wavetape::tests::Bystander newcomer(at);
        QThread::msleep(kHangMs); // of the GUI thread: its window reads and draws nothing
        const int during = reader.blocks() - before;
        QVERIFY(newcomer.connected());
        QVERIFY(newcomer.blocks() > 10);
        // Blocks are 10 ms long; a slow machine may take a while to get to one.
        QVERIFY2(during > kHangMs / 10 / 4, qPrintable(QString::number(during)));
        const int silence = reader.takeLongestSilence();
        QVERIFY2(silence < 1500, qPrintable(QString::number(silence)));
        QCOMPARE(reader.missing(), 0u);
        QVERIFY(reader.connected());
        // And it is still there itself.
        showPage(u"server"_s);
        QTRY_VERIFY_WITH_TIMEOUT(sees(u"Node: "_s), kPatienceMs);
        QVERIFY(!sees(u"Disconnected"_s));
        m_window = nullptr;
    }
    void whoIsConnectedIsToldWhy()
    {
        if (s_leavingClient.size() < 2)
            QSKIP("python3-websockets is not there");
        QTemporaryDir home;
        QVERIFY(home.isValid());
        qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
        wavetape::config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        config.feed.symbols = 5;
        wavetape::Application program(config, {});
        QVERIFY(program.start());
        m_window = firstWindow();
        QVERIFY(m_window);
        m_window->requestActivate();
        showPage(u"server"_s);
        QTRY_VERIFY_WITH_TIMEOUT(port() > 0, kPatienceMs);

        LeavingClient first(port());
        QTRY_VERIFY_WITH_TIMEOUT(first.told().contains(u"ready"_s), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, u"Find a setting"_s), kPatienceMs);
        type(u"feed.symbols"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, u"feed.symbols"_s), kPatienceMs);
        QTest::keyClick(m_window, Qt::Key_A, Qt::ControlModifier);
        type(u"6"_s);
        QTest::keyClick(m_window, Qt::Key_Return);
        const QString apply = u"Apply and restart, ends 1 connection"_s;
        QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, apply), kPatienceMs);
        QTest::keyClick(m_window, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(
            first.told(), u"ready\nclosing 1012 True\nclosed 1012\n"_s, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(symbolsSeen(), 6, kPatienceMs);

        showPage(u"server"_s);
        QTRY_VERIFY_WITH_TIMEOUT(port() > 0, kPatienceMs);
        LeavingClient second(port());
        QTRY_VERIFY_WITH_TIMEOUT(second.told().contains(u"ready"_s), kPatienceMs);
        QTimer::singleShot(0, m_window, &QWindow::close);
        QCOMPARE(QApplication::exec(), 0); // the program ends by itself, its clients told
        QTRY_COMPARE_WITH_TIMEOUT(
            second.told(), u"ready\nclosing 1001 True\nclosed 1001\n"_s, kPatienceMs);
        m_window = nullptr;
    }
    void nothingWasComplainedOf() { QCOMPARE(m_probe.warnings(), 0); }
};

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    s_serverProgram = QString::fromLocal8Bit(argv[1]);
    for (int i = 2; i < argc; ++i)
        s_leavingClient << QString::fromLocal8Bit(argv[i]);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("wavetape"));
    QApplication::setOrganizationName(QStringLiteral("wavetape"));
    wavetape::tests::WindowProbe::installMessageCounter();
    ProgramTest test;
    return QTest::qExec(&test, {QString::fromLocal8Bit(argv[0])});
}

#include "ProgramTest.moc"
