// SPDX-License-Identifier: GPL-3.0-or-later
#include "DesktopNotifier.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>

#include <utility>

namespace wavetape {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAsTheServiceLikes = -1;

QString notifications()
{
    return u"org.freedesktop.Notifications"_s;
}
QString notificationsPath()
{
    return u"/org/freedesktop/Notifications"_s;
}

QDBusMessage callOf(const QString &method)
{
    return QDBusMessage::createMethodCall(
        notifications(), notificationsPath(), notifications(), method);
}

} // namespace

DesktopNotifier::DesktopNotifier(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(notifications(), notificationsPath(), notifications(), u"ActionInvoked"_s, this,
        SLOT(onActionInvoked(uint, QString)));
    m_bus.connect(notifications(), notificationsPath(), notifications(), u"NotificationClosed"_s,
        this, SLOT(onNotificationClosed(uint, uint)));
}

void DesktopNotifier::show(const QString &topic, const QString &title, const QString &text)
{
    if (!m_bus.isConnected())
        return complain(m_bus.lastError().message());
    // Asked each time: another service may have come meanwhile, with other abilities.
    auto *asked = new QDBusPendingCallWatcher(m_bus.asyncCall(callOf(u"GetCapabilities"_s)), this);
    connect(asked, &QDBusPendingCallWatcher::finished, this, [this, asked, topic, title, text] {
        asked->deleteLater();
        const QDBusPendingReply<QStringList> capabilities = *asked;
        if (capabilities.isError())
            return complain(capabilities.error().message());
        send(topic, title, text, capabilities.value());
    });
}

void DesktopNotifier::send(const QString &topic, const QString &title, const QString &text,
    const QStringList &capabilities)
{
    // Some services take the text for markup; none does the title.
    const QString body = capabilities.contains(u"body-markup"_s) ? text.toHtmlEscaped() : text;
    QStringList actions;
    if (capabilities.contains(u"actions"_s))
        actions = {u"default"_s, tr("Show")};
    QDBusMessage call = callOf(u"Notify"_s);
    call << u"Wavetape"_s << m_shown.value(topic) << u"org.wavetape.wavetape"_s << title << body
         << actions << QVariantMap {{u"desktop-entry"_s, QGuiApplication::desktopFileName()}}
         << kAsTheServiceLikes;
    auto *sent = new QDBusPendingCallWatcher(m_bus.asyncCall(call), this);
    connect(sent, &QDBusPendingCallWatcher::finished, this, [this, sent, topic] {
        sent->deleteLater();
        const QDBusPendingReply<uint> number = *sent;
        if (number.isError())
            return complain(number.error().message());
        m_shown.insert(topic, number.value());
    });
}

void DesktopNotifier::onActionInvoked(uint number, const QString &action)
{
    const QString topic = m_shown.key(number);
    if (!topic.isEmpty() && action == u"default")
        Q_EMIT chosen(topic);
}

void DesktopNotifier::onNotificationClosed(uint number, uint)
{
    const QString topic = m_shown.key(number);
    if (!topic.isEmpty())
        m_shown.remove(topic);
}

void DesktopNotifier::complain(const QString &why)
{
    if (!std::exchange(m_complained, true))
        Q_EMIT unavailable(why);
}

} // namespace wavetape
