// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QHash>
#include <QObject>

namespace wavetape {

// Notices outside the window, by the desktop's own service (freedesktop.org's Desktop Notifications
// Specification 1.2, on the session bus). Nothing waits for it. GUI thread.
class DesktopNotifier : public QObject {
    Q_OBJECT
public:
    explicit DesktopNotifier(
        const QDBusConnection &bus = QDBusConnection::sessionBus(), QObject *parent = nullptr);

    // Takes the place of the last one about `topic` while that is still shown. Both texts are
    // plain.
    void show(const QString &topic, const QString &title, const QString &text);

Q_SIGNALS:
    // One could not be shown; the first time only. What bus and service say of it.
    void unavailable(const QString &why);
    // Somebody pressed the notice about it.
    void chosen(const QString &topic);

private Q_SLOTS:
    void onActionInvoked(uint number, const QString &action);
    void onNotificationClosed(uint number, uint reason);

private:
    void send(const QString &topic, const QString &title, const QString &text,
        const QStringList &capabilities);
    void complain(const QString &why);

    QDBusConnection m_bus;
    QHash<QString, uint> m_shown; // topic -> the service's number
    bool m_complained = false;
};

} // namespace wavetape
