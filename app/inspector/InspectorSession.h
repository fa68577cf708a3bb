// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/InspectorClient.h"
#include "inspector/LogSession.h"
#include "inspector/MessageVariables.h"
#include "inspector/RecentAddresses.h"
#include "inspector/ReconnectTimeline.h"
#include "inspector/SavedMessages.h"
#include "viewmodels/Preferences.h"

#include <QObject>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

namespace wavetape::inspector {

// What the Inspector page binds to: one connection to any ws or wss address, its log, what can be
// sent, and when it is tried again. GUI thread.
// The base is named in full: that is how Qt 6.4's tools for QML find it.
class InspectorSession : public wavetape::inspector::LogSession {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(wavetape::viewmodels::Preferences *preferences MEMBER m_preferences WRITE
            setPreferences NOTIFY plannedChanged)
    Q_PROPERTY(QString url MEMBER m_url NOTIFY plannedChanged)
    Q_PROPERTY(QString protocols MEMBER m_protocols NOTIFY plannedChanged)
    Q_PROPERTY(QString headers MEMBER m_headers NOTIFY plannedChanged)
    Q_PROPERTY(QString cookies MEMBER m_cookies NOTIFY plannedChanged)
    Q_PROPERTY(QString token MEMBER m_token NOTIFY plannedChanged)
    Q_PROPERTY(int tokenPlace MEMBER m_tokenPlace NOTIFY plannedChanged)
    Q_PROPERTY(QString proxy MEMBER m_proxy NOTIFY plannedChanged)
    Q_PROPERTY(bool acceptUntrusted MEMBER m_acceptUntrusted NOTIFY plannedChanged)
    Q_PROPERTY(bool offerDeflate MEMBER m_offerDeflate NOTIFY plannedChanged)
    // A ping every 20 s; where no pong came in between the connection is given up.
    Q_PROPERTY(bool keepAlive MEMBER m_keepAlive NOTIFY plannedChanged)
    // Addresses that were connected to, newest first.
    Q_PROPERTY(QStringList recent READ recent NOTIFY plannedChanged)
    // As they are typed: "name = value; …" (MessageVariables.h); what is wrong with them.
    Q_PROPERTY(QString variables READ variables WRITE setVariables NOTIFY variablesChanged)
    Q_PROPERTY(QString variablesProblem READ variablesProblem NOTIFY variablesChanged)
    Q_PROPERTY(int readyState READ readyState NOTIFY changed)
    Q_PROPERTY(bool started READ isStarted NOTIFY changed)
    Q_PROPERTY(QString phase READ phase NOTIFY changed)
    Q_PROPERTY(QString error READ error NOTIFY changed)
    Q_PROPERTY(int status READ status NOTIFY changed)
    Q_PROPERTY(QString request READ request NOTIFY changed)
    Q_PROPERTY(QString response READ response NOTIFY changed)
    Q_PROPERTY(QString body READ body NOTIFY changed)
    Q_PROPERTY(int closeCode READ closeCode NOTIFY changed)
    Q_PROPERTY(QString ending READ ending NOTIFY changed)
    Q_PROPERTY(double bufferedAmount READ bufferedAmount NOTIFY changed)
    Q_PROPERTY(QVariantList facts READ facts NOTIFY changed)
    Q_PROPERTY(QVariantList certificate READ certificate NOTIFY changed)
    Q_PROPERTY(QString certificateProblem READ certificateProblem NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    Q_PROPERTY(wavetape::inspector::ReconnectTimeline *timeline READ timeline CONSTANT)
    Q_PROPERTY(wavetape::inspector::SavedMessages *saved READ saved CONSTANT)
public:
    enum Form { Text, Hex, Floats, File };
    Q_ENUM(Form)

    explicit InspectorSession(QObject *parent = nullptr);
    ~InspectorSession() override;

    void setPreferences(viewmodels::Preferences *preferences);
    QStringList recent() const { return m_recent.list(); }
    QString variables() const { return m_typedVariables; }
    void setVariables(const QString &text);
    QString variablesProblem() const { return m_variablesProblem; }
    int readyState() const { return int(link().ready); }
    bool isStarted() const { return link().started; }
    QString phase() const { return link().phase; }
    QString error() const { return link().error; }
    int status() const { return link().status; }
    QString request() const { return link().request; }
    QString response() const { return link().response; }
    QString body() const { return link().body; }
    int closeCode() const { return link().closeCode; }
    QString ending() const; // "1000 normal, by client, clean"
    double bufferedAmount() const { return double(link().bufferedAmount); }
    QVariantList facts() const; // [{name, value}]
    QVariantList certificate() const;
    QString certificateProblem() const { return link().certificateProblems.join(u"; "); }
    QString problem() const { return m_problem; } // with what was asked for last; empty: none
    ReconnectTimeline *timeline() { return &m_timeline; }
    SavedMessages *saved() { return &m_saved; }
    InspectorClient &client() { return m_client; }

    Q_INVOKABLE void open();
    Q_INVOKABLE void close(int code, const QString &reason);
    Q_INVOKABLE void cut();
    // `form` says how `text` is read; File: its path.
    Q_INVOKABLE void send(int form, const QString &text);
    Q_INVOKABLE void ping(const QString &text);
    // What send() would complain of, or how many bytes it would send.
    Q_INVOKABLE QString check(int form, const QString &text) const;
    // JSON with or without spaces; unchanged where it is none.
    Q_INVOKABLE QString reformatted(const QString &text, bool indented) const;
    // The connection as a command for curl, and as a line of JavaScript; a token is a variable.
    Q_INVOKABLE QString curl() const;
    Q_INVOKABLE QString snippet() const;
    Q_INVOKABLE static bool isSendableCode(int code);
    Q_INVOKABLE static QString closeCodeName(int code);

Q_SIGNALS:
    void plannedChanged();
    void variablesChanged();
    void changed();
    void problemChanged();

private:
    WireTraits traits() const override;
    bool isSecure() const override;
    void onShown() override { m_client.logSeen(); }
    const LinkState &link() const { return m_client.link(); }
    void onLink();
    void attempt();
    void say(const QString &problem);

    InspectorClient m_client;
    ReconnectTimeline m_timeline;
    SavedMessages m_saved;
    RecentAddresses m_recent;
    MessageVariables m_variables;
    QString m_typedVariables, m_variablesProblem;
    viewmodels::Preferences *m_preferences = nullptr;
    ConnectPlan m_plan;
    QString m_url, m_protocols, m_headers, m_cookies, m_token, m_proxy, m_problem;
    int m_tokenPlace = 0;
    bool m_acceptUntrusted = false;
    bool m_offerDeflate = false;
    bool m_keepAlive = false;
    bool m_endWanted = false;
    LinkState::Ready m_before = LinkState::Ready::Closed;
};

} // namespace wavetape::inspector
