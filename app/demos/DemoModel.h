// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "demos/Visitor.h"
#include "viewmodels/BeatTimer.h"
#include "viewmodels/Dashboard.h"
#include "viewmodels/ReplacedListModel.h"

#include <QPointer>

#include <functional>
#include <vector>

namespace wavetape::demos {

// One demo on the window's own connection: the channels and messages of the page in the browser
// (resources/web/demos). Reads only while `active` and connected, and from the beginning each time
// a server welcomes: numbers of another life mean nothing. What came stays meanwhile. Who derives
// from it names it in full: so the types of QML know it by Qt 6.4. GUI thread.
class DemoModel : public wavetape::viewmodels::ReplacedListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("What all demos have")
    // Whose connection it is, and who speaks; set once.
    Q_PROPERTY(
        wavetape::viewmodels::Dashboard *dashboard READ dashboard WRITE setDashboard REQUIRED)
    Q_PROPERTY(wavetape::demos::Visitor *visitor READ visitor WRITE setVisitor REQUIRED)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(int count READ rowCount NOTIFY changed)
    // Why the last thing that was asked for was not done, a sentence; "": it was.
    Q_PROPERTY(QString hint READ hint NOTIFY hintChanged)
    // Why what the demo is about must not be read here, the server's words; "": it may be.
    Q_PROPERTY(QString refused READ refused NOTIFY refusedChanged)
    // The server has not answered yet.
    Q_PROPERTY(bool busy READ isBusy NOTIFY hintChanged)
public:
    viewmodels::Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(viewmodels::Dashboard *dashboard);
    Visitor *visitor() const { return m_visitor; }
    void setVisitor(Visitor *visitor);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    QString hint() const { return m_hint; }
    QString refused() const { return m_refused; }
    bool isBusy() const { return m_waiting > 0; }

    // What came on a channel, as subscriptions and histories give it.
    virtual void take(const client::FeedMessage &message) = 0;
    // What a subscription gives: a want of rights becomes `refused`, all else is taken.
    void receive(const client::FeedMessage &message);

Q_SIGNALS:
    void activeChanged();
    void changed();
    void hintChanged();
    void refusedChanged();
    // The server has answered to the line that somebody typed: it was taken, or not.
    void said(bool taken);

protected:
    using Done = std::function<void(const client::Reply &)>;

    // `subject`: the channel or prefix without which there is nothing to show.
    explicit DemoModel(const QString &subject, QObject *parent = nullptr);

    // Forgets what it knows.
    virtual void clear() = 0;
    // Subscribes and asks; after clear(), connected.
    virtual void begin() = 0;
    // The list is as it should be told.
    virtual int rows() const = 0;

    const QString &subject() const { return m_subject; }
    client::FeedClient *client() const { return m_dashboard ? &m_dashboard->client() : nullptr; }
    void follow(const QString &channel, const client::SubscribeOptions &options = {});
    // Ends what follow() began.
    void unfollowAll();
    // `done` is called once, unless the model has begun anew or rests meanwhile.
    void publish(const QString &channel, const QJsonObject &data, Done done = {});
    // The same where a person waits for it: `failure` has a %1 for the server's sentence.
    void publishAsked(
        const QString &channel, const QJsonObject &data, const QString &failure, Done done = {});
    // The same of a line that somebody typed: said() tells how it went.
    void publishTyped(
        const QString &channel, const QJsonObject &data, const QString &failure, Done done = {});
    // The newest `limit`, or those behind `since`; takes each, then calls `done`.
    void askHistory(
        const QString &channel, int limit, const QJsonObject &since = {}, Done done = {});
    // What was published, or the state that stands for it; null: the message is of another kind.
    static const QJsonValue *dataOf(const client::FeedMessage &message);
    void setHint(const QString &hint);
    // Tells of the list, ten times a second at most.
    void touch() { m_beat.arm(); }

private:
    void start();
    void request(QJsonObject message, Done done);
    void setRefused(const QString &refused);

    QPointer<viewmodels::Dashboard> m_dashboard;
    QPointer<Visitor> m_visitor;
    std::vector<client::Subscription> m_subscriptions;
    viewmodels::BeatTimer m_beat {0};
    const QString m_subject;
    QString m_hint, m_refused;
    int m_waiting = 0;
    uint64_t m_turn = 0; // answers to an earlier one are nobody's
    bool m_active = false;
};

} // namespace wavetape::demos
