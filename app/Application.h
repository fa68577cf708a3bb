// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "DesktopNotifier.h"
#include "ScreenshotRun.h"
#include "Server.h"
#include "ServerSettings.h"
#include "client/FeedClient.h"
#include "viewmodels/Dashboard.h"

#include <QObject>
#include <QQmlApplicationEngine>
#include <QSize>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

class QQuickWindow;

namespace wavetape {

// What only the window understands, beside what every Wavetape server does.
struct WindowOptions {
    QString screenshots; // a folder; "": an ordinary run
    std::optional<int> theme; // 0 dark, 1 light, 2 system
    std::optional<QSize> size;
    QString page; // and a part of it, such as "lab/handshake"; "": the last one
    QString connect; // ws:// URL of another server: then none is started here
    QString tokenFile; // its admin token
};

// Composition root of the desktop program: client, view models, window and then server, built in
// this order and taken down in reverse. GUI thread.
class Application : public QObject {
    Q_OBJECT
public:
    Application(config::ServerConfig config, WindowOptions options, QObject *parent = nullptr);
    ~Application() override;

    // False: the window could not be made; the reason is on stderr.
    bool start();
    // Says goodbye to the clients, then quits; a second call quits at once.
    void shutDown(Farewell farewell);
    int exitCode() const { return m_exitCode; }

private:
    void startServerAfter(QQuickWindow &picture);
    // Ends the server that runs, if any: its clients are told to come back.
    void startServer(config::ServerConfig config);
    void beginServer(config::ServerConfig config);
    void apply(config::ServerConfig config);
    config::ServerConfig withRecordings(config::ServerConfig config) const;
    void replay(const QString &file);
    // Then `gone` is called, once every client has left or had its time. The last `gone` counts.
    void endServer(Farewell farewell, std::function<void()> gone);
    void attach(const QUrl &server, const QString &token);
    void attachRemote(const QUrl &server, const QString &token);
    void attachOwn();
    void openSecure();
    void tellAddresses();
    void tellAlerts();
    QVariantMap windowAsLeft();
    QQuickWindow *window() const; // null: not made yet
    static int findFreePort(int from);

    config::ServerConfig m_config;
    WindowOptions m_options;
    std::unique_ptr<Server> m_server;
    client::FeedClient m_client;
    viewmodels::Dashboard m_dashboard;
    ServerSettings m_settings;
    std::unique_ptr<QTemporaryDir> m_pictured; // what is recorded to be shown in pictures
    QString m_recordings; // the folder
    QString m_replayed; // what was chosen to be replayed; "": what the settings say
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    std::unique_ptr<ScreenshotRun> m_screenshots;
    DesktopNotifier m_notifier;
    int m_securePort = 0; // opened by the button; 0: it was not
    QTimer m_drain;
    int m_drainSteps = 0;
    std::function<void()> m_gone;
    int m_exitCode = 0;
    bool m_begun = false; // the own server was asked for, or is not to come any more
    bool m_leaving = false;
};

} // namespace wavetape
