// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/LinkLines.h"
#include "inspector/LogSession.h"
#include "viewmodels/Dashboard.h"

#include <QJsonObject>
#include <QPointer>
#include <QStringList>
#include <QVariantList>

namespace wavetape::inspector {

// A fault proxy of the server (`server/faults`): which there are, what passes the chosen one's
// links, both ways, and the messages that stand still there until somebody has looked at them. It
// asks by the window's own connection, as an administrator. GUI thread.
// The base is named in full: that is how Qt 6.4's tools for QML find it.
class ProxySession : public wavetape::inspector::LogSession {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(
        wavetape::viewmodels::Dashboard *dashboard READ dashboard WRITE setDashboard NOTIFY changed)
    // Asks how things stand, a few times a second.
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY changed)
    Q_PROPERTY(State state READ state NOTIFY changed)
    // [{name, listen, upstream}], those before other servers.
    Q_PROPERTY(QVariantList proxies READ proxies NOTIFY changed)
    // The chosen one; "": there is none.
    Q_PROPERTY(QString proxy READ proxy WRITE setProxy NOTIFY changed)
    // Where its clients connect to, and where it leads.
    Q_PROPERTY(QString address READ address NOTIFY changed)
    Q_PROPERTY(QString upstream READ upstream NOTIFY changed)
    // What passes it is told.
    Q_PROPERTY(bool tells READ tells NOTIFY changed)
    // Its WebSockets; the one whose lines are shown. What is chosen: "" is always the newest.
    Q_PROPERTY(QStringList links READ links NOTIFY changed)
    Q_PROPERTY(QString shown READ shown NOTIFY changed)
    Q_PROPERTY(QString link READ link WRITE setLink NOTIFY changed)
    // The next message to the clients, or to the server, is to stand still.
    Q_PROPERTY(bool holdsDown READ holdsDown NOTIFY changed)
    Q_PROPERTY(bool holdsUp READ holdsUp NOTIFY changed)
    // What does: [{connection, up, text, hidden, cut, payload}]; `payload` of a binary one as hex;
    // cut: it is the beginning alone, and must not go on in place of the whole.
    Q_PROPERTY(QVariantList held READ held NOTIFY heldChanged)
    // Why the last wish was refused; "" where it was not.
    Q_PROPERTY(QString outcome READ outcome NOTIFY changed)
public:
    // Asked for the first time; the window has no link; nothing can be had of this server; all is
    // well.
    enum State { Asking, Away, Unsupported, Ready };
    Q_ENUM(State)

    explicit ProxySession(QObject *parent = nullptr);
    ~ProxySession() override;

    viewmodels::Dashboard *dashboard() const { return m_dashboard; }
    void setDashboard(viewmodels::Dashboard *dashboard);
    bool isActive() const { return m_active; }
    void setActive(bool active);
    State state() const;
    QVariantList proxies() const { return m_proxies; }
    QString proxy() const { return m_proxy; }
    void setProxy(const QString &name);
    QString address() const;
    QString upstream() const { return fact(u"upstream"); }
    bool tells() const { return m_tells; }
    QStringList links() const { return m_links; }
    QString shown() const { return m_shown; }
    QString link() const { return m_link; }
    void setLink(const QString &connection);
    bool holdsDown() const { return m_holdsDown; }
    bool holdsUp() const { return m_holdsUp; }
    QVariantList held() const { return m_held; }
    QString outcome() const { return m_outcome; }

    // A proxy to `upstream` (host:port, or an address of it) that tells what passes; `listen`
    // empty: any free port of 127.0.0.1. Of TLS there is nothing to tell: it is refused.
    Q_INVOKABLE void start(const QString &upstream, const QString &listen);
    // The chosen one is no more, and its connections end.
    Q_INVOKABLE void stop();
    // It begins anew, and tells.
    Q_INVOKABLE void tellAll();
    // The next message that goes that way stands still, or not.
    Q_INVOKABLE void hold(bool up, bool on);
    // What is held goes on as it came, with this text in its place, or not at all.
    Q_INVOKABLE void letGo(const QString &connection, bool up);
    Q_INVOKABLE void replace(const QString &connection, bool up, const QString &text);
    Q_INVOKABLE void leaveOut(const QString &connection, bool up);

Q_SIGNALS:
    void changed();
    void heldChanged();

protected:
    WireTraits traits() const override;
    QString scenarioTarget() const override;

private:
    QString fact(QStringView name) const; // of the chosen proxy
    void ask();
    void take(const QJsonObject &answer);
    void request(QJsonObject message);
    void letGo(const QString &connection, bool up, const QJsonObject &how);
    void watch();
    void onMessages(const std::vector<client::FeedMessage> &messages);
    // The number of a link of the chosen proxy in a channel's name; "": it is of another.
    QString linkOf(const QString &channel) const;
    void show(const QString &connection);

    QPointer<viewmodels::Dashboard> m_dashboard;
    client::Subscription m_frames;
    QTimer m_asking;
    QVariantList m_proxies, m_held;
    QString m_proxy, m_link, m_shown, m_outcome;
    QStringList m_links;
    LinkLines m_lines;
    int m_asked = 0;
    bool m_active = false, m_answered = false, m_supported = false, m_tells = false;
    bool m_holdsDown = false, m_holdsUp = false;
};

} // namespace wavetape::inspector
