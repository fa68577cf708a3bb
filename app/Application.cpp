// SPDX-License-Identifier: GPL-3.0-or-later
#include "Application.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QQuickWindow>
#include <QScreen>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTextStream>

#include <cstdio>
#include <utility>

namespace wavetape {

using namespace Qt::StringLiterals;

namespace {
constexpr int kDrainStepMs = 50;
constexpr int kDrainSteps = 8000 / kDrainStepMs;
constexpr int kPortsToTry = 50;
constexpr int kSecurePort = 8443; // or the next that is free
constexpr int kUnseenMs = 1000; // a window that nobody can see may never be drawn
constexpr int kTitleBar = 36; // what a window manager adds above, about

void complain(const QString &text)
{
    std::fprintf(stderr, "wavetape: %s\n", qPrintable(text));
}
} // namespace

Application::Application(config::ServerConfig config, WindowOptions options, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_options(std::move(options))
    , m_dashboard(m_client, m_options.screenshots.isEmpty())
    , m_settings(*m_dashboard.settings(), m_dashboard.preferences()->store())
{
    connect(m_dashboard.settings(), &viewmodels::SettingsList::applyWanted, this, [this] {
        if (auto changed = m_settings.take()) {
            m_config = std::move(*changed);
            apply(m_config);
        }
    });
    if (!m_options.screenshots.isEmpty()) {
        m_pictured = std::make_unique<QTemporaryDir>();
        m_recordings = m_pictured->path();
    } else if (m_config.record.file.empty()) {
        m_recordings = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
            + u"/wavetape/recordings"_s;
    } else {
        m_recordings = QFileInfo(QFile::decodeName(m_config.record.file.c_str())).absolutePath();
    }
    m_dashboard.recording()->setFolder(m_recordings);
    if (m_options.theme)
        m_dashboard.preferences()->setThemeMode(*m_options.theme);
    if (m_options.size) {
        m_dashboard.preferences()->setWidth(m_options.size->width());
        m_dashboard.preferences()->setHeight(m_options.size->height());
    } else if (const QScreen *screen = QGuiApplication::primaryScreen()) {
        m_dashboard.preferences()->fit(screen->availableSize() - QSize(0, kTitleBar));
    }
    connect(m_dashboard.link(), &viewmodels::LinkStatus::freePortWanted, this, [this](int port) {
        config::ServerConfig moved = m_config;
        for (auto &address : moved.listen)
            address.port = uint16_t(port);
        startServer(std::move(moved));
    });
    connect(m_dashboard.link(), &viewmodels::LinkStatus::attachWanted, this,
        [this](const QUrl &server, const QString &token) {
            if (!m_begun) // before the first picture: it would take the window back
                startServer(m_config);
            m_dashboard.startOver();
            m_dashboard.settings()->assign({}, {});
            attachRemote(server, token);
        });
    connect(m_dashboard.link(), &viewmodels::LinkStatus::detachWanted, this, [this] {
        m_dashboard.startOver();
        if (m_server)
            m_settings.show(m_config);
        attachOwn();
    });
    connect(
        m_dashboard.replay(), &viewmodels::ReplayControl::fileWanted, this, &Application::replay);
    connect(
        m_dashboard.link(), &viewmodels::LinkStatus::secureWanted, this, &Application::openSecure);
    m_drain.setInterval(kDrainStepMs);
    connect(&m_drain, &QTimer::timeout, this, [this] {
        if (++m_drainSteps <= kDrainSteps && !m_server->waitDrained(std::chrono::milliseconds(0)))
            return;
        m_drain.stop();
        std::exchange(m_gone, {})();
    });
    tellAlerts();
    // Clients are told before the program ends; the window is no longer seen by then.
    QGuiApplication::setQuitOnLastWindowClosed(false);
    connect(qGuiApp, &QGuiApplication::lastWindowClosed, this,
        [this] { shutDown(Farewell::goingAway); });
}

Application::~Application()
{
    m_screenshots.reset();
    m_engine.reset();
    m_client.close();
    if (m_server)
        m_server->stop();
}

// What is told in the window as well: whoever waits for it may be looking elsewhere.
void Application::tellAlerts()
{
    const auto show = [this](const QString &place, const QString &text) {
        m_notifier.show(place, text, m_dashboard.link()->browserUrl());
    };
    connect(m_dashboard.alerts(), &viewmodels::LoadAlerts::raised, this,
        [show](const QString &name, const QString &text) { show(u"overview/"_s + name, text); });
    connect(m_dashboard.market()->alarm(), &viewmodels::PriceAlarm::rang, this,
        [show](const QString &symbol, const QString &text) { show(u"market/"_s + symbol, text); });
    connect(&m_notifier, &DesktopNotifier::chosen, this, [this](const QString &place) {
        if (QQuickWindow *shown = window()) {
            QMetaObject::invokeMethod(shown, "showPage", Q_ARG(QString, place));
            shown->show();
            shown->raise();
            shown->requestActivate();
        }
    });
    connect(&m_notifier, &DesktopNotifier::unavailable, this, [this](const QString &why) {
        m_dashboard.events()->note(u"alert"_s, double(QDateTime::currentMSecsSinceEpoch()),
            tr("Alerts are shown in this window alone, not by the desktop: %1").arg(why));
    });
}

// Its place where that is on a screen still; not for pictures.
QVariantMap Application::windowAsLeft()
{
    QVariantMap left;
    const auto *preferences = m_dashboard.preferences();
    const auto place = preferences->place();
    const auto seen = [&](QPoint from) {
        const QScreen *screen = QGuiApplication::screenAt(from);
        return screen && screen->availableGeometry().contains(from);
    };
    // What a title bar is moved by.
    if (place && seen(*place) && seen(*place + QPoint(kTitleBar * 2, 0)))
        left = {{u"x"_s, place->x()}, {u"y"_s, place->y()}};
    if (preferences->isMaximized())
        left.insert(u"visibility"_s, int(QWindow::Maximized));
    return left;
}

QQuickWindow *Application::window() const
{
    return m_engine && !m_engine->rootObjects().isEmpty()
        ? qobject_cast<QQuickWindow *>(m_engine->rootObjects().constFirst())
        : nullptr;
}

int Application::findFreePort(int from)
{
    for (int port = from; port < from + kPortsToTry && port < 65536; ++port) {
        QTcpServer probe;
        if (probe.listen(QHostAddress::LocalHost, quint16(port)))
            return port;
    }
    return 0;
}

void Application::endServer(Farewell farewell, std::function<void()> gone)
{
    m_client.close();
    m_gone = std::move(gone);
    m_drainSteps = 0;
    m_server->drain(farewell);
    m_drain.start();
}

// The market's past takes as long to simulate as the window to appear: it is seen first.
void Application::startServerAfter(QQuickWindow &picture)
{
    const auto begin = [this] {
        if (!m_begun)
            startServer(m_config);
    };
    connect(&picture, &QQuickWindow::frameSwapped, this, begin,
        Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
    QTimer::singleShot(kUnseenMs, this, begin);
}

void Application::startServer(config::ServerConfig config)
{
    m_begun = true;
    if (!m_server)
        return beginServer(std::move(config));
    endServer(Farewell::restart, [this, next = std::move(config)] {
        m_server.reset();
        beginServer(next);
    });
}

void Application::apply(config::ServerConfig config)
{
    if (m_settings.needRestart(config))
        return startServer(std::move(config));
    if (m_server)
        m_server->reload(config);
    m_settings.show(config);
}

// Where nobody said so, recordings have their folder, and one begins at the press of a button.
config::ServerConfig Application::withRecordings(config::ServerConfig config) const
{
    if (config.record.file.empty()) {
        config.record.file = QFile::encodeName(m_recordings + u"/wavetape.mcap"_s).toStdString();
        config.record.atStart = false;
    }
    if (!m_replayed.isEmpty()) {
        config.replay = {};
        config.replay.file = QFile::encodeName(m_replayed).toStdString();
    }
    return config;
}

void Application::replay(const QString &file)
{
    m_replayed = file;
    if (file.isEmpty())
        m_config.replay = {};
    if (m_server)
        startServer(m_config);
}

void Application::beginServer(config::ServerConfig config)
{
    const int wanted = config.listen.empty() ? 0 : config.listen.front().port;
    m_settings.show(config);
    m_server = std::make_unique<Server>(withRecordings(config));
    m_server->faults(); // the Lab may ask for some
    if (const auto started = m_server->start(); !started) {
        const QString why = QString::fromStdString(started.error());
        if (!m_replayed.isEmpty()) { // then without it
            m_dashboard.replay()->setProblem(why);
            m_replayed.clear();
            m_server.reset();
            return beginServer(std::move(config));
        }
        complain(why);
        m_server.reset();
        m_dashboard.link()->setTrouble(why, findFreePort(wanted + 1));
        return;
    }
    m_dashboard.link()->setTrouble({}, 0);
    const auto urls = m_server->urls();
    for (const std::string &url : urls)
        std::printf("wavetape listening on %s\n", url.c_str());
    std::fflush(stdout);
    tellAddresses();
    if (m_securePort > 0 && m_server->certificateSha256().empty())
        openSecure();
    attachOwn();
    if (m_screenshots)
        m_screenshots->serverBegan();
}

void Application::tellAddresses()
{
    QStringList addresses;
    for (const std::string &url : m_server->urls())
        addresses << QString::fromStdString(url);
    m_dashboard.link()->setAddresses(addresses);
    m_dashboard.link()->setSecure(QString::fromStdString(m_server->certificateSha256()), {});
}

void Application::openSecure()
{
    if (!m_server)
        return;
    // After a restart for a setting where it was before, if it is still free.
    const int port = findFreePort(m_securePort > 0 ? m_securePort : kSecurePort);
    const auto opened = m_server->openSecure({"127.0.0.1", uint16_t(port), false});
    if (!opened) {
        m_dashboard.link()->setSecure({}, QString::fromStdString(opened.error()));
        return;
    }
    m_securePort = port;
    std::printf("wavetape listening on %s\n", m_server->urls().back().c_str());
    std::fflush(stdout);
    tellAddresses();
}

void Application::attachOwn()
{
    if (!m_server)
        return;
    const QUrl server(QString::fromStdString(m_server->urls().front()));
    m_dashboard.link()->setRemote(false);
    m_dashboard.replay()->setChoosable(true);
    m_dashboard.link()->setHasOwn(true);
    m_dashboard.link()->setBrowserUrl(server.toString());
    attach(server, QString::fromStdString(m_server->adminToken()));
}

void Application::attachRemote(const QUrl &server, const QString &token)
{
    m_dashboard.link()->setRemote(true);
    m_dashboard.replay()->setChoosable(false);
    m_dashboard.link()->setHasOwn(m_server != nullptr);
    QUrl page(server);
    page.setPath(u"/"_s);
    if (page.scheme().startsWith(u"ws"))
        page.setScheme(page.scheme() == u"wss" ? u"https"_s : u"http"_s);
    m_dashboard.link()->setBrowserUrl(page.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
    attach(server, token);
}

void Application::attach(const QUrl &server, const QString &token)
{
    QUrl url = server;
    if (url.scheme().startsWith(u"http"))
        url.setScheme(url.scheme() == u"https" ? u"wss"_s : u"ws"_s);
    if (url.path().isEmpty() || url.path() == u"/")
        url.setPath(u"/ws"_s);
    m_client.open(url, token);
}

bool Application::start()
{
    if (!m_options.connect.isEmpty()) {
        QString token;
        if (!m_options.tokenFile.isEmpty()) {
            QFile file(m_options.tokenFile);
            if (!file.open(QIODevice::ReadOnly)) {
                complain(tr("%1: %2").arg(m_options.tokenFile, file.errorString()));
                m_exitCode = 2;
                return false;
            }
            token = QString::fromLatin1(file.read(4096)).trimmed();
            if (!QUrl(m_options.connect).userInfo().isEmpty()) {
                complain(tr("--connect has a user and --token-file a token: only one can be sent"));
                m_exitCode = 2;
                return false;
            }
        }
        m_begun = true;
        attachRemote(QUrl(m_options.connect), token);
    } else {
        if (!m_options.screenshots.isEmpty()) {
            for (auto &address : m_config.listen)
                address.port = 0;
            m_config.listen.resize(1);
        }
        m_settings.applyKept(m_config);
    }

    m_engine = std::make_unique<QQmlApplicationEngine>();
    m_engine->addImportPath(u"qrc:/qt/qml"_s);
    m_engine->setInitialProperties(windowAsLeft());
    m_engine->load(QUrl(u"qrc:/qt/qml/Wavetape/Shell/Main.qml"_s));
    QQuickWindow *const shown = window();
    if (!shown) {
        complain(tr("the window could not be made"));
        m_exitCode = 1;
        return false;
    }
    if (!m_options.page.isEmpty())
        QMetaObject::invokeMethod(shown, "showPage", Q_ARG(QString, m_options.page));
    if (m_options.screenshots.isEmpty()) {
        if (!m_begun)
            startServerAfter(*shown);
        return true;
    }

    if (!QDir().mkpath(m_options.screenshots)) {
        complain(tr("%1 could not be made").arg(m_options.screenshots));
        m_exitCode = 2;
        return false;
    }
    m_screenshots = std::make_unique<ScreenshotRun>(shown, m_dashboard, m_options.screenshots);
    connect(m_screenshots.get(), &ScreenshotRun::serverWanted, this,
        [this](ScreenshotRun::ServerKind kind) {
            if (kind == ScreenshotRun::ServerKind::None) {
                m_drain.stop();
                m_server.reset();
                if (!m_dashboard.link()->everLive())
                    m_client.open(QUrl(u"ws://127.0.0.1:9/ws"_s));
                return;
            }
            config::ServerConfig config = m_config;
            if (kind == ScreenshotRun::ServerKind::Idle)
                config.feed.profile = "none";
            if (kind == ScreenshotRun::ServerKind::Closed)
                config.feed.profile = "day";
            if (kind == ScreenshotRun::ServerKind::Flooding) {
                config.feed.profile = "open";
                config.feed.symbols = 200;
                config.feed.speed = 5;
                config.feed.waveRate = 2e6;
            }
            startServer(std::move(config));
        });
    connect(m_screenshots.get(), &ScreenshotRun::finished, this, [this](const QString &error) {
        if (!error.isEmpty()) {
            complain(error);
            m_exitCode = 1;
        }
        QCoreApplication::quit();
    });
    m_screenshots->start();
    return true;
}

void Application::shutDown(Farewell farewell)
{
    m_begun = true;
    if (m_leaving || !m_server) {
        QCoreApplication::quit();
        return;
    }
    m_leaving = true;
    endServer(farewell, [] { QCoreApplication::quit(); });
}

} // namespace wavetape
