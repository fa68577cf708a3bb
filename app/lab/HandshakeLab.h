// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTcpSocket>
#include <QTimer>
#include <QVariantList>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <vector>

namespace wavetape::lab {

class SideServer;

// A handshake forged field by field, sent as it stands, and what came back. The presets reach every
// status that the server answers. GUI thread.
class HandshakeLab : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString server MEMBER m_server NOTIFY composed)
    Q_PROPERTY(QString method MEMBER m_method NOTIFY composed)
    Q_PROPERTY(QString path MEMBER m_path NOTIFY composed)
    Q_PROPERTY(QString host MEMBER m_host NOTIFY composed)
    Q_PROPERTY(QString origin MEMBER m_origin NOTIFY composed)
    Q_PROPERTY(QString upgrade MEMBER m_upgrade NOTIFY composed)
    Q_PROPERTY(QString connection MEMBER m_connection NOTIFY composed)
    Q_PROPERTY(QString version MEMBER m_version NOTIFY composed)
    Q_PROPERTY(QString key MEMBER m_key NOTIFY composed)
    Q_PROPERTY(QString token MEMBER m_token NOTIFY composed)
    Q_PROPERTY(int padding MEMBER m_padding NOTIFY composed)
    Q_PROPERTY(bool stopsHalfway MEMBER m_stopsHalfway NOTIFY composed)
    Q_PROPERTY(QString request READ request NOTIFY composed)
    Q_PROPERTY(QVariantList presets READ presets CONSTANT)
    Q_PROPERTY(int preset READ preset NOTIFY composed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(QString answer READ answer NOTIFY changed)
    Q_PROPERTY(int status READ status NOTIFY changed)
    Q_PROPERTY(QString explanation READ explanation NOTIFY changed)
    Q_PROPERTY(QString progress READ progress NOTIFY changed)
    Q_PROPERTY(double tookMs READ tookMs NOTIFY changed)
public:
    explicit HandshakeLab(QObject *parent = nullptr);
    ~HandshakeLab() override;

    // As it will be sent; a long padding is shortened here.
    QString request() const;
    QVariantList presets() const; // [{name, status, note}]
    int preset() const { return m_preset; }
    bool isRunning() const { return m_running; }
    QString answer() const { return m_answer; } // head and body
    int status() const { return m_status; } // 0: none came
    QString explanation() const { return m_explanation; } // one sentence
    QString progress() const { return m_progress; }
    double tookMs() const { return m_tookMs; }

    // How the request goes out.
    enum class Manner { Once, Crowd, FullServer };

    // Puts the fields of a preset in place; a request that still waits is given up.
    Q_INVOKABLE void choose(int preset);
    Q_INVOKABLE void run();
    Q_INVOKABLE static QString explain(int status);

Q_SIGNALS:
    void composed();
    void changed();
    // The answer is whole, or none will come.
    void finished();

private:
    QByteArray bytes() const;
    QByteArray head(qsizetype padding) const;
    void send(const QString &host, quint16 port);
    void sendCrowd();
    void onAnswer(QTcpSocket &socket, QByteArray &got);
    void hangUp();
    void abandon();
    void finish(const QByteArray &answer, const QString &trouble = {});
    QTcpSocket *dial(const QString &host, quint16 port, bool fromElsewhere);

    QString m_server, m_method, m_path, m_host, m_origin, m_upgrade, m_connection, m_version, m_key,
        m_token;
    int m_padding = 0;
    bool m_stopsHalfway = false;
    int m_preset = 0;
    Manner m_manner = Manner::Once;
    bool m_running = false;
    QString m_answer, m_explanation, m_progress;
    int m_status = 0;
    double m_tookMs = 0;
    std::vector<QTcpSocket *> m_sockets;
    int m_sent = 0;
    std::unique_ptr<SideServer> m_fullServer;
    QTimer m_deadline;
    QElapsedTimer m_clock;
};

} // namespace wavetape::lab
