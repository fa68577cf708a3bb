// SPDX-License-Identifier: GPL-3.0-or-later
#include "viewmodels/LinkStatus.h"

#include "viewmodels/QueueMarks.h"

#include "viewmodels/JsonRead.h"

#include <algorithm>

namespace wavetape::viewmodels {

using client::FeedClient;
using namespace Qt::StringLiterals;

namespace {
constexpr int kTickMs = 1200; // the server's figures come once a second
constexpr int kCountdownMs = 250;
constexpr int kRecoveredMs = 5000; // without a loss
} // namespace

LinkStatus::LinkStatus(FeedClient &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    connect(&client, &FeedClient::stateChanged, this, &LinkStatus::onStateChanged);
    connect(&client, &FeedClient::welcomed, this, &LinkStatus::onStateChanged);
    connect(&client, &FeedClient::loginEnded, this, [this](const QString &error) {
        m_loggingIn = false;
        m_loginError = error;
        Q_EMIT changed();
    });
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &LinkStatus::tick);
    m_timer.start();
    m_sinceTick.start();
    onStateChanged();
}

LinkStatus::State LinkStatus::state() const
{
    switch (m_client.state()) {
    case FeedClient::State::Open:
        return Live;
    case FeedClient::State::Connecting:
        return Connecting;
    case FeedClient::State::Waiting:
        return Waiting;
    case FeedClient::State::Closing:
    case FeedClient::State::Closed:
        break;
    }
    // Before the first address one is about to come.
    return m_client.url().isEmpty() && m_trouble.isEmpty() ? Connecting : Closed;
}

QString LinkStatus::url() const
{
    return m_client.url().toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery).left(200);
}

QString LinkStatus::server() const
{
    return textOf(m_client.welcome(), "server"_L1, 64);
}

QString LinkStatus::node() const
{
    return textOf(m_client.welcome(), "node"_L1, 64);
}

double LinkStatus::queueHard() const
{
    return QueueMarks::of(m_client).hard;
}

double LinkStatus::queueWarnShare() const
{
    const QueueMarks marks = QueueMarks::of(m_client);
    return marks.high / marks.hard;
}

QVariantMap LinkStatus::limits() const
{
    return m_client.welcome().value("limits"_L1).toObject().toVariantMap();
}

void LinkStatus::logIn(const QString &user, const QString &secret)
{
    m_loggingIn = true;
    m_loginError.clear();
    m_client.logIn(user, secret);
    Q_EMIT changed();
}

void LinkStatus::setAddresses(const QStringList &addresses)
{
    m_addresses = addresses;
    Q_EMIT changed();
}

void LinkStatus::setBrowserUrl(const QString &url)
{
    m_browserUrl = url;
    Q_EMIT changed();
}

void LinkStatus::setRemote(bool remote)
{
    m_remote = remote;
    Q_EMIT changed();
}

void LinkStatus::setSecure(const QString &certificate, const QString &trouble)
{
    if (certificate == m_certificate && trouble == m_secureTrouble)
        return;
    m_certificate = certificate;
    m_secureTrouble = trouble;
    Q_EMIT changed();
}

void LinkStatus::setHasOwn(bool own)
{
    m_hasOwn = own;
    Q_EMIT changed();
}

QString LinkStatus::attachTo(const QString &address, const QString &token)
{
    const QString text = address.trimmed();
    const QUrl url(text.contains(u"://") ? text : u"ws://"_s + text, QUrl::StrictMode);
    static const QStringList kSchemes {u"ws"_s, u"wss"_s, u"http"_s, u"https"_s};
    if (text.isEmpty() || !url.isValid() || url.host().isEmpty()
        || !kSchemes.contains(url.scheme()))
        return tr("This is not a ws, wss, http or https address");
    if (!url.userInfo().isEmpty() || url.hasQuery())
        return tr("A token goes into its own field, not into the address");
    Q_EMIT attachWanted(url, token.trimmed());
    return {};
}

void LinkStatus::setTrouble(const QString &trouble, int freePort)
{
    m_trouble = trouble;
    m_freePort = freePort;
    Q_EMIT changed();
}

double LinkStatus::openMs() const
{
    return m_open.isValid() ? double(m_open.elapsed()) : -1;
}

void LinkStatus::onStateChanged()
{
    if (isLive()) {
        m_everLive = true;
        m_insecure = m_client.welcome().value("insecure"_L1).toBool();
        if (!m_open.isValid())
            m_open.start();
    } else {
        m_open.invalidate();
    }
    // A countdown that only moves once a second would skip numbers.
    m_timer.setInterval(state() == Waiting ? kCountdownMs : kTickMs);
    Q_EMIT changed();
    Q_EMIT ticked();
}

void LinkStatus::tick()
{
    m_timer.start(); // the next one by itself only if nobody calls before
    const client::FeedCounters now = m_client.counters();
    const double seconds = std::max(0.001, double(m_sinceTick.restart()) / 1000);
    m_messagesPerSecond = now.messages >= m_counters.messages
        ? double(now.messages - m_counters.messages) / seconds
        : 0;
    const double before = dropped();
    m_counters = now;
    if (dropped() > before) {
        m_lostLately += dropped() - before;
        m_sinceLoss.start();
    } else if (m_lostLately > 0 && m_sinceLoss.hasExpired(kRecoveredMs)) {
        m_lostLately = 0;
    }
    Q_EMIT ticked();
}

} // namespace wavetape::viewmodels
