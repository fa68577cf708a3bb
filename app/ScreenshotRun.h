// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/Dashboard.h"

#include <QObject>
#include <QQuickWindow>
#include <QString>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <memory>
#include <vector>

namespace wavetape {

// `--screenshots DIR`: opens the pages one after the other, lets each run until it shows something,
// writes DIR/<page>.png, and some states that only a choice brings (DIR/<page>-<state>.png). A few
// guests of every kind connect to the same server meanwhile, so that the pages show company. Every
// page is also taken before there is a server, with one that has nothing to show, with one that
// sends more than window and readers can take, and after it went.
class ScreenshotRun : public QObject {
    Q_OBJECT
public:
    enum class ServerKind { None, Idle, Real, Closed, Flooding };

    ScreenshotRun(QQuickWindow *window, viewmodels::Dashboard &dashboard, const QString &folder,
        QObject *parent = nullptr);

    void start();
    // The server that was wanted has begun: link and guests come to it.
    void serverBegan();

Q_SIGNALS:
    // The window's server is to be another: none, one without feeds, the real one, one whose market
    // has not opened yet, or one at full speed.
    void serverWanted(wavetape::ScreenshotRun::ServerKind kind);
    // With one sentence when a file could not be written, else empty.
    void finished(const QString &error);

protected:
    // Keeps the pointer out: a cross-hair where it happens to rest is no part of the page.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Scene {
        QString name; // of the file
        QString page;
        int ms; // to look at it
        std::function<void()> prepare;
        std::function<bool()> ready;
        // What changes while it is still worth waiting for `ready`.
        std::function<double()> progress = {};
    };
    void invite(const QString &path, const QByteArray &agent, const QStringList &messages);
    void inviteGuests();
    void planOverload();
    void planStates(
        const QString &state, ServerKind kind, int firstMs, const std::function<bool()> &ready);
    void inviteToDemos(bool onlyPointers);
    void planDemos();
    void planCluster();
    QUrl beginForeign();
    void planProxy();
    void planRecordings();
    void chooseTraces(const QStringList &channels, bool shown);
    void showExample(const QString &name); // of the page that is seen
    void next();
    void shoot();

    QQuickWindow *m_window;
    viewmodels::Dashboard &m_dashboard;
    QString m_folder;
    QTimer m_timer;
    QStringList m_pages;
    std::vector<Scene> m_scenes;
    size_t m_scene = 0;
    int m_patience = 0; // steps
    double m_progress = 0;
    bool m_guestsDue = false; // as soon as the server has begun
    std::vector<std::unique_ptr<QWebSocket>> m_guests;
    std::unique_ptr<QWebSocketServer> m_foreign;
};

} // namespace wavetape
