// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/TransportFigures.h"

#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <mutex>
#include <string_view>
#include <vector>

namespace wavetape::lab {

// One channel by one transport, over a socket whose every byte is counted. Lives in a thread of its
// own, so that its CPU time is what it costs; figures() may be asked from any.
class TransportClient : public QObject {
    Q_OBJECT
public:
    enum Kind { WebSocket, ServerSentEvents, LongPoll, ShortPoll };

    struct Plan {
        QString host;
        quint16 port = 0;
        QString channel;
        QByteArray token; // may be empty
        bool keepAlive = true; // polls only: else a connection for each
        int everyMs = 1000; // between short polls
        int holdSeconds = 25; // a long poll, at most
        int patienceMs = 0; // for a poll's answer beyond its hold; 0: without end, as browsers have
    };

    ~TransportClient() override;

    // In its thread.
    void start();
    TransportFigures figures() const;

protected:
    static constexpr qsizetype kMostHead = 16 << 10; // of an answer, bytes

    explicit TransportClient(Plan plan);

    const Plan &plan() const { return m_plan; }
    // There is a connection: the first request goes out.
    virtual void onConnected() = 0;
    virtual void onBytes(const QByteArray &bytes) = 0;
    // The connection ended by the other side; it is made again afterwards, unless hung up for good.
    virtual void onEnded() { }

    void dial();
    void hangUp();
    bool isConnected() const { return m_socket && m_socket->state() == QTcpSocket::ConnectedState; }
    void send(const QByteArray &bytes);
    // A GET with what every client sends; counts as a request.
    void request(const QByteArray &target, const QByteArray &fields);
    QByteArray channelQuery() const;
    // An event came: its JSON, or what is known of a block.
    void noteJson(std::string_view json, qint64 bytes);
    void noteEvent(qint64 bytes, uint64_t seq, double timeMs);
    void noteFloats(const char *bytes, size_t size);
    void noteOpen();
    // Said in the panel; it is tried again.
    void giveUp(const QString &why);

private:
    void onSocketEnded();
    void noteCpu();

    const Plan m_plan;
    QTcpSocket *m_socket = nullptr;
    QTimer m_again;
    uint64_t m_lastSeq = 0;
    mutable std::mutex m_mutex; // of what is below
    TransportFigures m_figures;
    std::vector<float> m_latencies; // ms, the newest kLatencies, in no order
    size_t m_nextLatency = 0;
};

} // namespace wavetape::lab
