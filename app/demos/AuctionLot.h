// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demos/DemoModel.h"

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>

namespace wavetape::demos {

// The lot `auction.lamp`, its newest bids first. A bid is published on `auction.lamp.bid`, and the
// server's clock says whether it came in time. GUI thread.
class AuctionLot : public wavetape::demos::DemoModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(wavetape::demos::AuctionLot::Phase phase READ phase NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed)
    Q_PROPERTY(QString roundText READ roundText NOTIFY changed)
    Q_PROPERTY(QString price READ price NOTIFY changed)
    Q_PROPERTY(QString leader READ leader NOTIFY changed)
    Q_PROPERTY(bool mine READ isMine NOTIFY changed) // this window leads
    Q_PROPERTY(double least READ least NOTIFY changed) // that the next bid must offer, dollars
    Q_PROPERTY(QString leastText READ leastText NOTIFY changed)
    Q_PROPERTY(QString leftText READ leftText NOTIFY leftChanged)
    Q_PROPERTY(double leftShare READ leftShare NOTIFY leftChanged) // of the longest that was told
public:
    // Absent: there is no auction on this server.
    enum Phase { Unknown, Absent, Waiting, Open, Sold, Unsold };
    Q_ENUM(Phase)
    enum Role { Name = Qt::UserRole + 1, Amount, Number, Hue };

    explicit AuctionLot(QObject *parent = nullptr);

    // Whole dollars.
    Q_INVOKABLE void bid(double amount);

    Phase phase() const { return m_phase; }
    QString title() const { return m_title; }
    QString roundText() const;
    QString price() const;
    QString leader() const;
    bool isMine() const;
    double least() const { return double(m_least); }
    QString leastText() const { return dollars(m_least); }
    QString leftText() const;
    double leftShare() const;

    void take(const client::FeedMessage &message) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void leftChanged();

protected:
    void clear() override;
    void begin() override;
    int rows() const override { return int(m_newest.size()); }

private:
    struct Bid {
        qint64 seq = 0, amount = 0;
        QString name;
        bool operator==(const Bid &) const = default;
    };
    static QString dollars(qint64 amount);
    qint64 leftMs() const;

    Phase m_phase = Unknown;
    QString m_title;
    qint64 m_round = 0, m_least = 0, m_told = 0, m_longest = 0; // ms: left when it was told
    std::vector<Bid> m_newest;
    // This window's bids, by number, as long as it runs; whole, since a server that begins anew
    // numbers others' the same.
    QHash<qint64, Bid> m_mine;
    QElapsedTimer m_since;
    QTimer m_tick;
};

} // namespace wavetape::demos
