// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"

#include <QAbstractListModel>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <deque>

namespace wavetape::viewmodels {

// The frames of one connection while they are watched (`sys.frames.<connection>`), newest first, at
// most kLimit of them. Nothing is recorded before start(); what the server skipped or hid is said.
// GUI thread; the client must outlive it.
class FrameWatch : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the ConnectionDetail")
    Q_PROPERTY(bool watching READ isWatching NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(double skipped READ skipped NOTIFY changed)
    // Why it is not watched, in one sentence; "" while all is well.
    Q_PROPERTY(QString note READ note NOTIFY changed)
public:
    static constexpr size_t kLimit = 300;

    struct Frame {
        double time = 0;
        uint64_t number = 0;
        bool in = false, fin = true, masked = false, hidden = false;
        int rsv = 0, opcode = 0, lengthBits = 7;
        double bytes = 0; // of the payload
        QByteArray header, key, payload; // the payload's beginning, unmasked
    };
    enum Role {
        Number = Qt::UserRole + 1,
        TimeText,
        In,
        Kind, // "text", "ping" …
        Flags, // "FIN", "FIN RSV1", "–"
        Size, // of the payload
        Preview, // one line
        Header, // the header's bytes and what they say
        Payload, // as text where it is text, else as hex
    };

    explicit FrameWatch(client::FeedClient &client, QObject *parent = nullptr);

    bool isWatching() const { return bool(m_subscription); }
    int count() const { return int(m_frames.size()); }
    double skipped() const { return m_skipped; }
    QString note() const { return m_note; }
    Q_INVOKABLE double keyAt(int row) const; // the frame's number
    Q_INVOKABLE int indexOfKey(double number) const; // -1: not here any more
    // As the roles Header and Payload.
    Q_INVOKABLE QString headerAt(int row) const { return data(index(row), Header).toString(); }
    Q_INVOKABLE QString payloadAt(int row) const { return data(index(row), Payload).toString(); }

    void start(const QString &connection);
    // What was seen stays.
    void stop(const QString &note = {});
    void clear();
    // What the server sent: a frame or the end.
    void add(const QJsonObject &object);
    static Frame read(const QJsonObject &object);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    void renew();
    void show();

    client::FeedClient &m_client;
    QString m_connection, m_note;
    client::Subscription m_subscription;
    QTimer m_renewal;
    std::deque<Frame> m_frames; // newest first
    double m_skipped = 0;
    uint64_t m_seen = 0;
    size_t m_rows = 0; // as views know it
};

} // namespace wavetape::viewmodels
