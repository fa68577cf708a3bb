// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lab/TransportClaims.h"
#include "lab/TransportClient.h"
#include "viewmodels/TimeSeries.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <QVariantList>
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
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)
    Q_PROPERTY(QString channel READ channel NOTIFY changed)
    Q_PROPERTY(QString trouble READ trouble NOTIFY changed)
    Q_PROPERTY(double seconds READ seconds NOTIFY sampled)
    Q_PROPERTY(QVariantList claims READ claims NOTIFY sampled)
public:
    enum Feed { Often, Idle, Trades, Floats };
    Q_ENUM(Feed)

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
    };

    explicit TransportRack(QObject *parent = nullptr);
    ~TransportRack() override;

    int feed() const { return m_feed; }
    void setFeed(int feed);
    bool keepAlive() const { return m_keepAlive; }
    void setKeepAlive(bool keepAlive);
    bool isRunning() const { return m_running; }
    QString channel() const;
    QString trouble() const { return m_trouble; }
    double seconds() const;
    QVariantList claims() const { return m_claims.rows(); } // as of TransportClaims
    TransportFigures figures(int row) const { return m_lines.at(size_t(row)).figures; }

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
    void restart();
    void publish();
    void sample();
    double largest() const;
    static QString nameOf(TransportClient::Kind kind);
    QString howOf(TransportClient::Kind kind) const;
    static QVariantList figureList(const TransportFigures &figures);

    QString m_server, m_trouble;
    int m_feed = Often;
    bool m_keepAlive = true, m_running = false;
    std::array<Line, kCount> m_lines;
    TransportClaims m_claims;
    std::unique_ptr<inspector::InspectorClient> m_publisher;
    uint64_t m_published = 0;
    QTimer m_pace, m_sampler;
    QElapsedTimer m_clock;
    double m_seconds = 0; // of the last run
};

} // namespace wavetape::lab
