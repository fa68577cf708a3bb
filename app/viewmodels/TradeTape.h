// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/FeedClient.h"
#include "viewmodels/BeatTimer.h"
#include "viewmodels/ReplacedListModel.h"

#include <QtQml/qqmlregistration.h>

#include <deque>

namespace wavetape::viewmodels {

// The trades of one symbol, newest first, at most kLimit, shown at up to 10 Hz. Rows keep their
// place.
class TradeTape : public ReplacedListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(double perSecond READ perSecond NOTIFY changed)
    Q_PROPERTY(double lost READ lost NOTIFY changed)
    Q_PROPERTY(double bought READ bought NOTIFY changed) // buyers' share of the shares, 0 … 1
public:
    static constexpr size_t kLimit = 200;
    // Fewer shares are an odd lot; so many times the tape's median size are a block.
    static constexpr double kLot = 100, kBlock = 10;

    enum Role {
        TimeText = Qt::UserRole + 1,
        PriceText,
        SizeText,
        Buy,
        Share, // of the largest size on the tape
        Weight, // 1 a block, -1 an odd lot, 0 neither
        Condition, // what there is to say of it in a word: "odd", "block", "auction"; mostly ""
        Spoken, // the row as one sentence
    };

    explicit TradeTape(client::FeedClient &client, QObject *parent = nullptr);

    // "" ends the subscription and empties the tape.
    void setSymbol(const QString &symbol);
    void setPaused(bool paused);
    int count() const { return rowCount(); }
    double perSecond() const; // over the last seconds
    double lost() const { return m_lost; }
    double bought() const { return m_bought; }
    void add(const client::Trade &trade);
    void flush();

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    // Its texts are made once: on its way down the tape a trade is asked for them in every row.
    struct Row {
        explicit Row(const client::Trade &trade);

        double time, size;
        bool buy, auction;
        QString timeText, priceText, sizeText, spoken;
    };
    int weightOf(const Row &row) const;
    QString conditionOf(const Row &row) const;

    client::FeedClient &m_client;
    client::Subscription m_subscription;
    BeatTimer m_flush {2};
    std::deque<Row> m_trades; // as received, newest first
    std::deque<Row> m_shown;
    double m_largest = 0;
    double m_block = 0; // shares that make one
    double m_bought = 0.5;
    double m_lost = 0;
    bool m_paused = false;
};

} // namespace wavetape::viewmodels
