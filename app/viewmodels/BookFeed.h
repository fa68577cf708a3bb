// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/BookMirror.h"
#include "client/FeedClient.h"
#include "plotting/DepthItem.h"
#include "viewmodels/BeatTimer.h"
#include "viewmodels/ReplacedListModel.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace wavetape::viewmodels {

// The order book of one symbol, kept from its snapshot and deltas and proved by the checksums that
// travel with them: a row per level with both sides, a DepthItem filled at up to 10 Hz. GUI thread.
class BookFeed : public ReplacedListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(wavetape::plotting::DepthItem *view READ view WRITE setView NOTIFY viewChanged)
    Q_PROPERTY(Proof proof READ proof NOTIFY changed)
    Q_PROPERTY(double checked READ checked NOTIFY changed)
    Q_PROPERTY(double failed READ failed NOTIFY changed)
    Q_PROPERTY(double deltas READ deltas NOTIFY changed)
    Q_PROPERTY(QString crc READ crc NOTIFY changed)
    Q_PROPERTY(double spread READ spread NOTIFY changed)
    Q_PROPERTY(double spreadBp READ spreadBp NOTIFY changed) // of the middle, in 1/100 %
    Q_PROPERTY(double middle READ middle NOTIFY changed)
    // The best bid's share of the sizes at the top, 0 … 1: where the next move goes more often.
    Q_PROPERTY(double lean READ lean NOTIFY changed)
    Q_PROPERTY(double imbalance READ imbalance NOTIFY changed) // bids' share of all sizes, 0 … 1
    Q_PROPERTY(bool empty READ isEmpty NOTIFY changed)
public:
    enum Proof {
        Unproved, // no checksum has come yet
        Proved,
        Wrong,
        Incomplete, // a delta is missing; a new snapshot is on its way
    };
    Q_ENUM(Proof)
    static constexpr int kLevels = 20;

    enum Role {
        BidPrice = Qt::UserRole + 1,
        BidSize,
        BidShare, // of the deepest sum
        AskPrice,
        AskSize,
        AskShare,
        Spoken, // the row as one sentence
    };

    explicit BookFeed(client::FeedClient &client, QObject *parent = nullptr);

    void setSymbol(const QString &symbol); // "" ends the subscription
    void setPaused(bool paused);

    plotting::DepthItem *view() const { return m_view; }
    void setView(plotting::DepthItem *view);
    Proof proof() const { return m_proof; }
    double checked() const { return double(m_mirror.checksumsPassed()); }
    double failed() const { return double(m_mirror.checksumsFailed()); }
    double deltas() const { return double(m_mirror.deltas()); }
    QString crc() const { return m_crc; }
    double spread() const;
    double spreadBp() const { return middle() > 0 ? spread() / middle() * 1e4 : 0; }
    double middle() const;
    double lean() const;
    double imbalance() const;
    bool isEmpty() const { return m_levels.empty(); }

    void receive(const std::vector<client::FeedMessage> &messages);
    void flush();

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void viewChanged();
    void changed();

private:
    struct Level {
        client::BookLevel bid, ask;
        double bidSum = 0, askSum = 0;
    };
    bool isTwoSided() const;

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    client::BookMirror m_mirror;
    QPointer<plotting::DepthItem> m_view;
    BeatTimer m_flush {1};
    QString m_symbol;
    QString m_crc;
    std::vector<Level> m_levels;
    Proof m_proof = Unproved;
    bool m_paused = false;
};

} // namespace wavetape::viewmodels
