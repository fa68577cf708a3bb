// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program, its own server in it: sent to another one by the form on its Server page, and
// back; with a window that hangs; and what its clients are told when the window is closed or a
// setting restarts the server. program-test WAVETAPE-SERVER PYTHON LEAVING-CLIENT
#include "Application.h"
#include "Bystander.h"
#include "Language.h"
#include "WindowProbe.h"

#include <QApplication>
#include <QDirIterator>
#include <QProcess>
#include <QQmlAbstractUrlInterceptor>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickStyle>
#include <QRegularExpression>
#include <QSettings>
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
    // On the Server page; not applied yet.
    void set(const QString &setting, const QString &value)
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, u"Find a setting"_s), kPatienceMs);
        type(setting);
        QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, setting), kPatienceMs);
        QTest::keyClick(m_window, Qt::Key_A, Qt::ControlModifier);
        type(value);
        QTest::keyClick(m_window, Qt::Key_Return);
    }
    // Begins the program as it was left; where `page` names one, there.
    std::unique_ptr<wavetape::Application> begin(const QString &page = {})
    {
        wavetape::config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        auto program = std::make_unique<wavetape::Application>(
            config, wavetape::WindowOptions {.page = page});
        if (!program->start())
            return nullptr;
        m_window = firstWindow();
        m_window->requestActivate();
        return program;
    }
    QString page() const
    {
        return m_window->property("pageNames")
            .toStringList()
            .value(m_window->property("current").toInt());
    }
    // One of a row of choices, by the keyboard: the last one, or the first.
    void choose(const QString &choices, bool last)
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, choices), kPatienceMs);
        for (int i = 0; i < 6; ++i)
            QTest::keyClick(m_window, last ? Qt::Key_Right : Qt::Key_Left);
    }
    int chosen(const QString &choices) const
    {
        const QQuickItem *control = m_probe.reach(m_window, choices);
        return control ? control->property("currentIndex").toInt() : -1;
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
    // What takes long and is not seen comes after the first picture: the market's past, other
    // pages.
    void theFirstPictureWaitsForNothingElse()
    {
        QTemporaryDir home;
        QVERIFY(home.isValid());
        qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
        const auto program = begin(u"overview"_s);
        QVERIFY(program);
        int framesBefore = 0;
        const auto counted = connect(
            m_window, &QQuickWindow::frameSwapped, this, [&] { framesBefore += port() == 0; });
        QCOMPARE(port(), 0);
        QVERIFY(sees(u"connecting…"_s));
        QTRY_VERIFY_WITH_TIMEOUT(port() > 0, kPatienceMs);
        QVERIFY(framesBefore > 0);
        QTRY_VERIFY_WITH_TIMEOUT(!sees(u"connecting…"_s), kPatienceMs);
        disconnect(counted);
        m_window = nullptr;
    }
    void aPageIsReadWhenItIsLookedAt()
    {
        // Which files an engine asks for.
        class Reads : public QQmlAbstractUrlInterceptor {
        public:
            QUrl intercept(const QUrl &url, DataType type) override
            {
                if (type == QmlFile)
                    names.insert(url.fileName());
                return url;
            }
            QSet<QString> names;
        } reads;
        wavetape::client::FeedClient client;
        wavetape::viewmodels::Dashboard dashboard(client, false);
        QQmlApplicationEngine engine;
        engine.addImportPath(u"qrc:/qt/qml"_s);
        engine.addUrlInterceptor(&reads);
        engine.load(QUrl(u"qrc:/qt/qml/Wavetape/Shell/Main.qml"_s));
        m_window = firstWindow();
        QVERIFY(m_window);
        QVERIFY(reads.names.contains(u"OverviewPage.qml"_s));
        for (const auto &other :
            {u"MarketPage.qml"_s, u"LabPage.qml"_s, u"ChaosTab.qml"_s, u"ChatView.qml"_s})
            QVERIFY2(!reads.names.contains(other), qPrintable(other));
        showPage(u"lab/chaos"_s);
        QVERIFY(reads.names.contains(u"ChaosTab.qml"_s));
        QVERIFY(!reads.names.contains(u"MarketPage.qml"_s));
        m_window = nullptr;
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
        QTRY_VERIFY_WITH_TIMEOUT(port() > 0, kPatienceMs);
        const quint16 at = port();
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
    void tlsIsServedAsWellAndNobodyNotices()
    {
        QTemporaryDir home;
        QVERIFY(home.isValid());
        qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
        qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
        wavetape::config::ServerConfig config;
        config.listen = {{"127.0.0.1", 0, false}};
        wavetape::Application program(config, {});
        QVERIFY(program.start());
        m_window = firstWindow();
        QVERIFY(m_window);
        m_window->requestActivate();
        showPage(u"server"_s);
        QTRY_VERIFY_WITH_TIMEOUT(port() > 0, kPatienceMs);
        wavetape::tests::Bystander reader(port());
        QTRY_VERIFY_WITH_TIMEOUT(reader.blocks() > 10, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_probe.reach(m_window, u"Serve TLS as well"_s), kPatienceMs);
        QTest::keyClick(m_window, Qt::Key_Space);
        const QRegularExpression address(u"https://127\\.0\\.0\\.1:(\\d+)/"_s);
        const QRegularExpression print(u"certificate: ([0-9A-F:]{95})"_s);
        const auto found = [this](const QRegularExpression &what) {
            return what.match(m_probe.names(m_window).join(u' ')).captured(1);
        };
        QTRY_VERIFY_WITH_TIMEOUT(!found(address).isEmpty() && !found(print).isEmpty(), kPatienceMs);
        // What others see there.
        QProcess other;
        other.start(u"sh"_s,
            {u"-c"_s,
                u"openssl s_client -connect 127.0.0.1:%1 </dev/null 2>/dev/null | openssl x509 "
                "-noout -fingerprint -sha256; curl -sk https://127.0.0.1:%1/healthz"_s.arg(
                    found(address))});
        QTRY_COMPARE_WITH_TIMEOUT(other.state(), QProcess::NotRunning, kPatienceMs);
        const QString said = QString::fromLatin1(other.readAllStandardOutput());
        QVERIFY2(said.contains(u"Fingerprint="_s + found(print)), qPrintable(said));
        QVERIFY2(said.contains(u"ok"_s), qPrintable(said));
        const int before = reader.blocks();
        QTRY_VERIFY_WITH_TIMEOUT(reader.blocks() > before, kPatienceMs);
        QCOMPARE(reader.missing(), 0u);
        QVERIFY(reader.connected());
        QTRY_VERIFY_WITH_TIMEOUT(!sees(u"Serve TLS as well"_s), kPatienceMs);
        // A setting that restarts the server leaves it as it was: same door, same certificate.
        const QString door = found(address);
        const QString certificate = found(print);
        set(u"feed.symbols"_s, u"6"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_probe.reach(m_window, u"Apply and restart, ends 1 connection"_s), kPatienceMs);
        QTest::keyClick(m_window, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(symbolsSeen(), 6, kPatienceMs);
        showPage(u"server"_s);
        QTRY_COMPARE_WITH_TIMEOUT(found(address), door, kPatienceMs);
        QCOMPARE(found(print), certificate);
        QVERIFY(!sees(u"Serve TLS as well"_s));
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
        set(u"feed.symbols"_s, u"6"_s);
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
    // Pages, their tabs and splits, size and place of the window.
    void itBeginsAsItWasLeft()
    {
        QTemporaryDir home;
        QVERIFY(home.isValid());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home.path());
        struct Choice {
            QString page, control;
            bool last;
        };
        // Each other than what a new window shows.
        const std::vector<Choice> choices {{u"market"_s, u"Interval"_s, true},
            {u"streams"_s, u"Window"_s, false}, {u"streams"_s, u"Layout"_s, true},
            {u"inspector"_s, u"Details of"_s, true}, {u"lab"_s, u"Experiment"_s, true},
            {u"reference/snippets"_s, u"Language"_s, true}};
        const QRect place(140, 90, 1180, 700);
        std::vector<int> left;
        {
            const auto program = begin(u"overview"_s);
            QVERIFY(program);
            QTRY_COMPARE_WITH_TIMEOUT(m_window->visibility(), QWindow::Windowed, kPatienceMs);
            for (const Choice &choice : choices) {
                showPage(choice.page);
                QTRY_VERIFY_WITH_TIMEOUT(chosen(choice.control) >= 0, kPatienceMs);
                const int before = chosen(choice.control);
                choose(choice.control, choice.last);
                left.push_back(chosen(choice.control));
                QVERIFY2(left.back() != before, qPrintable(choice.control));
            }
            QVERIFY(m_window->geometry() != place);
            m_window->setGeometry(place);
            // Who keeps it is told with the next events.
            const auto &kept
                = *wavetape::viewmodels::Dashboard::create(nullptr, nullptr)->preferences();
            QTRY_COMPARE_WITH_TIMEOUT(
                kept.place().value_or(QPoint()), place.topLeft(), kPatienceMs);
            QTRY_COMPARE_WITH_TIMEOUT(
                QSize(kept.width(), kept.height()), place.size(), kPatienceMs);
            QCOMPARE(page(), u"reference"_s);
            m_window = nullptr;
        }
        for (int start = 0; start < 2; ++start) {
            const auto program = begin();
            QVERIFY(program);
            QTRY_COMPARE_WITH_TIMEOUT(m_window->geometry(), place, kPatienceMs);
            QCOMPARE(page(), u"reference"_s);
            // The topic, too: its control is there.
            QTRY_COMPARE_WITH_TIMEOUT(chosen(choices.back().control), left.back(), kPatienceMs);
            for (size_t i = 0; i < choices.size(); ++i) {
                showPage(choices[i].page.section(u'/', 0, 0));
                QTRY_VERIFY2_WITH_TIMEOUT(chosen(choices[i].control) == left[i],
                    qPrintable(choices[i].control), kPatienceMs);
            }
            m_window = nullptr;
        }
    }
    // A wrong value is said beside it while the server goes on; the right ones are kept together.
    void aClusterIsJoinedOnTheServerPage()
    {
        QTemporaryDir home;
        QVERIFY(home.isValid());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home.path());
        const QString key = home.filePath(u"key"_s);
        QFile file(key);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(40, 'k')) == 40);
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        const QString broker = u"redis://[::1]:1"_s; // nobody is there: it is waited for
        {
            const auto program = begin(u"server"_s);
            QVERIFY(program);
            auto *dashboard = wavetape::viewmodels::Dashboard::create(nullptr, nullptr);
            QTRY_VERIFY_WITH_TIMEOUT(dashboard->link()->isLive(), kPatienceMs);
            const quint16 before = port();
            auto &settings = *dashboard->settings();
            const auto of = [&](const QString &name) {
                const auto &all = settings.settings();
                return *std::find_if(
                    all.begin(), all.end(), [&](const auto &each) { return each.key == name; });
            };
            const auto refused = [&](const QString &name) { return of(name).problem; };
            settings.edit(u"cluster.broker"_s, u"http://x"_s);
            settings.edit(u"cluster.key_file"_s, key);
            settings.apply();
            QVERIFY2(refused(u"cluster.broker"_s).contains(u"redis://"_s),
                qPrintable(refused(u"cluster.broker"_s)));
            settings.edit(u"cluster.broker"_s, broker);
            settings.edit(u"cluster.key_file"_s, u"/nowhere"_s);
            settings.apply();
            QVERIFY2(refused(u"cluster.key_file"_s).contains(u"No such file"_s),
                qPrintable(refused(u"cluster.key_file"_s)));
            QVERIFY(dashboard->link()->isLive());
            QCOMPARE(port(), before);
            settings.edit(u"cluster.key_file"_s, key);
            settings.apply();
            QTRY_COMPARE_WITH_TIMEOUT(of(u"cluster.broker"_s).value, broker, kPatienceMs);
            showPage(u"cluster"_s);
            QTRY_VERIFY_WITH_TIMEOUT(sees(u"The broker is away"_s), kPatienceMs);
            m_window = nullptr;
        }
        const auto program = begin(u"cluster"_s);
        QVERIFY(program);
        QTRY_VERIFY_WITH_TIMEOUT(sees(u"The broker is away"_s), kPatienceMs);
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
    wavetape::Language::speak(QStringLiteral("en"));
    wavetape::tests::WindowProbe::installMessageCounter();
    ProgramTest test;
    return QTest::qExec(&test, {QString::fromLocal8Bit(argv[0])});
}

#include "ProgramTest.moc"
