// SPDX-License-Identifier: GPL-3.0-or-later
#include "demos/DemoModel.h"

#include "viewmodels/VisibleText.h"

#include <QJsonArray>

#include <utility>

namespace wavetape::demos {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype kMostHistory = 500;
// protocol.md, *Errors*: no token where one is needed, a bad one, one without the right.
constexpr int kAuthRequired = 101, kBadToken = 102, kForbidden = 103;

client::FeedMessage publicationOf(const QString &channel, const QJsonObject &object)
{
    client::FeedMessage message;
    message.kind = client::FeedMessage::Kind::Snapshot; // of what was, not of what happens
    message.channel = channel;
    message.seq = uint64_t(std::max(0.0, object.value("seq"_L1).toDouble()));
    message.ts = object.value("ts"_L1).toDouble();
    message.data = object.value("data"_L1);
    return message;
}
} // namespace

DemoModel::DemoModel(const QString &subject, QObject *parent)
    : ReplacedListModel(parent)
    , m_subject(subject)
{
    connect(&m_beat, &viewmodels::BeatTimer::timeout, this, [this] {
        tellReplaced(rows());
        Q_EMIT changed();
    });
}

void DemoModel::setDashboard(viewmodels::Dashboard *dashboard)
{
    if (!dashboard || m_dashboard)
        return;
    m_dashboard = dashboard;
    connect(&dashboard->client(), &client::FeedClient::welcomed, this, [this] {
        if (m_active)
            start();
    });
    if (m_active)
        start();
}

void DemoModel::setVisitor(Visitor *visitor)
{
    if (!visitor || m_visitor)
        return;
    m_visitor = visitor;
    if (m_active)
        start();
}

void DemoModel::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    if (active) {
        start();
    } else {
        // Answers that are on their way would follow more channels.
        ++m_turn;
        m_waiting = 0;
        unfollowAll();
        Q_EMIT hintChanged();
    }
    Q_EMIT activeChanged();
}

void DemoModel::start()
{
    if (!m_dashboard || !m_visitor
        || m_dashboard->client().state() != client::FeedClient::State::Open)
        return;
    ++m_turn;
    m_waiting = 0;
    unfollowAll();
    clear();
    setHint({});
    setRefused({});
    begin();
    touch();
}

void DemoModel::unfollowAll()
{
    m_subscriptions.clear();
}

void DemoModel::follow(const QString &channel, const client::SubscribeOptions &options)
{
    if (!m_dashboard)
        return;
    m_subscriptions.push_back(m_dashboard->client().subscribe(
        channel, options, [this](const std::vector<client::FeedMessage> &messages) {
            for (const client::FeedMessage &message : messages)
                receive(message);
        }));
}

void DemoModel::receive(const client::FeedMessage &message)
{
    using Kind = client::FeedMessage::Kind;
    const bool lacksRight = message.kind == Kind::Refused
        && (message.code == kAuthRequired || message.code == kBadToken
            || message.code == kForbidden);
    if (!lacksRight) {
        take(message);
    } else if (message.channel == m_subject) {
        setRefused(message.text.isEmpty() ? QString::number(message.code)
                                          : viewmodels::visibleText(message.text.left(200)));
    }
}

void DemoModel::setRefused(const QString &refused)
{
    if (refused == m_refused)
        return;
    m_refused = refused;
    Q_EMIT refusedChanged();
}

void DemoModel::request(QJsonObject message, Done done)
{
    if (!m_dashboard)
        return;
    m_dashboard->client().request(std::move(message),
        [self = QPointer(this), turn = m_turn, done = std::move(done)](const client::Reply &reply) {
            if (self && turn == self->m_turn && done)
                done(reply);
        });
}

void DemoModel::publish(const QString &channel, const QJsonObject &data, Done done)
{
    request(
        {{u"type"_s, u"publish"_s}, {u"channel"_s, channel}, {u"data"_s, data}}, std::move(done));
}

void DemoModel::publishAsked(
    const QString &channel, const QJsonObject &data, const QString &failure, Done done)
{
    ++m_waiting;
    Q_EMIT hintChanged();
    publish(channel, data, [this, failure, done = std::move(done)](const client::Reply &reply) {
        --m_waiting;
        setHint(reply.ok ? QString() : failure.arg(viewmodels::visibleText(reply.error.left(200))));
        if (done)
            done(reply);
    });
}

void DemoModel::publishTyped(
    const QString &channel, const QJsonObject &data, const QString &failure, Done done)
{
    publishAsked(
        channel, data, failure, [this, done = std::move(done)](const client::Reply &reply) {
            Q_EMIT said(reply.ok);
            if (done)
                done(reply);
        });
}

void DemoModel::askHistory(const QString &channel, int limit, const QJsonObject &since, Done done)
{
    QJsonObject message {{u"type"_s, u"history"_s}, {u"channel"_s, channel}, {u"limit"_s, limit}};
    if (!since.isEmpty())
        message.insert(u"since"_s, since);
    request(message, [this, channel, done = std::move(done)](const client::Reply &reply) {
        const QJsonArray publications = reply.message.value("publications"_L1).toArray();
        for (qsizetype i = 0; i < std::min(publications.size(), kMostHistory); ++i)
            take(publicationOf(channel, publications.at(i).toObject()));
        if (done)
            done(reply);
    });
}

const QJsonValue *DemoModel::dataOf(const client::FeedMessage &message)
{
    using Kind = client::FeedMessage::Kind;
    const bool has = message.kind == Kind::Publication || message.kind == Kind::Snapshot;
    return has ? message.as<QJsonValue>() : nullptr;
}

void DemoModel::setHint(const QString &hint)
{
    m_hint = hint;
    Q_EMIT hintChanged();
}

} // namespace wavetape::demos
