// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QQuickWindow>
#include <QString>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <memory>
#include <vector>

namespace wavetape {

// `--screenshots DIR`: opens the pages one after the other, lets each run a moment, writes
// DIR/<page>.png. A few guests of every kind connect to the same server meanwhile, so that the
// pages show company.
class ScreenshotRun : public QObject {
    Q_OBJECT
public:
    // `server` is the base, http://127.0.0.1:port/.
    ScreenshotRun(
        QQuickWindow *window, const QString &folder, const QUrl &server, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    // With one sentence when a file could not be written, else empty.
    void finished(const QString &error);

private:
    void invite(const QString &path, const QByteArray &agent, const QStringList &messages);
    void next();
    void shoot();

    QQuickWindow *m_window;
    QString m_folder;
    QUrl m_server;
    QTimer m_timer;
    QStringList m_pages;
    std::vector<std::pair<int, int>> m_visits; // page, ms
    size_t m_visit = 0;
    std::vector<std::unique_ptr<QWebSocket>> m_guests;
};

} // namespace wavetape
