// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "viewmodels/BeatTimer.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QHash>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::viewmodels {

// A row per symbol, from the one prefix subscription `ticker.*`. Rows are told of at most ten times
// a second, and only those that changed. GUI thread.
class Watchlist : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(int total READ total NOTIFY countChanged)
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
    // Prices that the server leaves out, since it sends only each symbol's newest to a window that
    // reads slower than the feed; 0 when none was for two seconds.
    Q_PROPERTY(double conflatedPerSecond READ conflatedPerSecond NOTIFY conflatedPerSecondChanged)
public:
    static constexpr size_t kLimit = 1000;
    static constexpr int kSparkPoints = 120;
    static constexpr int kSparkStepMs = 500;
    // A price that changes five times a second is not lit all the time.
    static constexpr int kDarkMs = 1000;

    enum Role {
        Symbol = Qt::UserRole + 1,
        Price,
        PriceText,
        ChangeText,
        Direction, // of the day: -1, 0, 1
        TickDirection, // of the last change of price
        Glow, // 0 … 1: lit when the price changes, out after a quarter of a second
        Spark,
        StatusText, // "halted", "closed"; "" while it trades
    };

    explicit Watchlist(client::FeedClient &client, QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    void setActive(bool active);
    int count() const { return int(m_shown.size()); }
    int total() const { return int(m_rows.size()); }
    QString filter() const { return m_filter; }
    void setFilter(const QString &text);

    double conflatedPerSecond() const { return m_conflatedPerSecond; }

    Q_INVOKABLE QString keyAt(int row) const;
    Q_INVOKABLE int indexOfKey(const QString &symbol) const;
    const client::Ticker *find(const QString &symbol) const;
    static int priceDecimals(double price);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    void apply(const client::Ticker &ticker);
    void flush();
    // Another server has symbols of its own.
    void clear();

Q_SIGNALS:
    void activeChanged();
    void countChanged();
    void filterChanged();
    void conflatedPerSecondChanged();
    // After a flush: some tickers are newer.
    void moved();
    // A ticker came.
    void priced(const QString &symbol, double price);

private:
    struct Row {
        client::Ticker ticker;
        int tickDirection = 0;
        bool moved = false; // its price, since the last flush
        qint64 litMs = -kDarkMs; // when it was last lit, by m_clock
        int glow = 0; // as told last: an index of kGlows
        QList<double> spark;
        double sparkTime = 0;
        bool dirty = true;
    };
    void arrange();
    void noteConflated(uint64_t publications);
    void rateConflated();
    void setConflatedPerSecond(double rate);

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    BeatTimer m_flush {0};
    std::vector<Row> m_rows; // in order of symbol
    QHash<QString, int> m_index;
    std::vector<int> m_shown; // rows that pass the filter
    QString m_filter;
    QElapsedTimer m_clock;
    QTimer m_rating; // runs while something is left out
    QElapsedTimer m_sinceRating, m_sinceConflated;
    double m_conflated = 0; // since the last rating
    double m_conflatedPerSecond = 0;
    bool m_active = false;
    bool m_grown = false; // by symbols that are not in m_shown yet
};

} // namespace wavetape::viewmodels
