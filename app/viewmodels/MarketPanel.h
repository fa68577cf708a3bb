// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "viewmodels/BookFeed.h"
#include "viewmodels/CandleFeed.h"
#include "viewmodels/NewsFeed.h"
#include "viewmodels/PriceAlarm.h"
#include "viewmodels/SessionFeed.h"
#include "viewmodels/TradeTape.h"
#include "viewmodels/Watchlist.h"

#include <QObject>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace wavetape::viewmodels {

// The Market page: the watchlist, the chosen symbol and interval, and what follows them. Subscribed
// only while `active`. GUI thread.
class MarketPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Belongs to the Dashboard")
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(bool paused READ isPaused WRITE setPaused NOTIFY pausedChanged)
    Q_PROPERTY(QString symbol READ symbol WRITE setSymbol NOTIFY symbolChanged)
    Q_PROPERTY(QStringList intervals READ intervals CONSTANT)
    Q_PROPERTY(int interval READ interval WRITE setInterval NOTIFY intervalChanged)
    Q_PROPERTY(QVariantMap ticker READ ticker NOTIFY tickerChanged)
    Q_PROPERTY(wavetape::viewmodels::Watchlist *watchlist READ watchlist CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::CandleFeed *candles READ candles CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::BookFeed *book READ book CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::TradeTape *tape READ tape CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::SessionFeed *session READ session CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::NewsFeed *news READ news CONSTANT)
    Q_PROPERTY(wavetape::viewmodels::PriceAlarm *alarm READ alarm CONSTANT)
public:
    explicit MarketPanel(client::FeedClient &client, QObject *parent = nullptr);

    bool isActive() const { return m_active; }
    void setActive(bool active);
    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);
    QString symbol() const { return m_symbol; }
    void setSymbol(const QString &symbol);
    // Forgets the symbols: another server has its own.
    void startOver();
    QStringList intervals() const;
    int interval() const { return m_interval; }
    void setInterval(int index);
    // {symbol, price, bid, ask, open, high, low, changeText, direction, volume, decimals}; empty
    // before the first.
    QVariantMap ticker() const { return m_ticker; }

    Watchlist *watchlist() { return &m_watchlist; }
    CandleFeed *candles() { return &m_candles; }
    BookFeed *book() { return &m_book; }
    TradeTape *tape() { return &m_tape; }
    SessionFeed *session() { return &m_session; }
    NewsFeed *news() { return &m_news; }
    PriceAlarm *alarm() { return &m_alarm; }

Q_SIGNALS:
    void activeChanged();
    void pausedChanged();
    void symbolChanged();
    void intervalChanged();
    void tickerChanged();

private:
    void follow();
    void refreshTicker();

    Watchlist m_watchlist;
    CandleFeed m_candles;
    BookFeed m_book;
    TradeTape m_tape;
    SessionFeed m_session;
    NewsFeed m_news;
    PriceAlarm m_alarm;
    QString m_symbol;
    QVariantMap m_ticker;
    int m_interval = 0;
    bool m_active = false;
    bool m_paused = false;
};

} // namespace wavetape::viewmodels
