// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// How the window's own connection is: state, address, age, countdown to the next attempt, and what
// the client counts. The numbers change once a second. GUI thread; the client must outlive it.
class LinkStatus : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(State state READ state NOTIFY changed)
    Q_PROPERTY(bool live READ isLive NOTIFY changed)
    Q_PROPERTY(bool everLive READ everLive NOTIFY changed)
    Q_PROPERTY(QString url READ url NOTIFY changed)
    Q_PROPERTY(QString browserUrl READ browserUrl WRITE setBrowserUrl NOTIFY changed)
    // All addresses of the embedded server, IPv4 first.
    Q_PROPERTY(QStringList addresses READ addresses WRITE setAddresses NOTIFY changed)
    Q_PROPERTY(QVariantMap limits READ limits NOTIFY changed)
    // Of a connection's queue: bytes beyond which it is closed, and the part of them above which it
    // lags.
    Q_PROPERTY(double queueHard READ queueHard NOTIFY changed)
    Q_PROPERTY(double queueWarnShare READ queueWarnShare NOTIFY changed)
    Q_PROPERTY(QString node READ node NOTIFY changed)
    Q_PROPERTY(bool remote READ isRemote WRITE setRemote NOTIFY changed)
    // Others reach the server without TLS or without a token, as it said when last heard.
    Q_PROPERTY(bool insecure READ isInsecure NOTIFY changed)
    // The server takes nothing from strangers: logIn() helps.
    Q_PROPERTY(bool needsLogin READ needsLogin NOTIFY changed)
    Q_PROPERTY(bool loggingIn READ isLoggingIn NOTIFY changed)
    Q_PROPERTY(QString loginError READ loginError NOTIFY changed)
    // The server that this program started still runs while the window looks at another.
    Q_PROPERTY(bool hasOwn READ hasOwn WRITE setHasOwn NOTIFY changed)
    // Of the certificate that the embedded server serves, as browsers show it; "": it has no TLS.
    Q_PROPERTY(QString certificate READ certificate NOTIFY changed)
    // Why it could not be opened; "" where all is well.
    Q_PROPERTY(QString secureTrouble READ secureTrouble NOTIFY changed)
    Q_PROPERTY(QString session READ session NOTIFY changed)
    Q_PROPERTY(QString server READ server NOTIFY changed)
    Q_PROPERTY(int attempt READ attempt NOTIFY changed)
    Q_PROPERTY(int lastCode READ lastCode NOTIFY changed)
    Q_PROPERTY(QString lastReason READ lastReason NOTIFY changed)
    Q_PROPERTY(double openMs READ openMs NOTIFY ticked)
    Q_PROPERTY(double retryMs READ retryMs NOTIFY ticked)
    Q_PROPERTY(double messagesPerSecond READ messagesPerSecond NOTIFY ticked)
    Q_PROPERTY(double latencyP99Ms READ latencyP99Ms NOTIFY ticked)
    Q_PROPERTY(double rttMs READ rttMs NOTIFY ticked)
    Q_PROPERTY(double dropped READ dropped NOTIFY ticked)
    Q_PROPERTY(double gaps READ gaps NOTIFY ticked)
    // This window does not keep up: messages for it were lost within the last seconds, and how
    // many since it began.
    Q_PROPERTY(bool losing READ isLosing NOTIFY ticked)
    Q_PROPERTY(double lostLately READ lostLately NOTIFY ticked)
    // The embedded server could not take its port; "" when all is well.
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
    Q_PROPERTY(int freePort READ freePort NOTIFY changed)
public:
    enum State {
        Connecting,
        Live,
        Waiting, // for the next attempt
        Closed,
    };
    Q_ENUM(State)

    explicit LinkStatus(client::FeedClient &client, QObject *parent = nullptr);

    State state() const;
    bool isLive() const { return state() == Live; }
    bool everLive() const { return m_everLive; }
    QString url() const;
    QString browserUrl() const { return m_browserUrl; }
    void setBrowserUrl(const QString &url);
    QStringList addresses() const { return m_addresses; }
    void setAddresses(const QStringList &addresses);
    double queueHard() const;
    double queueWarnShare() const;
    QVariantMap limits() const; // as `welcome` named them
    QString node() const;
    bool isRemote() const { return m_remote; }
    void setRemote(bool remote);
    bool isInsecure() const { return m_insecure; }
    bool needsLogin() const { return m_client.needsLogin(); }
    bool isLoggingIn() const { return m_loggingIn; }
    QString loginError() const { return m_loginError; }
    bool hasOwn() const { return m_hasOwn; }
    void setHasOwn(bool own);
    QString certificate() const { return m_certificate; }
    QString secureTrouble() const { return m_secureTrouble; }
    void setSecure(const QString &certificate, const QString &trouble);
    QString session() const { return m_client.session(); }
    QString server() const;
    int attempt() const { return m_client.attempt(); }
    int lastCode() const { return m_client.lastCloseCode(); }
    QString lastReason() const { return m_client.lastCloseReason().left(200); }
    double openMs() const;
    double retryMs() const { return double(m_client.nextRetryMs()); }
    double messagesPerSecond() const { return m_messagesPerSecond; }
    double latencyP99Ms() const { return m_counters.latencyP99; }
    double rttMs() const { return m_counters.rttMs; }
    double dropped() const { return double(m_counters.dropped + m_counters.localDropped); }
    double gaps() const { return double(m_counters.gaps); }
    bool isLosing() const { return m_lostLately > 0; }
    double lostLately() const { return m_lostLately; }

    QString trouble() const { return m_trouble; }
    int freePort() const { return m_freePort; }
    // `freePort` is what the window offers instead, 0 for nothing.
    void setTrouble(const QString &trouble, int freePort);

    // The secret is sent and not kept.
    Q_INVOKABLE void logIn(const QString &user, const QString &secret);
    // Has the window look at another server: a ws, wss, http or https address, with a token or "".
    // What is wrong with the address, in one sentence; "": it is on its way. Neither is kept.
    Q_INVOKABLE QString attachTo(const QString &address, const QString &token);
    // Has the embedded server make a certificate and serve TLS beside what it serves.
    Q_INVOKABLE void openSecure() { Q_EMIT secureWanted(); }
    Q_INVOKABLE void detach() { Q_EMIT detachWanted(); }
    Q_INVOKABLE void retryNow() { m_client.retryNow(); }
    Q_INVOKABLE void useFreePort() { Q_EMIT freePortWanted(m_freePort); }

    // Tells the figures that move by themselves. Once a second by itself; who draws at that pace
    // anyway calls it, so that both share a frame.
    void tick();

Q_SIGNALS:
    void changed();
    void ticked();
    void freePortWanted(int port);
    void attachWanted(const QUrl &address, const QString &token);
    void detachWanted();
    void secureWanted();

private:
    void onStateChanged();

    client::FeedClient &m_client;
    client::FeedCounters m_counters;
    QTimer m_timer;
    QElapsedTimer m_open;
    QElapsedTimer m_sinceTick;
    QElapsedTimer m_sinceLoss;
    QString m_browserUrl;
    QStringList m_addresses;
    QString m_trouble;
    int m_freePort = 0;
    double m_messagesPerSecond = 0;
    double m_lostLately = 0;
    bool m_everLive = false;
    bool m_remote = false;
    bool m_insecure = false;
    bool m_loggingIn = false;
    QString m_loginError;
    bool m_hasOwn = false;
    QString m_certificate, m_secureTrouble;
};

} // namespace wavetape::viewmodels
