// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedInbox.h"
#include "client/Handshake.h"
#include "client/LatencyHistogram.h"
#include "client/MessageReader.h"
#include "client/PublicationAge.h"
#include "client/ReconnectBackoff.h"
#include "client/SubscriptionTable.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <QWebSocket>

#include <memory>
#include <optional>

namespace wavetape::client {

// Snapshot of the connection for the GUI side.
struct ConnectionStatus {
    FeedClient::State state = FeedClient::State::Closed;
    int attempt = 0;
    qint64 retryInMs = 0; // Waiting only
    int closeCode = 0;
    QString closeReason;
    QJsonObject welcome; // Open only
    bool needsLogin = false; // Closed, because the server takes nothing from strangers
};

// The client thread's half of FeedClient: one socket after another, the state machine around it,
// and everything that is done per message. All slots and timers run in the client thread.
class FeedConnection : public QObject {
    Q_OBJECT

public:
    FeedConnection(FeedClientSettings settings, std::shared_ptr<FeedInbox> inbox);
    ~FeedConnection() override;

    void open(const QUrl &url, const QByteArray &token);
    // Comes back as whom the session's cookie names.
    void openAs(const QByteArray &cookie)
    {
        m_credentials.cookie = cookie;
        retryNow();
    }
    void close();
    void retryNow();
    void want(const Interest &interest, bool again);
    void forget(const QString &name);
    void resync(const QString &name);
    void request(uint64_t id, const QByteArray &json);
    // Says goodbye without waiting for the answer; the object may be deleted afterwards.
    void shutDown();

signals:
    void statusChanged(const wavetape::client::ConnectionStatus &status);
    void somethingToDrain();

private:
    using State = FeedClient::State;
    struct Closing {
        int code = 0;
        QString reason;
        bool retry = true;
        qint64 afterMs = 0;
    };

    void attempt();
    void drop(); // the socket, without a word
    void ended();
    void fail(int code, const QString &reason); // by our own decision
    void wait(std::optional<qint64> hintMs);
    void setState(State state);
    void onConnected();
    void onText(const QString &text);
    void onBinary(const QByteArray &message);
    void onOther(const QJsonObject &object);
    void onWelcome(const QJsonObject &object);
    void onAck(const QJsonObject &object);
    void onRefused(const QJsonObject &object, const QStringList &names);
    void onTick();
    void deliver(const QString &channel, const FeedMessage &message);
    void deliverTo(const QString &name, FeedMessage message);
    void sendObject(QJsonObject object, const QStringList &names);
    void send(const QByteArray &json);
    static int64_t nowMs(); // monotonic
    static double wallMs(); // since 1970

    const FeedClientSettings m_settings;
    std::shared_ptr<FeedInbox> m_inbox;
    MessageReader m_reader;
    SubscriptionTable m_table;
    ReconnectBackoff m_backoff;
    LatencyHistogram m_latency;
    QUrl m_url;
    Credentials m_credentials;
    QWebSocket *m_socket = nullptr;
    State m_state = State::Closed;
    QTimer m_deadline; // handshake, or close
    QTimer m_retry;
    QTimer m_stable;
    QTimer m_tick; // report, ping, silence
    int64_t m_lastReceived = 0;
    uint64_t m_nextId = 1;
    QHash<qint64, QStringList> m_subscribing; // our subscribe requests: id -> names
    QSet<QString> m_leaving; // unsubscribed, answer not seen yet
    std::optional<Closing> m_closing;
    bool m_connected = false; // the handshake succeeded
    bool m_closeFrame = false; // either side has sent one
    bool m_everWelcomed = false;
    bool m_closeAsked = false; // by the user
    bool m_needsLogin = false;
    QString m_error;
    std::optional<qint64> m_retryAfterMs; // as a refused handshake said
    int m_lastCode = 0;
    QString m_lastReason;
    QJsonObject m_welcome;
    PublicationAge m_age;
};

} // namespace wavetape::client

Q_DECLARE_METATYPE(wavetape::client::ConnectionStatus)
