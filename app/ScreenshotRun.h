// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/Dashboard.h"

#include <QObject>
#include <QQuickWindow>
#include <QString>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <functional>
#include <memory>
#include <vector>

namespace wavetape {

// `--screenshots DIR`: opens the pages one after the other, lets each run until it shows something,
// writes DIR/<page>.png, and some states that only a choice brings (DIR/<page>-<state>.png). A few
// guests of every kind connect to the same server meanwhile, so that the pages show company.
class ScreenshotRun : public QObject {
    Q_OBJECT
public:
    // `server` is the base, http://127.0.0.1:port/.
    ScreenshotRun(QQuickWindow *window, viewmodels::Dashboard &dashboard, const QString &folder,
        const QUrl &server, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    // The last picture is of a window whose server is gone.
    void stopServerWanted();
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
    };
    void invite(const QString &path, const QByteArray &agent, const QStringList &messages);
    void inviteGuests();
    void showExample(const QString &name); // of the page that is seen
    void next();
    void shoot();

    QQuickWindow *m_window;
    viewmodels::Dashboard &m_dashboard;
    QString m_folder;
    QUrl m_server;
    QTimer m_timer;
    QStringList m_pages;
    std::vector<Scene> m_scenes;
    size_t m_scene = 0;
    int m_patience = 0;
    std::vector<std::unique_ptr<QWebSocket>> m_guests;
};

} // namespace wavetape
