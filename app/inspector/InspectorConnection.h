// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/AnswerBody.h"
#include "inspector/ConnectPlan.h"
#include "inspector/EventStream.h"
#include "inspector/LinkState.h"
#include "inspector/MessageLog.h"
#include "websocket/Deflate.h"
#include "websocket/FrameParser.h"
#include "websocket/Handshake.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSslError>
#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace wavetape::inspector {

// One WebSocket as a client, on the codec of server/websocket: every frame, refused handshake and
// close code is told as it is. An http address is read as a stream of events, or polled. Lives in
// any thread with an event loop, whose it is then wholly. What happens goes to the log and, where
// someone looks at messages, to `tap`.
class InspectorConnection : public QObject, private websocket::MessageHandler {
    Q_OBJECT
public:
    using Opcode = websocket::Opcode;
    // In the connection's thread, for each message received; before it is logged.
    using Tap = std::function<void(Opcode, std::string_view payload)>;

    // Without a log nothing is recorded.
    explicit InspectorConnection(std::shared_ptr<MessageLog> log, Tap tap = {});
    ~InspectorConnection() override;

    // A connection that is there is cut first.
    void open(const ConnectPlan &plan);
    // Data and pings are refused while not OPEN; the reason is in `told`.
    void send(Opcode opcode, const QByteArray &payload);
    // Bytes as they are, past every rule of the protocol: to provoke.
    void sendRaw(const QByteArray &bytes, const QString &what);
    // Code 0: an empty close frame. Before the connection is open it ends the attempt.
    void close(quint16 code, const QString &reason);
    // Ends the TCP connection with a reset and without a word.
    void cut();
    // Bytes per second from now on; 0: nothing is read; negative: as fast as it comes.
    void setReadRate(qint64 bytesPerSecond);
    const LinkState &link() const { return m_link; }

Q_SIGNALS:
    void changed(const wavetape::inspector::LinkState &link);
    // Something was added to the log.
    void logged();
    // Why a request to send was refused.
    void told(const QString &sentence);

private:
    using Ready = LinkState::Ready;

    bool onMessage(Opcode kind, std::span<char> payload) override;
    bool onPing(std::span<const char> payload) override;
    bool onPong(std::span<const char> payload) override;
    bool onClose(std::optional<std::uint16_t> code, std::string_view reason) override;
    void onFrame(const websocket::FrameInfo &frame) override;

    void onConnected();
    void sendRequest();
    void onReadyRead();
    void readAnswer();
    void readBody(const QByteArray &bytes);
    void keepAlive();
    void readClosing(std::string_view text);
    void accept(const websocket::ServerHandshake &answer);
    std::string streamRequest(const QByteArray &fields) const;
    void startStream(const QByteArray &head, const QByteArray &rest);
    void readStream(const QByteArray &bytes);
    void takePoll();
    void onStreamClosed();
    void endStream(const QString &by, const QString &error = {});
    void feed(QByteArray &bytes);
    void onSslErrors(const QList<QSslError> &errors);
    void noteCertificate();
    void onSocketError();
    void onSocketClosed();
    void fail(int code, const QString &sentence);
    void finish();
    void dropSocket();
    void resetOnClose();
    void write(Opcode opcode, std::string_view payload, LogEntry::Kind kind, quint16 closeCode = 0,
        std::string_view reason = {});
    void record(LogEntry entry);
    void note(const QString &text);
    void publish();
    void tell() { Q_EMIT changed(m_link); }
    static double wallMs();
    static std::string_view view(const QByteArray &bytes)
    {
        return {bytes.constData(), size_t(bytes.size())};
    }

    // For the peer's answer to a close, and its end of TCP after it.
    static constexpr int kCloseMs = 3000;

    std::shared_ptr<MessageLog> m_log;
    Tap m_tap;
    ConnectPlan m_plan;
    LinkState m_link;
    QTcpSocket *m_socket = nullptr;
    QByteArray m_key;
    QByteArray m_extensions; // as offered
    QByteArray m_answer; // the head, until it is whole
    bool m_refused = false;
    AnswerBody m_body; // of a refusal, or a stream
    enum class Stream { None, Events, Poll };
    Stream m_stream = Stream::None; // what is being read
    EventStream m_events;
    QByteArray m_since; // where the next poll goes on
    int m_opened = 0; // so far: the number of the present connection
    bool m_broken = false; // the peer broke a rule, and was told so
    bool m_pongDue = false;
    std::unique_ptr<websocket::FrameParser> m_parser; // from the 101 on
    std::unique_ptr<websocket::Deflater> m_deflater;
    bool m_keepsContext = true;
    websocket::FrameInfo m_first, m_control; // of the message under way; the control frame
    uint32_t m_frames = 0;
    uint64_t m_wire = 0;
    bool m_closeSent = false, m_closeReceived = false;
    std::vector<LogEntry> m_batch;
    QElapsedTimer m_clock;
    QTimer m_deadline, m_trickle, m_watch, m_keepAlive;
};

} // namespace wavetape::inspector
