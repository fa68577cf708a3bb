// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedTypes.h"
#include "client/ReconnectBackoff.h"
#include "client/SampleSink.h"
#include "client/Subscription.h"

#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QSslCertificate>
#include <QUrl>

#include <functional>
#include <memory>

class QWebSocket;

namespace wavetape::client {

struct FeedClientSettings {
    int handshakeMs = 10000; // from open() to `welcome`, then abort
    int closeMs = 2000; // how long a close handshake may take
    int drainMs = 50; // the GUI sees new messages at most this often
    int reportMs = 2000; // how often lag and buffered bytes are reported to the server
    int silenceMs = 15000; // nothing at all received for so long: the link is dead
    int stableMs = 30000; // a connection this old resets the backoff
    // Bytes of a frame or message, either way: what a copied frame of 1 MiB is in hexadecimal.
    int messageLimit = 5 << 19;
    int inboxLimit = 4096; // messages held for one subscription between two drains
    int channelLimit = 20000; // channels that prefix subscriptions may make known
    BackoffSettings backoff;
    QList<QSslCertificate> trusted; // besides the system's, e.g. the program's own certificate
};

struct FeedCounters {
    uint64_t messages = 0, textMessages = 0, binaryMessages = 0;
    uint64_t bytes = 0; // payload bytes received
    uint64_t sent = 0;
    uint64_t malformed = 0; // messages that made no sense and were skipped
    uint64_t unexpected = 0; // publications nobody subscribed to
    uint64_t gaps = 0; // jumps of seq without a `lagged`: must stay 0
    uint64_t lagged = 0; // notices
    uint64_t dropped = 0; // publications that notices named as lost
    uint64_t conflated = 0; // by the server, from kseq
    uint64_t localConflated = 0, localDropped = 0; // between client thread and GUI
    uint64_t nonFinite = 0; // samples turned into gaps
    uint64_t missingSamples = 0;
    uint64_t connects = 0; // times `welcome` was received
    uint64_t reconnects = 0;
    double rttMs = 0; // of the last ping message, 0 before
    double lagMs = 0; // age of the oldest message not yet shown
    // Publication time to receipt, over the last 10 s.
    double latencyP50 = 0, latencyP90 = 0, latencyP99 = 0, latencyMax = 0; // ms
};

struct SubscribeOptions {
    QString policy; // "" leaves it to the server
    double maxRate = 0; // per second and key, 0 = all; conflating channels only
    bool snapshot = true;
    int inboxLimit = 0; // 0: the client's
};

struct Reply {
    bool ok = false;
    int code = 0; // the server's error number; 0 with ok=false: no answer came
    QString error; // one sentence
    QJsonObject message; // the answer as received
};

// The window's connection to a Wavetape server (dialect wavetape.v1). Lives in the GUI thread and
// gives everything back there; socket, JSON and samples are handled in a thread of its own, which
// the client owns. Nothing here blocks but the destructor (at most closeMs).
// Reconnects without end: obeys the server's last `closing`; without one it comes back unless the
// end was a clean 1000. QWebSocket 6.4 reads 1012..1014 as 1002, so 1002 alone means "come back".
class FeedClient : public QObject {
    Q_OBJECT

public:
    enum class State { Closed, Connecting, Open, Closing, Waiting };
    Q_ENUM(State)

    // Called at most once per drain, with everything since the last one. It may subscribe,
    // unsubscribe and send requests.
    using Handler = std::function<void(const std::vector<FeedMessage> &)>;
    using ReplyHandler = std::function<void(const Reply &)>;

    explicit FeedClient(FeedClientSettings settings = {}, QObject *parent = nullptr);
    ~FeedClient() override;

    // ws:// or wss:// URL; `token` goes into `Authorization: Bearer`. Replaces a running
    // connection. Subscriptions may be made before; they are kept over close() and open().
    void open(const QUrl &url, const QString &token = {});
    // Where the server wants to know who it is (needsLogin): asks it for a session, then comes back
    // with it. The session is kept until open(). Ends in loginEnded.
    void logIn(const QString &user, const QString &secret);
    // Opens a socket of the caller's to another path of the same server, `/echo` where this goes to
    // `/ws`: as the same person, with the same trust.
    void openBeside(QWebSocket &socket, const QString &path) const;
    // Close with 1000, do not come back.
    void close();
    // While Waiting (or after a refusal): try at once.
    void retryNow();

    State state() const { return m_state; }
    QUrl url() const { return m_url; }
    int attempt() const { return m_attempt; } // failed attempts since the last stable connection
    qint64 nextRetryMs() const; // ms until the next attempt while Waiting, else 0
    int lastCloseCode() const { return m_lastCloseCode; } // 1006 where the link just ended
    QString lastCloseReason() const { return m_lastCloseReason; }
    bool needsLogin() const { return m_needsLogin; } // Closed, until logIn
    QJsonObject welcome() const { return m_welcome; } // of the current connection, else empty
    QString session() const;
    FeedCounters counters() const;

    // A channel, or a prefix ending in ".*". Handlers of one channel share one subscription on the
    // wire; whoever joins later gets the snapshot by a repeated subscribe (all of them see it).
    // Channels with key-wise data (policy conflate) keep only the newest per key between drains,
    // others all of them up to the inbox limit; what is lost there is told by a `Lagged` "client".
    [[nodiscard]] Subscription subscribe(
        const QString &channel, const SubscribeOptions &options, Handler handler);
    // A binary channel (exact name). `handler` may be empty; it gets Subscribed/Lagged/Refused.
    [[nodiscard]] Subscription subscribeSamples(
        const QString &channel, std::shared_ptr<SampleSink> sink, Handler handler = {});

    // Subscribes `channel` anew without asking for what was missed: ends in a fresh snapshot. For a
    // BookMirror that lost its thread.
    void resync(const QString &channel);

    // Sends `message` with an id of its own; `handler` is called exactly once, unless the client is
    // destroyed first. While not Open it fails at once (but never before request() returned).
    void request(QJsonObject message, ReplyHandler handler = {}, int timeoutMs = 10000);

signals:
    void stateChanged();
    void welcomed();
    // `error`: one sentence; empty where the server gave a session.
    void loginEnded(const QString &error);
    // After each drain that delivered something.
    void drained();

private:
    friend class Subscription;
    class Private;
    void unsubscribe(uint64_t id);
    void setState(State state);

    std::unique_ptr<Private> d;
    State m_state = State::Closed;
    QUrl m_url;
    int m_attempt = 0;
    int m_lastCloseCode = 0;
    QString m_lastCloseReason;
    QJsonObject m_welcome;
    bool m_needsLogin = false;
};

} // namespace wavetape::client
