// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/MiddleBox.h"
#include "lab/SideServer.h"
#include "lab/TransportClaims.h"
#include "lab/TransportClient.h"
#include "viewmodels/TimeSeries.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <QUrl>
#include <QVariantList>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

#include <array>
#include <memory>

namespace wavetape::inspector {
class InspectorClient;
}

namespace wavetape::lab {

// The same channel by four transports at once, and what each of them costs. The feeds of its own
// are published by a connection of the rack; a client each, in a thread each. GUI thread.
class TransportRack : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString server MEMBER m_server NOTIFY changed)
    Q_PROPERTY(int feed READ feed WRITE setFeed NOTIFY changed)
    Q_PROPERTY(bool keepAlive READ keepAlive WRITE setKeepAlive NOTIFY changed)
    Q_PROPERTY(int obstacle READ obstacle WRITE setObstacle NOTIFY changed)
    Q_PROPERTY(QString obstacleText READ obstacleText NOTIFY changed)
    Q_PROPERTY(bool feedIsGiven READ isFeedGiven NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(QString channel READ channel NOTIFY changed)
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
    Q_PROPERTY(double seconds READ seconds NOTIFY sampled)
    Q_PROPERTY(QVariantList claims READ claims NOTIFY sampled)
public:
    enum Feed { Often, Idle, Trades, Floats };
    Q_ENUM(Feed)
    // On the way. The last three are shown on a server of its own and with an idle feed, fifteen
    // times as fast as usual.
    enum Obstacle { Clear, Buffering, HeaderForgotten, IdleCut, HeartbeatMuted, OneWay };
    Q_ENUM(Obstacle)

    enum Role {
        Name = Qt::UserRole + 1,
        How, // in a few words
        State, // "", "open", "waiting"
        Open,
        PerEvent, // bytes, both ways
        PerEventText,
        OverheadText,
        EventShare, // of the bytes per event, of the largest of all
        OverheadShare,
        Figures, // [{title, value, bad}]
        LatencyText,
        Latencies, // ms, for a small plot
        Trouble,
        Measured, // an event came
    };

    explicit TransportRack(QObject *parent = nullptr);
    ~TransportRack() override;

    int feed() const { return m_feed; }
    void setFeed(int feed);
    bool keepAlive() const { return m_keepAlive; }
    void setKeepAlive(bool keepAlive);
    int obstacle() const { return m_obstacle; }
    void setObstacle(int obstacle);
    QString obstacleText() const; // what it does, in a sentence; "" where the way is clear
    bool isFeedGiven() const { return m_obstacle >= IdleCut; } // by the obstacle
    bool isRunning() const { return m_running; }
    QString channel() const;
    QString trouble() const { return m_trouble; }
    double seconds() const;
    QVariantList claims() const { return m_claims.rows(); } // as of TransportClaims
    TransportFigures figures(int row) const { return m_lines.at(size_t(row)).figures; }

    // What a panel measured, as TransportAdviser::take() wants it: {perSecond, latencyMs, binary,
    // proxies}; empty where no event came.
    Q_INVOKABLE QVariantMap need(int row) const;

    Q_INVOKABLE void start();
    // What was measured stays.
    Q_INVOKABLE void stop();

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();
    void sampled();

private:
    static constexpr size_t kCount = 4;
    struct Line {
        Line();
        std::unique_ptr<QThread> thread; // while it runs
        TransportClient *client = nullptr; // lives in it
        TransportFigures figures;
        uint64_t plotted = 0; // events
        viewmodels::TimeSeries latencies;
    };
    int feedInUse() const { return isFeedGiven() ? int(Idle) : m_feed; }
    bool placeObstacle(QUrl &url);
    void restart();
    void publish();
    void sample();
    double largest() const;
    static QString nameOf(TransportClient::Kind kind);
    QString howOf(TransportClient::Kind kind) const;
    static QVariantList figureList(const TransportFigures &figures);

    QString m_server, m_trouble;
    int m_feed = Often, m_obstacle = Clear;
    bool m_keepAlive = true, m_running = false;
    std::array<Line, kCount> m_lines;
    TransportClaims m_claims;
    std::unique_ptr<SideServer> m_sideServer; // of what wants one
    std::unique_ptr<MiddleBox> m_box; // where something is on the way
    std::unique_ptr<inspector::InspectorClient> m_publisher;
    uint64_t m_published = 0;
    QTimer m_pace, m_sampler;
    QElapsedTimer m_clock;
    double m_seconds = 0; // of the last run
};

} // namespace wavetape::lab
