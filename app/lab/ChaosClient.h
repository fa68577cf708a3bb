// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/BookMirror.h"
#include "client/MessageReader.h"
#include "client/ReconnectBackoff.h"
#include "inspector/InspectorConnection.h"

#include <QElapsedTimer>
#include <QHash>
#include <QList>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include <mutex>
#include <optional>
#include <string_view>

namespace wavetape::lab {

// A subscriber that is to have a bad day, and what it makes of it: it counts by `seq`, notices that
// its connection is dead, and comes back. Lives in a thread with an event loop, whose it is then;
// figures() may be asked from any.
class ChaosClient : public QObject {
    Q_OBJECT
public:
    enum class Return {
        Never,
        Steady,
        Jitter
    }; // how it comes back: 0.5, 1, 2, 4 s, as is or drawn
    struct Wish {
        QString name; // by which faults choose it
        QString habits; // what sets it apart, in a few words
        QString channel;
        Return comesBack = Return::Jitter;
        int heartbeatMs = 0; // between its pings; 0: it sends none
        bool resumes = true; // says where it stopped
        bool heals = true; // asks for a book anew that is wrong
        bool named = true; // tells the server its name: a server without faults wants none
    };
    struct Figures {
        QString state, reason;
        bool open = false;
        int code = 0; // of its last end, or the status of a refusal; 0: it had none
        double lagMs = -1; // age of the newest publication when it came; negative: none came
        double quietMs = -1; // since then
        quint64 messages = 0, missed = 0, twice = 0, spoilt = 0, wrong = 0, healed = 0;
        double noticedMs = -1, backMs = -1; // after mark(): its end, and when it was there again
        QList<double> delays; // before each attempt to come back, the last few, ms
        QList<qint64> attempts; // when, by the crowd's clock, ms
    };

    // `clock` runs and outlives it.
    ChaosClient(Wish wish, QUrl server, const QElapsedTimer &clock);

    const Wish &wish() const { return m_wish; }
    Figures figures() const;

    // In its thread.
    void start();
    // From now on its end is looked out for.
    void mark();
    // Reads nothing, as a machine that sleeps.
    void sleep(bool asleep);

private:
    struct Position {
        QString epoch;
        quint64 seq = 0;
    };

    void dial();
    void onLink(const inspector::LinkState &link);
    void onOpen();
    void onEnd(const inspector::LinkState &link);
    void onText(std::string_view payload);
    void onPublication(const client::FeedMessage &message);
    void onOther(const QJsonObject &object);
    void readBook(const client::FeedMessage &message);
    void subscribe(bool resume);

    const Wish m_wish;
    const QUrl m_server;
    const QElapsedTimer &m_clock;
    inspector::InspectorConnection m_connection;
    client::MessageReader m_reader;
    client::BookMirror m_book;
    client::ReconnectBackoff m_backoff;
    QTimer m_again;
    std::optional<Position> m_position;
    bool m_under = false; // an attempt, or a connection
    qint64 m_marked = -1;
    mutable std::mutex m_mutex; // of what is below
    Figures m_figures;
    qint64 m_newest = -1; // when the last publication came
};

} // namespace wavetape::lab
